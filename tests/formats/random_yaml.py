"""Random YAML documents as people write them, with the places of their values: what property tests of editors use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(
    ["image", "tag", "größe", "a.b/c", "x:y", "on", "80", "with space", "a#b", "-dash", "日本", "k"]
)
PLAIN = st.sampled_from(
    ["v1.2.3", "1.10", "0", "true", "no", "null", "~", "12:30", "2026-01-31", "a b", "it's", "ghcr.io/a:b"]
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
    PLAIN,
    st.sampled_from(["a: b", "# c", "x #y", "- z", "[q]", "{{ .Values.a }}", "*x", "&x", "!x", "@a", "%a", "'", '"']),
    st.sampled_from(["", " ", " a", "a ", "a\nb", "\t", "0o17", "0x1F", "1_000", "1e3", ".inf", "nan", "t", "y", "?a"]),
    st.sampled_from(["<<", "=", "---", "a?b", "2026-01-31T10:00:00Z", "sha256:00"]),
)
"""Values to set: all kinds, and the texts that editors trip over."""


@dataclass(frozen=True)
class Slot:
    """Where a value stands: the way to it, its characters, whether it is between brackets, and has a tag."""

    path: tuple[str | int, ...]
    start: int
    end: int
    flow: bool
    tagged: bool


@dataclass
class Document:
    """A text, and the values in it."""

    text: str = ""
    slots: list[Slot] = field(default_factory=list)
    anchors: int = 0


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A map with maps, lists and values in it, in blocks and in flows, commented, anchored, tagged, quoted, folded."""
    writer = _Writer(draw)
    writer.out(draw(st.sampled_from(["", "---\n", "# head\n\n", "%YAML 1.1\n---\n", "\n\n"])))
    writer.block_map((), 0, 3)
    writer.out("z: ")
    writer.slot(("z",), "last", flow=False)
    writer.out("\n")
    writer.out(draw(st.sampled_from(["", "# foot\n", "\n\n", "...\n", "---\nother: 1\nimage: x\n", "  # foot\n"])))
    return writer.document


class _Writer:
    """Writes a document, and notes where its values are."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.document = Document()

    def out(self, text: str) -> None:
        self.document.text += text

    def one_of(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def line_end(self) -> None:
        self.out(self.one_of("\n", "\n", "\n", " # c\n", "  \n", "\n\n", "\n# own: line\n", "   # 'q\" \n"))

    def block_map(self, path: tuple[str | int, ...], indent: int, depth: int, first: str = "") -> None:
        step = self.draw(st.integers(1, 4))
        for number, name in enumerate(self.draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))):
            self.out(first if number == 0 and first else " " * indent)
            self.out(self.key(name) + ":")
            self.block_value((*path, name), indent, step, depth, in_list=False)

    def block_list(self, path: tuple[str | int, ...], indent: int, depth: int) -> None:
        for number in range(self.draw(st.integers(1, 3))):
            self.out(" " * indent + "-")
            self.block_value((*path, number), indent, 2, depth, in_list=True)

    def block_value(self, path: tuple[str | int, ...], indent: int, step: int, depth: int, *, in_list: bool) -> None:
        kinds = ["scalar", "scalar", "block", "nothing", "flow"] + (["map", "list"] if depth and not in_list else [])
        kind = self.one_of(*kinds, *(["inner map"] if depth and in_list else []))
        if kind == "inner map":
            blanks = " " * self.draw(st.integers(1, 3))
            self.block_map(path, indent + 1 + len(blanks), depth - 1, first=blanks)
        elif kind in ("map", "list"):
            self.out(self.properties(scalar=False))
            self.line_end()
            if kind == "map":
                self.block_map(path, indent + step, depth - 1)
            else:
                self.block_list(path, indent + self.draw(st.integers(0, step)), depth - 1)
        elif kind == "nothing":
            self.slot(path, "", flow=False)
            self.line_end()
        elif kind == "flow":
            self.out(" " + self.properties(scalar=False))
            self.flow(path, 2)
            self.line_end()
        else:
            blanks = self.one_of(" ", " ", "   ", "" if in_list else "\t", "\n" + " " * (indent + step))
            self.out((blanks or " ") + self.properties(scalar=True))
            if kind == "scalar":
                self.slot(path, self.scalar(flow=False, indent=indent + step), flow=False)
                self.line_end()
            else:
                self.block_text(path, indent + step)

    def block_text(self, path: tuple[str | int, ...], indent: int) -> None:
        inner = st.sampled_from(["text", "a: b", "# no comment", "", "  deeper", "- x"])
        lines = ["begin", *self.draw(st.lists(inner, max_size=4)), "end"]
        header = self.one_of("|", ">", "|-", ">+", ">-")
        body = "".join(f"\n{' ' * indent}{line}" if line else "\n" for line in lines)
        self.slot(path, header + body, flow=False)
        self.out(self.one_of("\n", "\n\n", "\n\n\n"))

    def flow(self, path: tuple[str | int, ...], depth: int) -> None:
        is_map = self.draw(st.booleans())
        self.out("{" if is_map else "[")
        self.out(self.one_of("", " "))
        names: list[Any] = self.draw(st.lists(NAMES, max_size=3, unique=True))
        names = names if is_map else list(range(len(names)))
        for number, name in enumerate(names):
            if number:
                self.out(self.one_of(", ", ",", " , "))
            if is_map:
                self.out(self.key(name) + ": ")
            if depth and self.one_of("deeper", "value", "value") == "deeper":
                self.flow((*path, name), depth - 1)
            else:
                self.out(self.properties(scalar=True))
                self.slot((*path, name), self.scalar(flow=True, indent=0), flow=True)
        self.out(self.one_of("", " ") + ("}" if is_map else "]"))

    def key(self, name: str) -> str:
        if name in ("-dash", "80", "on", "k", "tag"):
            return self.one_of(name, f'"{name}"', f"'{name}'")
        return self.one_of(f'"{name}"', f"'{name}'") if name in ("with space", "x:y", "a.b/c", "a#b") else name

    def properties(self, *, scalar: bool) -> str:
        kind = self.one_of("", "", "", "", "anchor", "tag" if scalar else "")
        if kind == "anchor":
            self.document.anchors += 1
            return f" &a{self.document.anchors} "
        return " !custom " if kind == "tag" else ""

    def scalar(self, *, flow: bool, indent: int) -> str:
        style = self.one_of("plain", "single", "double", "folded")
        text = self.draw(PLAIN)
        if style == "plain":
            return text
        if style == "single":
            return "'" + text.replace("'", "''") + self.one_of("", " # x", ", [") + "'"
        if style == "double" or flow:
            return f'"{text}' + self.one_of("", " # x", "\\n", "\\u00e9", ": ") + '"'
        return f'"{text}\n{" " * (indent + 1)}more"'

    def slot(self, path: tuple[str | int, ...], text: str, *, flow: bool) -> None:
        start = len(self.document.text)
        tagged = self.document.text.endswith("!custom ")
        self.out(text)
        self.document.slots.append(Slot(path, start, len(self.document.text), flow, tagged))


def key_of(path: tuple[str | int, ...]) -> str:
    """A path as a key."""
    return ".".join(str(part).replace(".", "\\.").replace(":", "\\:") for part in path)


def at(data: Any, path: tuple[str | int, ...]) -> Any:
    """The value at the end of a path."""
    for part in path:
        data = data[part]
    return data
