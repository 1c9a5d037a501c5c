"""How a YAML file is written, and new maps, lists and values written the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tranship.formats.yaml_scalar_text import is_json, key_text, scalar_text
from tranship.formats.yaml_tape import BLOCK_LIST, BLOCK_MAP, FLOW, Tape

_COLUMNS = 2
"""How far maps, and lists in maps, are indented in a file that has none yet."""


@dataclass(frozen=True)
class Style:
    """The habits of a file.

    ``step``: columns by which a map is indented in a map. ``list_step``: those of a list's dashes in a map, 0 if they
    stand below the key. ``json``: the whole file is JSON. ``cautious``: text is put in quotes also where only some
    readers would take it for something else.
    """

    step: int = _COLUMNS
    list_step: int = _COLUMNS
    json: bool = False
    cautious: bool = False


def style_of(tape: Tape, *, list_step: int | None = None) -> Style:
    """The habits of a file: those of the first map and the first list that stand in a map.

    :param list_step: that of a file that has no list; None: like that of maps.
    """
    if tape.forms and tape.forms[0] in FLOW:
        return Style(json=is_json(tape.text))
    found: dict[str, int] = {}
    for node, form in enumerate(tape.forms):
        if form != BLOCK_MAP:
            continue
        column = tape.column(tape.content(node)[0])
        for _key, value in tape.pairs(node):
            kind = tape.forms[value]
            if kind in (BLOCK_MAP, BLOCK_LIST) and kind not in found:
                found[kind] = tape.column(tape.content(value)[0]) - column
        if len(found) == 2:
            break
    step = found.get(BLOCK_MAP, _COLUMNS)
    return Style(step, found.get(BLOCK_LIST, step if list_step is None else list_step))


def block_lines(data: Any, style: Style) -> list[str]:
    """The lines of a value in block style, the first one at column 0."""
    if isinstance(data, Mapping) and data:
        return [line for key, value in data.items() for line in _entry(key, value, style)]
    if isinstance(data, list | tuple) and data:
        return [line for item in data for line in _hung("- ", block_lines(item, style))]
    return [
        flow_text(data, style)
        if isinstance(data, Mapping | list | tuple)
        else scalar_text(data, cautious=style.cautious)
    ]


def flow_text(data: Any, style: Style) -> str:
    """A value on one line."""
    if isinstance(data, Mapping):
        return f"{{{', '.join(flow_entries(data, style))}}}"
    if isinstance(data, list | tuple):
        return f"[{', '.join(flow_entries(data, style))}]"
    return scalar_text(data, flow=True, as_json=style.json, cautious=style.cautious)


def flow_entries(data: Mapping[str, Any] | Sequence[Any], style: Style) -> list[str]:
    """The entries of a map or list on one line, without brackets."""
    if not isinstance(data, Mapping):
        return [flow_text(item, style) for item in data]
    return [f"{key_text(key, flow=True, as_json=style.json)}: {flow_text(value, style)}" for key, value in data.items()]


def _entry(key: str, value: Any, style: Style) -> list[str]:
    name = f"{key_text(key)}:"
    lines = block_lines(value, style)
    if not (isinstance(value, Mapping | list | tuple) and value):
        return [f"{name} {lines[0]}"]
    margin = " " * (style.step if isinstance(value, Mapping) else style.list_step)
    return [name, *(margin + line for line in lines)]


def _hung(head: str, lines: Iterable[str]) -> Iterable[str]:
    """Lines with ``head`` before the first, and the others indented as far."""
    return ((" " * len(head) if number else head) + line for number, line in enumerate(lines))
