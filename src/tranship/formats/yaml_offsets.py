"""Where in the text each character of a scalar's value stands, whatever quotes, escapes, folds and indentation do.

The scalar is read once more, by the rules of YAML, with an offset noted for each character. If that does not give the
value that the parser has found, nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tranship.formats.yaml_nodes import Scalar, content_start

_BREAKS = "\n\r\x85\u2028\u2029"
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_FOLD = re.compile(f"[ \t]*(?:(?:\r\n|[{_BREAKS}])[ \t]*)+")
_ESCAPED_FOLD = re.compile(f"\\\\(?:\r\n|[{_BREAKS}])(?:[ \t]*(?:\r\n|[{_BREAKS}]))*[ \t]*")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPES = dict(zip('0abt\tnvfre "/\\N_LP', '\0\a\b\t\t\n\v\f\r\x1b "/\\\x85\xa0\u2028\u2029', strict=True))
_HEADER = re.compile(f"([|>])([-+]?)([1-9]?)([-+]?)[ \t]*(?:#[^{_BREAKS}]*)?(?:\r\n|[{_BREAKS}]|$)")
_LINE = re.compile(f"([^{_BREAKS}]*)(\r\n|[{_BREAKS}]|$)")


@dataclass
class _Found:
    """Characters of a value with their offsets, as far as they are known."""

    characters: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)

    def add(self, character: str, offset: int) -> None:
        self.characters.append(character)
        self.offsets.append(offset)

    def add_all(self, text: str, offset: int) -> None:
        """Add characters that stand side by side."""
        self.characters.extend(text)
        self.offsets.extend(range(offset, offset + len(text)))

    def add_break(self, text: str, offset: int) -> None:
        """Add a line break: those of Unicode are kept, the others are line feeds."""
        self.add(text if text in ("\u2028", "\u2029") else "\n", offset)


def value_offsets(text: str, node: Scalar) -> Sequence[int]:
    """For each character of the node's value its offset in ``text``, and behind them the offset of the value's end.

    Empty if that can't be told.
    """
    start = content_start(text, node.start)
    if node.style in ("|", ">"):
        readings: Iterator[_Found] = _block_readings(text, start, node.end)
        end = node.end
    else:
        end = node.end - 1 if node.style else node.end
        readings = iter([_flow_reading(text, start + 1 if node.style else start, end, node.style)])
    for found in readings:
        if "".join(found.characters) == node.text:
            return [*found.offsets, found.offsets[-1] + 1 if found.offsets and node.style in ("|", ">") else end]
    return ()


def _flow_reading(text: str, start: int, end: int, style: str) -> _Found:
    """A plain or quoted scalar, between its quotes."""
    found = _Found()
    at = start
    while at < end:
        if fold := _FOLD.match(text, at, end):
            _fold(found, fold)
            at = fold.end()
        elif style == '"' and text[at] == "\\":
            at = _escape(found, text, at, end)
        else:
            found.add(text[at], at)
            at += 2 if style == "'" and text[at] == "'" else 1
    return found


def _fold(found: _Found, fold: re.Match[str]) -> None:
    """A line break within a scalar is a blank, and of several the first is nothing; those of Unicode always stay."""
    first, *rest = _BREAK.finditer(fold.string, fold.start(), fold.end())
    if first[0] in ("\u2028", "\u2029"):
        found.add_break(first[0], first.start())
    elif not rest:
        found.add(" ", first.start())
    for one in rest:
        found.add_break(one[0], one.start())


def _escape(found: _Found, text: str, at: int, end: int) -> int:
    """What begins with a backslash; returns the offset behind it."""
    if fold := _ESCAPED_FOLD.match(text, at, end):
        for one in list(_BREAK.finditer(text, at, fold.end()))[1:]:
            found.add_break(one[0], one.start())
        return fold.end()
    escape = _ESCAPE.match(text, at, end)
    if not escape:
        return end
    code = escape[1] or escape[2] or escape[3]
    found.add(chr(int(code, 16)) if code else _ESCAPES.get(escape[4], ""), at)
    return escape.end()


def _block_readings(text: str, start: int, end: int) -> Iterator[_Found]:
    """A literal or folded block, with each indentation that it may have."""
    header = _HEADER.match(text, start, end)
    if not header:
        return
    lines = [(line[1], line.start(), line[2]) for line in _LINE.finditer(text, header.end(), end)]
    widths = [len(line) - len(line.lstrip(" ")) for line, _, _ in lines if line.strip(" ")]
    blanks = [len(line) for line, _, _ in lines if not line.strip(" ")]
    widest = widths[0] if widths else max(blanks, default=0)
    # Only the parser knows the indentation around a block that gives its own relative to it.
    for indent in range(widest, -1, -1) if header[3] else (widest,):
        yield _block(lines, indent, folded=header[1] == ">", chomp=header[2] or header[4])


def _block(lines: list[tuple[str, int, str]], indent: int, *, folded: bool, chomp: str) -> _Found:
    """The value of the lines of a block, each given as its text, its offset and its line break."""
    found = _Found()
    last: list[tuple[str, int]] = []
    empty: list[tuple[str, int]] = []
    after_blank = False
    for line, offset, ending in lines:
        content = line[indent:] if line.startswith(" " * indent) else line.lstrip(" ")
        if not content:
            empty += [(ending, offset + len(line))] if ending else []
            continue
        before_blank = content[0] in " \t"
        if folded and last and last[0][0] not in ("\u2028", "\u2029") and not (after_blank or before_blank):
            if not empty:
                found.add(" ", last[0][1])
            last = []
        for broken in last + empty:
            found.add_break(*broken)
        start = offset + len(line) - len(content)
        found.add_all(content, start)
        last, empty = [(ending, offset + len(line))] if ending else [], []
        after_blank = before_blank
    for broken in ([] if chomp == "-" else last) + (empty if chomp == "+" else []):
        found.add_break(*broken)
    return found
