"""Making keys that a TOML document lacks, in the style of their neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tranship.errors import EditError
from tranship.formats import toml_document
from tranship.formats.toml_document import Entry, Kind, Section, Step, Value

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_BLANK_LINE_BEFORE = re.compile(r"\n[ \t\r]*\n(?:[ \t]*#[^\n]*\n)*[ \t]*\Z")


def create(
    text: str, found: Any, path: tuple[Step, ...], rest: Sequence[str], value: str, key: str
) -> tuple[tuple[Step, ...], str]:
    """Put a value where nothing is.

    :param found: what is at ``path``, the deepest that is there of the way to the value: a table or an array.
    :param rest: the names that lead on from there; the last one is the value's own.
    :param value: the value as it is to be written.
    :param key: the whole way as the user wrote it, for messages.
    :return: the path of the value that was made, and the changed text.
    :raises EditError: a single value is on the way, or an index is not the next one of its array.
    """
    document = _Document(text, toml_document.read(text))
    if not isinstance(found, dict | list):
        raise EditError(f'"{key}" can\'t be made: "{_dotted(path)}" is a single value', key)
    steps: tuple[Step, ...] = tuple(rest)
    if isinstance(found, list):
        if rest[0] not in ("-1", str(len(found))):
            raise EditError(f'"{key}" can\'t be made: the next item of "{_dotted(path)}" is {len(found)}', key)
        steps = (len(found), *rest[1:])
    inline = toml_document.find(document.sections, path) if path else None
    if inline is not None:
        return (*path, *steps), document.add_inline(inline, rest, value)
    if isinstance(found, list):
        if len(rest) == 1:
            raise EditError(f'"{key}" can\'t be made: the items of "{_dotted(path)}" are tables', key)
        return (*path, *steps), document.add_section(path, (), rest[1:], value, is_array=True)
    return (*path, *steps), document.add(path, rest, value)


def _dotted(path: Sequence[Step]) -> str:
    return ".".join(str(step) for step in path)


def _written_key(names: Sequence[str]) -> str:
    """Names as a key: bare where they can be."""
    return ".".join(name if _BARE.match(name) else _quoted(name) for name in names)


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04X}", escaped) + '"'


@dataclass(frozen=True)
class _Document:
    """A text and its sections."""

    text: str
    sections: tuple[Section, ...]

    @property
    def newline(self) -> str:
        """The line break that the text uses."""
        found = re.search(r"\r?\n", self.text)
        return found[0] if found else "\n"

    def add(self, path: tuple[Step, ...], rest: Sequence[str], value: str) -> str:
        """Put a value into a table that has a header, or is made by its sub-tables or by keys with dots."""
        own = next((section for section in self.sections if section.path == path), None)
        if own is not None and len(rest) == 1:
            return self._add_entry(own, own.entries[-1] if own.entries else None, rest, value)
        for section in self.sections:
            below = path[len(section.path) :]
            within = [entry for entry in section.entries if below and entry.path[: len(below)] == below]
            if section.path == path[: len(section.path)] and within:
                return self._add_entry(section, within[-1], [*map(str, below), *rest], value)
        return self.add_section(path, rest[:-1], rest[-1:], value)

    def _add_entry(self, section: Section, after: Entry | None, names: Sequence[str], value: str) -> str:
        """Put an entry into a section, after one of its entries, or first."""
        equals, indent = " = ", self._indent(section.start) if section.keys else ""
        if after is not None:
            indent = self._indent(after.start)
            gap = self.text[after.key_end : after.value.start]
            equals = (" " if gap[:1].isspace() else "") + "=" + (" " if gap[-1:].isspace() else "")
        line = f"{indent}{_written_key(names)}{equals}{value}"
        if after is None and not section.keys:
            return self._add_first(line)
        return self._insert_line(self._line_end(after.value.end if after else section.end), line)

    def _add_first(self, line: str) -> str:
        """Put the first entry of a document before its first header and the comments on it."""
        if len(self.sections) == 1:
            return self._insert_line(len(self.text), line)
        position = self._block_start(self.sections[1].start)
        return f"{self.text[:position]}{line}{self.newline * 2}{self.text[position:]}"

    def add_section(
        self, path: tuple[Step, ...], names: Sequence[str], entry: Sequence[str], value: str, *, is_array: bool = False
    ) -> str:
        """Put a new section, with one entry, behind the last one that belongs to the table or array at ``path``.

        :param names: what its header has besides.
        :param entry: the parts of its entry's key.
        """
        keys = [*(step for step in path if isinstance(step, str)), *names]
        related = [section for section in self.sections if section.path[: len(path)] == path]
        last = related[-1]
        following = self.sections.index(last) + 1
        end = self._block_start(self.sections[following].start) if following < len(self.sections) else len(self.text)
        header = f"[[{_written_key(keys)}]]" if is_array else f"[{_written_key(keys)}]"
        indent = self._indent(last.start) if last.keys else ""
        before = self.text[:end].rstrip()
        blank = self.newline if self._has_blanks() else ""
        section = f"{indent}{header}{self.newline}{indent}{_written_key(entry)} = {value}"
        tail = self.text[len(before) :]
        if not before:
            return f"{section}{self.newline}{tail}"
        ends = tail if tail.strip(" \t") else self.newline
        return f"{before}{self.newline}{blank}{section}{ends}"

    def _has_blanks(self) -> bool:
        """Whether empty lines stand before headers; so it is if there is none to tell."""
        before = [self.text[: section.start] for section in self.sections[1:]]
        seen = [_BLANK_LINE_BEFORE.search(text) for text in before if text.strip()]
        return not seen or any(seen)

    def add_inline(self, value: Value, names: Sequence[str], new: str) -> str:
        """Put a value into an array or an inline table that is written as a value."""
        is_array = value.kind is Kind.ARRAY
        if is_array:
            added = f"{{ {_written_key(names[1:])} = {new} }}" if len(names) > 1 else new
        else:
            added = f"{_written_key(names)} = {new}"
        if not value.parts:
            inside = added if is_array else f" {added} "
            return f"{self.text[: value.start + 1]}{inside}{self.text[value.end - 1 :]}"
        last = value.parts[-1]
        tail = self.text[last.value.end : value.end - 1]
        comma = re.match(r"(?:[ \t\r\n]+|#[^\n]*)*,", tail)
        before = self.text[value.parts[-2].value.end if len(value.parts) > 1 else value.start + 1 : last.start]
        line = re.search(r"(\r?\n)[ \t]*\Z", before)
        position = last.value.end
        if line is None:
            gap = " " if len(value.parts) == 1 or before[-1:].isspace() else ""
            return f"{self.text[:position]},{gap}{added}{self.text[position:]}"
        trailing = "," if comma else ""
        at = position + len(tail.rstrip())
        return (
            f"{self.text[:position]}{'' if comma else ','}{self.text[position:at]}{line[0]}{added}{trailing}"
            f"{self.text[at:]}"
        )

    def _insert_line(self, position: int, line: str) -> str:
        """Put a line where another one ends, or at the end of the text."""
        before, after = self.text[:position], self.text[position:]
        if before and not before.endswith("\n"):
            return f"{before}{self.newline}{line}{after}"
        return f"{before}{line}{self.newline}{after}"

    def _line_end(self, position: int) -> int:
        """Where the line of a position ends, before its line break."""
        found = re.compile(r"[^\r\n]*").match(self.text, position)
        return found.end() if found else position

    def _indent(self, position: int) -> str:
        """The blanks that the line of a position begins with."""
        start = self.text.rfind("\n", 0, position) + 1
        found = re.compile(r"[ \t]*").match(self.text, start)
        return found[0] if found else ""

    def _block_start(self, header: int) -> int:
        """Where the comments begin that stand right before a header; where its line begins if there are none."""
        start = self.text.rfind("\n", 0, header) + 1
        while start:
            above = self.text.rfind("\n", 0, start - 1) + 1
            if not self.text[above:start].lstrip(" \t").startswith("#"):
                break
            start = above
        return start
