"""The tape of a YAML document: what the parser said about it, one column for each property, and ways to walk it.

An editor needs places, aliases and styles, no values. It also compares whole documents, and a file may have a million
characters: columns of plain texts and numbers are made and compared several times faster than a tree of nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from yaml import MarkedYAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from tranship.errors import EditError
from tranship.formats.lines import Lines
from tranship.formats.yaml_nodes import content_start
from tranship.formats.yaml_problems import explain

SCALARS = frozenset({"", "'", '"', "|", ">"})
"""The forms of scalars: the character that begins them, nothing for a plain one."""
BLOCK_MAP, FLOW_MAP, BLOCK_LIST, FLOW_LIST = ":", "{", "-", "["
MAPS, LISTS, FLOW = frozenset({BLOCK_MAP, FLOW_MAP}), frozenset({BLOCK_LIST, FLOW_LIST}), frozenset({"{", "["})
ALIAS = "*"
CLOSED = frozenset({".", "}", "]"})
_ENDS = {BLOCK_MAP: ".", BLOCK_LIST: ".", FLOW_MAP: "}", FLOW_LIST: "]"}

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for a YAML parser."""
_HEADER = re.compile(r"[|>][-+0-9]*")
_SPACE = " \t\n\r\x85\u2028\u2029"
_COLON = re.compile(f"(?:[{_SPACE}]|#[^\n\r\x85\u2028\u2029]*)*:")


