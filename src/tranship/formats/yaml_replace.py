"""A single value in the place of another in a YAML text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yaml.events import ScalarEvent

from tranship.errors import EditError
from tranship.formats.yaml_changes import Change, Expected, Splice, is_value
from tranship.formats.yaml_inserts import spaced
from tranship.formats.yaml_lookup import Place
from tranship.formats.yaml_scalar_text import in_quotes, scalar_text
from tranship.formats.yaml_scalars import CORE
from tranship.formats.yaml_style import Style
from tranship.formats.yaml_tape import ALIAS, Tape


def replaced(tape: Tape, place: Place, value: Any, style: Style, *, keep_quotes: bool = False) -> Change:
    """The change that puts a value in the place of a scalar, or of an alias. Its anchor and its tag stay.

    :param keep_quotes: write text in the quotes of the old one.
    :raises EditError: the value is none that can be set, or would be something else with the tag that is there.
    """
    node = place.node
    if node is None:
        raise ValueError("there is nothing to replace")
    text = scalar_text(value, flow=place.in_flow(tape), as_json=style.json, cautious=style.cautious)
    if keep_quotes and not style.json and isinstance(value, str):
        text = in_quotes(value, tape.forms[node]) or text
    anchor, tag = (None, None) if tape.forms[node] == ALIAS else (tape.anchors.get(node), tape.tags.get(node))
    written, bare = (value, text == value) if isinstance(value, str) else (text, True)
    if tag and not is_value(value, written, tag, "" if bare else '"'):
        name = f"!!{tag.removeprefix(CORE)}" if tag.startswith(CORE) else tag
        raise EditError(f"with the tag {name} (line {tape.line(node)}) the value would be read as something else")
    expected = Expected(ScalarEvent, value, tag, anchor)
    return Change(node, node + 1, (expected,), tuple(_cuts(tape, place.key, node, text)))


def _cuts(tape: Tape, key: int | None, node: int, text: str) -> Iterator[Splice]:
    start, end = tape.content(node) if key is None else tape.value_place(key, node)
    header = tape.block_header(node)
    if header:
        # A comment behind the header stays.
        yield Splice(start, start + len(header), text)
        yield Splice(min(tape.line_end(start), end), end, "")
    elif key is not None and start == end == tape.end(key):
        # Between braces, a key can stand without a colon.
        yield Splice(start, end, f": {text}")
    else:
        yield Splice(start, end, spaced(tape, start, text))
