"""YAML as a tree of nodes, each with its place in the text: what libyaml's parser sees, and no scalar resolved yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from yaml import MarkedYAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from tranship.errors import InputError
from tranship.formats.lines import Lines
from tranship.formats.yaml_problems import explain

DEEPEST = 100
"""Levels of nesting that are read. Real files have a tenth of it; deeper ones are made to break their readers."""

_FORBIDDEN = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_SLASH = re.compile(r"(?:[^\\]|\\[^/])*?\\/", re.DOTALL)


class Scalar(NamedTuple):
    """A single value as text.

    ``style`` is how it is written: "" plain, "'", '"', "|" or ">". ``tag`` is its explicit tag in full, "!" for the
    one that says nothing, "" if there is none. ``start`` is the offset of its first character, the anchor and tag
    included, ``end`` that behind its last; a block scalar ends where the next line with something on it begins.
    """

    text: str
    style: str
    tag: str
    anchor: str
    start: int
    end: int


class Sequence(NamedTuple):
    """A list. ``start`` is the offset of its anchor, tag, first dash or bracket; ``end`` that behind its last item."""

    items: tuple[Node, ...]
    flow: bool
    tag: str
    anchor: str
    start: int
    end: int


class Mapping(NamedTuple):
    """Keys and their values, in order, nothing left out. ``start`` and ``end`` are as those of a Sequence."""

    pairs: tuple[tuple[Node, Node], ...]
    flow: bool
    tag: str
    anchor: str
    start: int
    end: int


class Alias(NamedTuple):
    """A mention (``*name``) of the node that has the anchor ``name``: its ``target``."""

    name: str
    target: Scalar | Sequence | Mapping
    start: int
    end: int


Node: TypeAlias = Scalar | Sequence | Mapping | Alias
Collection: TypeAlias = Sequence | Mapping


def compose_documents(text: str, file: str = "") -> list[Node]:
    """The documents of a YAML stream, one node each; an empty document is a plain Scalar without text.

    :param file: the file that errors name.
    :raises InputError: it is no YAML, or nested too deep, or an anchor is missing or holds itself. No content is
        repeated.
    """
    return list(iterate_documents(text, file))


def iterate_documents(text: str, file: str = "", *, slash_escape: bool = False) -> Iterator[Node]:
    """The documents of a YAML stream, as :func:`compose_documents` has them, each read when it is asked for.

    What is wrong with a later document is not known before it is asked for.

    :param slash_escape: let ``\\/`` pass in double quotes, as JSON has it.
    """
    return _Composer(Lines(file, text), slash_escape=slash_escape).documents()


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("event", "nodes", "offset")

    def __init__(self, event: Any, offset: int) -> None:
        self.event = event
        self.offset = offset
        self.nodes: list[Node] = []


class _Composer:
    """Builds nodes out of the parser's events, without recursion."""

    def __init__(self, lines: Lines, *, slash_escape: bool) -> None:
        self._lines = lines
        self._slash_escape = slash_escape
        self._text = lines.text
        # The parser's offsets don't count a byte order mark.
        self._shift = 1 if lines.text.startswith("\ufeff") else 0
        self._anchors: dict[str, Scalar | Sequence | Mapping | _Open] = {}

    def documents(self) -> Iterator[Node]:
        """All documents in order."""
        forbidden = _FORBIDDEN.search(self._text, self._shift)
        if forbidden:
            raise self._error(f"the character U+{ord(forbidden[0]):04X} can't stand in YAML", forbidden.start())
        parser = CParser(self._text)
        try:
            yield from self._events(parser)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            offset = mark.index + self._shift if mark else 0
            raise self._error(explain(error.problem or "", error.context or "", self._text, offset), offset) from None

    def _events(self, parser: CParser) -> Iterator[Node]:
        """The documents; one is given out when it is clear that nothing follows that should belong to it."""
        waiting: list[Node] = []
        while True:
            event: Any = parser.get_event()
            kind = type(event)
            if kind is DocumentEndEvent:
                if event.explicit:
                    yield waiting.pop()
                continue
            yield from waiting
            waiting = []
            if kind is StreamEndEvent:
                return
            if kind is DocumentStartEvent:
                if event.version not in (None, (1, 1)):
                    raise self._error("only YAML 1.1 is read; take the %YAML line away", self._start(event))
                self._anchors = {}
                waiting = [self._document(parser)]

    def _document(self, parser: CParser) -> Node:
        """The root node of the document that has just begun."""
        stack: list[_Open] = []
        while True:
            event: Any = parser.get_event()
            kind = type(event)
            node: Node
            if kind is ScalarEvent:
                node = self._scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                opened = _Open(event, self._start(event))
                if event.anchor:
                    self._anchors[event.anchor] = opened
                stack.append(opened)
                if len(stack) > DEEPEST:
                    raise self._error(f"nested deeper than {DEEPEST} levels", opened.offset)
                continue
            elif kind is AliasEvent:
                node = self._alias(event)
            else:
                node = self._closed(stack.pop(), event.end_mark.index + self._shift)
            if not stack:
                return node
            stack[-1].nodes.append(node)

    def _scalar(self, event: Any) -> Scalar:
        start = event.start_mark.index + self._shift
        end = event.end_mark.index + self._shift
        tag = event.tag or ""
        style = event.style or ""
        if end > start and not style and self._text[end : end + 1] == ",":
            self._check_tag_end(start, end)
        if style == '"' and not self._slash_escape and "\\" in self._text[start:end]:
            self._check_escapes(start, end)
        if not tag and event.implicit[0] and end > start and (style or self._text[start] in "!&"):
            tag = self._bare_tag(start, style)
        node = Scalar(event.value, style, tag, event.anchor or "", start, end)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _bare_tag(self, start: int, style: str) -> str:
        """The tag ``!``, which the parser keeps to itself: a quoted scalar then counts as plain."""
        if style:
            return "!"
        return "!" if self._text.startswith("!", content_start(self._text, start, only_anchor=True)) else ""

    def _check_tag_end(self, start: int, end: int) -> None:
        """Refuse a tag that ends with a comma: the references take the comma for a part of the tag."""
        tag = content_start(self._text, start, only_anchor=True)
        found = _TAG.match(self._text, tag)
        if found and found.end() == end:
            raise self._error("put a value or a space between this tag and the comma", tag)

    def _check_escapes(self, start: int, end: int) -> None:
        """Refuse ``\\/``, which JSON has and YAML 1.1 has not."""
        found = _SLASH.match(self._text, start, end)
        if found:
            raise self._error('YAML 1.1 has no escape "\\/"; write the slash alone', found.end() - 2)

    def _alias(self, event: Any) -> Alias:
        start = event.start_mark.index + self._shift
        name = event.anchor or ""
        target = self._anchors.get(name)
        if target is None:
            raise self._error("there is no anchor of this name before this place", start)
        if isinstance(target, _Open):
            raise self._error("the value of this anchor holds itself", start)
        return Alias(name, target, start, event.end_mark.index + self._shift)

    def _closed(self, opened: _Open, end: int) -> Collection:
        """The collection, now that all of it is there."""
        event, nodes = opened.event, opened.nodes
        flow = bool(event.flow_style)
        if not flow and nodes:
            # The parser ends a block where the next token begins, behind blank lines and comments.
            end = max(nodes[-1].end, opened.offset)
        tag, anchor = event.tag or "", event.anchor or ""
        node: Collection
        if isinstance(event, MappingStartEvent):
            pairs = tuple(zip(nodes[::2], nodes[1::2], strict=True))
            node = Mapping(pairs, flow, tag, anchor, opened.offset, end)
        else:
            node = Sequence(tuple(nodes), flow, tag, anchor, opened.offset, end)
        # An anchor of the same name within the collection has replaced its own.
        if anchor and self._anchors[anchor] is opened:
            self._anchors[anchor] = node
        return node

    def _start(self, event: Any) -> int:
        return int(event.start_mark.index) + self._shift

    def _error(self, message: str, offset: int) -> InputError:
        return InputError(message, self._lines.position(min(offset, len(self._text))))


_ANCHOR = re.compile(r"&[\w-]+", re.ASCII)
_TAG = re.compile(r"!(?:<[^>]*>|[\w\-;/?:@&=+$.%!~*'()]*)", re.ASCII)
_BETWEEN = re.compile("(?:[ \t]*(?:(?<![^\\s\ufeff])#[^\n\r\x85\u2028\u2029]*)?(?:\r\n|[\n\r\x85\u2028\u2029]))*[ \t]*")


def content_start(text: str, start: int, *, only_anchor: bool = False) -> int:
    """Where the content of a node begins that starts at ``start``: behind its anchor and tag, if it has them.

    :param only_anchor: stop at a tag.
    """
    offset = start
    for _ in range(2):
        found = _ANCHOR.match(text, offset) or (None if only_anchor else _TAG.match(text, offset))
        if not found:
            break
        between = _BETWEEN.match(text, found.end())
        offset = between.end() if between else found.end()
    return offset
