"""Texts for values that a JSON document lacks: packed, as Kargo puts them, or laid out like their neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tranship.errors import EditError
from tranship.formats.json_document import Kind, Part, Value
from tranship.formats.json_key import Step
from tranship.gotypes.json_text import encode

MOST_FILLED = 10_000
"""Items that a list may grow by in one go."""

_INDENT = "  "


@dataclass(frozen=True)
class Splice:
    """Characters to put in the place of those from ``start`` to before ``end``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Layout:
    """How the parts of an object or a list are set: on lines of their own or not, and what stands between them.

    ``indent`` is that of the bracket's own line, ``unit`` what a level adds, ``newline`` empty for one line only.
    """

    newline: str
    indent: str
    unit: str
    gap: str
    colon: str

    @property
    def before(self) -> str:
        """What stands before a part, after a comma."""
        return f"{self.newline}{self.indent}{self.unit}" if self.newline else self.gap

    def deeper(self) -> _Layout:
        """The layout of what is within."""
        return _Layout(self.newline, self.indent + self.unit, self.unit, self.gap, self.colon)


_PACKED = _Layout("", "", "", "", ":")


def build(steps: Sequence[Step], value: str, layout: _Layout = _PACKED) -> str:
    """The text of a value within as many objects and lists as there are steps; lists are filled up with null."""
    if not steps:
        return value
    step, inner = steps[0], build(steps[1:], value, layout.deeper())
    if isinstance(step, str):
        opening, closing, parts = "{", "}", [f"{_key(step)}{layout.colon}{inner}"]
    else:
        opening, closing, parts = "[", "]", [*_nulls(step), inner]
    text = ("," + layout.before).join(parts)
    if not layout.newline:
        return opening + text + closing
    return f"{opening}{layout.before}{text}{layout.newline}{layout.indent}{closing}"


def add(text: str, parent: Value, steps: Sequence[Step], value: str, *, like_neighbours: bool) -> list[Splice]:
    """How to put a value into an object or a list that lacks it.

    :param steps: from the parent to the new value; the first one is not there, or the parent is no object or list.
    :param like_neighbours: whether it is laid out like what is around it; if not, it is packed before the bracket.
    :raises EditError: a list would grow by more than MOST_FILLED items.
    """
    layout = _layout(text, parent) if like_neighbours else _PACKED
    if parent.kind not in (Kind.OBJECT, Kind.LIST):
        return [Splice(parent.start, parent.end, build(steps, value, layout))]
    step, inner = steps[0], build(steps[1:], value, layout.deeper())
    if isinstance(step, str):
        new = [f"{_key(step)}{layout.colon}{inner}"]
    else:
        new = [*_nulls(step - len(parent.parts)), inner]
    last = parent.parts[-1].value.end if parent.parts else parent.start + 1
    tail = text[last : parent.end - 1]
    has_comma = "," in _without_comments(tail)
    comma = "," if parent.parts and not has_comma else ""
    if not like_neighbours:
        return [Splice(parent.end - 1, parent.end - 1, comma + ",".join(new))]
    added = layout.before.join(f"{part}," for part in new)
    added = added if has_comma else added[:-1]
    if not parent.parts and not tail.strip(" \t\r\n"):
        inside = f"{layout.before}{added}{layout.newline}{layout.indent}" if layout.newline else added
        return [Splice(last, parent.end - 1, inside)]
    # On lines of their own, parts come after the comments of the one before; on one line, before them.
    length = len(tail.rstrip(" \t\r\n")) if layout.newline else _without_comments(tail).find(",") + 1
    end = last + length
    return [Splice(last, last, comma), Splice(end, end, layout.before + added)]


def _nulls(count: int) -> list[str]:
    if count > MOST_FILLED:
        raise EditError(f"a list would have to be filled up with more than {MOST_FILLED} items")
    return ["null"] * count


def _key(key: str) -> str:
    return encode(key, escape_html=False)


def _without_comments(text: str) -> str:
    """A text between values, its comments blanked out."""
    return re.sub(r"//[^\r\n]*|/\*.*?\*/", lambda found: " " * len(found[0]), text, flags=re.DOTALL)


def _layout(text: str, value: Value) -> _Layout:
    """How the parts of a value are laid out, or would be if it had some."""
    indent = _line_indent(text, value.start)
    if not value.parts:
        around = _enclosing_newline(text, value)
        return _Layout(around, indent, _unit(text), "" if around else " ", ": ")
    last = value.parts[-1]
    before = value.parts[-2].value.end if len(value.parts) > 1 else value.start + 1
    gap = _without_comments(text[before : last.start])
    colon = _colon(text, last) if value.kind is Kind.OBJECT else ": "
    newline = re.search(r"\r\n|\n|\r", gap)
    if newline:
        inner = _line_indent(text, last.start)
        unit = inner[len(indent) :] if inner.startswith(indent) else _unit(text)
        return _Layout(newline[0], indent, unit, "", colon)
    spaced = gap.endswith((" ", "\t")) if len(value.parts) > 1 else colon.endswith(" ")
    return _Layout("", indent, "", " " if spaced else "", colon)


def _colon(text: str, part: Part) -> str:
    """The colon of a member, and the blanks around it."""
    between = text[part.key_end : part.value.start]
    return between if between.strip(" \t") == ":" else ": "


def _line_indent(text: str, position: int) -> str:
    """The blanks that the line of a position begins with."""
    start = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
    found = re.compile(r"[ \t]*").match(text, start)
    return found[0] if found else ""


def _enclosing_newline(text: str, value: Value) -> str:
    """The line break that goes before the line of a value if that line begins with a key; empty if none does."""
    found = re.search(r"(\r\n|\n|\r)[ \t]*(?:\"(?:[^\"\\]|\\.)*\"\s*:\s*)?\Z", text[: value.start])
    return found[1] if found else ""


def _unit(text: str) -> str:
    """What a level of indentation is in a document: that of its first indented line."""
    found = re.search(r"[\r\n]([ \t]+)\S", text)
    return found[1] if found else _INDENT