class Tape:
    """The events of one document of a stream, numbered; a node is named by the number of its first event.

    The columns: ``forms`` (how the node is written, see the constants above; that of a collection's end is its bracket
    or a dot), ``texts`` of scalars, and ``starts`` and ``ends``, offsets in ``text``, which has no byte order mark.
    What few events have is by number: ``tags``, ``anchors`` (of an alias the one it names), ``closing`` (the number of
    a collection's end) and ``targets`` (that of the node that an alias stands for). ``stop`` is where the document
    ends. A stream that has no document at all has no events.
    """

    __slots__ = (
        "_keys", "anchors", "closing", "ends", "forms", "lines", "starts", "stop", "tags", "targets", "text", "texts"
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines("", text)
        self.forms: list[str] = []
        self.texts: list[str | None] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.tags: dict[int, str] = {}
        self.anchors: dict[int, str] = {}
        self.closing: dict[int, int] = {}
        self.targets: dict[int, int] = {}
        self.stop = len(text)
        self._keys: dict[int, dict[str, list[tuple[int, int]]]] = {}

    def after(self, node: int) -> int:
        """The number of the first event behind a node."""
        return self.closing.get(node, node) + 1

    def items(self, node: int) -> Iterator[int]:
        """The nodes in a list; those in a map: its keys and values in turn."""
        end, closing = self.closing[node], self.closing
        item = node + 1
        while item < end:
            yield item
            item = closing.get(item, item) + 1

    def pairs(self, node: int) -> Iterator[tuple[int, int]]:
        """The keys of a map, each with its value."""
        items = self.items(node)
        return zip(items, items, strict=True)

    def find(self, node: int, name: str) -> list[tuple[int, int]]:
        """The keys of a map that have this text, each with its value: none, one, or more than there should be."""
        if node not in self._keys:
            index = self._keys[node] = {}
            for key, value in self.pairs(node):
                text = self.key_text(key)
                if text is not None:
                    index.setdefault(text, []).append((key, value))
        return self._keys[node].get(name, [])

    def key_text(self, key: int) -> str | None:
        """The text of a key, None if it is no scalar."""
        return self.texts[key] if self.forms[key] in SCALARS else None

    def is_merge(self, key: int) -> bool:
        """Whether a key is the one that merges another map in."""
        return self.texts[key] == "<<" and self.forms[key] == "" and key not in self.tags

    def end(self, node: int) -> int:
        """Where a node's last event ends: of a block, where the next thing begins."""
        return self.ends[self.closing.get(node, node)]

    def content(self, node: int) -> tuple[int, int]:
        """Where a node's own characters are: behind its anchor and tag; of a block, no blank lines at its end."""
        start = self.starts[node]
        # What a block map begins with can be an anchor of its first key.
        own = self.forms[node] in SCALARS or node in self.anchors or node in self.tags
        if own and self.text[start : start + 1] in ("&", "!"):
            start = min(content_start(self.text, start), self.end(node))
        return start, self.last_end(node)

    def value_place(self, key: int, value: int) -> tuple[int, int]:
        """Like :meth:`content` of a key's value; that of a value that is not there is behind the colon.

        Where no colon is either, it is behind the key.
        """
        start, end = self.content(value)
        if self.starts[value] == end and self.forms[value] == "":
            colon = _COLON.match(self.text, self.end(key))
            start = end = colon.end() if colon else self.end(key)
        return start, end

    def last(self, node: int) -> int:
        """The last event of a node but for the ends of blocks, which have no characters of their own."""
        last = self.closing.get(node, node)
        while self.forms[last] == ".":
            last -= 1
        return last

    def last_end(self, node: int) -> int:
        """The end of the last character of a node, the blank lines and comments behind a block left out."""
        last = self.last(node)
        if self.forms[last] not in ("|", ">"):
            return self.ends[last]
        start, end = self.starts[last], self.ends[last]
        found = BREAK.search(self.text, start + len(self.text[start:end].rstrip(_SPACE)), end)
        return found.start() if found else end

    def block_header(self, node: int) -> str:
        """The indicators that begin a block of text, such as ``|-``; nothing if the node is none."""
        start = self.content(node)[0]
        found = _HEADER.match(self.text, start) if self.forms[node] in ("|", ">") else None
        return found[0] if found else ""

    def line_start(self, offset: int) -> int:
        """Where the line begins that this place is in."""
        return max(self.text.rfind(char, 0, offset) + 1 for char in "\n\r\x85\u2028\u2029")

    def line_end(self, offset: int) -> int:
        """Where the line ends that this place is in, its line break not included."""
        found = BREAK.search(self.text, offset)
        return found.start() if found else len(self.text)

    def line_break(self, offset: int) -> str:
        """What ends the line that this place is in, or, on the last line, what ends the one before it."""
        found = BREAK.search(self.text, offset)
        start = self.line_start(offset)
        used = found[0] if found else self.text[:start][-2:]
        return used if used in ("\r\n", "\r") else "\n"

    def column(self, offset: int) -> int:
        """The number of characters before this place on its line."""
        return offset - self.line_start(offset)

    def line(self, node: int) -> int:
        """The number of the line that a node begins in, as editors count."""
        return self.lines.position(self.starts[node]).line


def read_tape(text: str, document: int = 0) -> Tape:
    """Read one document of a stream; those behind it are not looked at.

    :param text: the whole stream, without byte order mark.
    :param document: its number, from 0.
    :raises EditError: there is no such document, or the text up to its end is no YAML.
    """
    tape = Tape(text)
    with explained(text):
        parser = CParser(text)
        for number in range(document + 1):
            if not begin_document(parser):
                if document == 0:
                    return tape
                have = "1 document" if number == 1 else f"{number} documents"
                raise EditError(f"there is no document {document}, counted from 0: the file has {have}")
            if number < document:
                while type(parser.get_event()) is not DocumentEndEvent:
                    pass
        _record(parser, tape)
    return tape


def begin_document(parser: CParser) -> bool:
    """Go on to the first event of the next document; False if there is none."""
    while True:
        kind = type(parser.get_event())
        if kind is DocumentStartEvent:
            return True
        if kind is StreamEndEvent:
            return False


@contextmanager
def explained(text: str) -> Iterator[None]:
    """Give what the parser says against a text in words for users, with its place."""
    try:
        yield
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        offset = mark.index if mark else 0
        problem = explain(error.problem or "", error.context or "", text, offset)
        raise _not_yaml(text, offset, problem) from None
    except ReaderError as error:
        offset = len(text.encode()[: error.position].decode(errors="ignore"))
        raise _not_yaml(text, offset, f"the character U+{ord(text[offset]):04X} can't stand in YAML") from None


def _not_yaml(text: str, offset: int, problem: str) -> EditError:
    position = Lines("", text).position(min(offset, len(text)))
    return EditError(f"this is no YAML at line {position.line}, column {position.column}: {problem}")


def form_of(event: Any) -> str:
    """How the map or list is written that an event begins."""
    if type(event) is MappingStartEvent:
        return FLOW_MAP if event.flow_style else BLOCK_MAP
    return FLOW_LIST if event.flow_style else BLOCK_LIST


def _record(parser: CParser, tape: Tape) -> None:
    """Write down the events of the document that has just begun."""
    get_event: Callable[[], Any] = parser.get_event
    form, text, start, end = tape.forms.append, tape.texts.append, tape.starts.append, tape.ends.append
    opened: list[int] = []
    anchored: dict[str, int] = {}
    number = -1
    while True:
        event = get_event()
        kind = type(event)
        number += 1
        start(event.start_mark.index)
        end(event.end_mark.index)
        if kind is ScalarEvent:
            form(event.style)
            text(event.value)
        else:
            text(None)
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                opener = opened.pop()
                tape.closing[opener] = number
                form(_ENDS[tape.forms[opener]])
                continue
            if kind is AliasEvent:
                form(ALIAS)
                tape.anchors[number] = event.anchor
                if event.anchor not in anchored:
                    problem = "there is no anchor of this name before this place"
                    raise _not_yaml(tape.text, event.start_mark.index, problem)
                tape.targets[number] = anchored[event.anchor]
                continue
            if kind is DocumentEndEvent:
                tape.stop = tape.ends.pop()
                tape.starts.pop()
                tape.texts.pop()
                return
            form(form_of(event))
            opened.append(number)
        if event.tag:
            tape.tags[number] = event.tag
        if event.anchor:
            tape.anchors[number] = event.anchor
            anchored[event.anchor] = number
