"""Changes to a YAML text, made by cutting at places that the parser named, and proven by reading the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from tranship.errors import EditError
from tranship.formats.yaml_scalar_text import reads_back
from tranship.formats.yaml_scalars import CORE
from tranship.formats.yaml_tape import ALIAS, CLOSED, Tape, begin_document, explained, form_of


class Splice(NamedTuple):
    """One cut: the characters from ``start`` to ``end`` give way to ``text``."""

    start: int
    end: int
    text: str


class Expected(NamedTuple):
    """An event that must stand in the result: one of ``kind``, a value with this ``value``, ``tag`` and ``anchor``."""

    kind: type[Event]
    value: Any = None
    tag: str | None = None
    anchor: str | None = None


@dataclass(frozen=True)
class Change:
    """One change of a document: its splices, and what it means.

    The events of the tape from number ``first`` up to ``last``, which is not included, give way to ``expected``.
    """

    first: int
    last: int
    expected: tuple[Expected, ...]
    splices: tuple[Splice, ...]


def expected_of(data: Any, tag: str | None = None, anchor: str | None = None) -> Iterator[Expected]:
    """The events of a value: a scalar, or maps and lists of them. ``tag`` and ``anchor`` are its own."""
    if isinstance(data, Mapping):
        yield Expected(MappingStartEvent, None, tag, anchor)
        for key, item in data.items():
            yield Expected(ScalarEvent, key)
            yield from expected_of(item)
        yield Expected(MappingEndEvent)
    elif isinstance(data, list | tuple):
        yield Expected(SequenceStartEvent, None, tag, anchor)
        for item in data:
            yield from expected_of(item)
        yield Expected(SequenceEndEvent)
    else:
        yield Expected(ScalarEvent, data, tag, anchor)


def changed(tape: Tape, changes: Iterable[Change], document: int = 0) -> str:
    """The text with all changes made.

    It has been read again: every event but those of the changes is as it was, each alias stands for the same node,
    new values are what they should be, and behind the document is what was there before.

    :param document: the number of the tape's document.
    :raises EditError: the changes can't be made without harm.
    """
    ordered = sorted(changes, key=lambda change: (change.first, change.last))
    if not ordered:
        return tape.text
    _check_anchors(tape, ordered)
    text = _spliced(tape.text, [splice for change in ordered for splice in change.splices])
    try:
        _prove(tape, text, ordered, document)
    except _HarmError as harm:
        raise EditError(
            f"the change can't be made without harm: around line {_line(tape, ordered, harm)} the file would not read "
            "as it should; it is left as it was, please change this place by hand"
        ) from None
    return text


def _check_anchors(tape: Tape, changes: Sequence[Change]) -> None:
    """Refuse to take something away that aliases elsewhere stand for."""
    if not tape.targets:
        return
    gone = {number: change for change in changes for number in range(change.first, change.last)}
    for alias, target in tape.targets.items():
        anchor = tape.anchors[target]
        if target in gone and alias not in gone and anchor not in (new.anchor for new in gone[target].expected):
            raise EditError(
                f"the anchor &{anchor} in line {tape.line(target)} would go, but line {tape.line(alias)} uses it; "
                f"give that line a value of its own in place of *{anchor}"
            )


class _HarmError(Exception):
    """The result is not what it should be, from event ``number`` of the old document on."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _line(tape: Tape, changes: Sequence[Change], harm: _HarmError) -> int:
    """The line of the old text where harm would be done: that of the change before it."""
    before = [change for change in changes if change.first <= harm.number] or list(changes[:1])
    starts = [splice.start for change in before for splice in change.splices]
    return tape.lines.position(max(starts, default=0)).line


def _spliced(text: str, splices: Sequence[Splice]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, new in sorted(splices, key=lambda splice: splice.start):
        if start < done:
            raise EditError("two of the changes concern the same place; make them one after the other")
        parts += (text[done:start], new)
        done = end
    return "".join([*parts, text[done:]])


def _prove(tape: Tape, text: str, changes: Sequence[Change], document: int) -> None:
    try:
        with explained(text):
            parser = CParser(text)
            for number in range(document + 1):
                if not begin_document(parser):
                    raise _HarmError(0)
                while number < document and type(parser.get_event()) is not DocumentEndEvent:
                    pass
            _Proof(tape, parser).run(changes)
            last: Any = parser.get_event()
    except EditError:
        raise _HarmError(len(tape.forms)) from None
    kind: type[Event] = type(last)
    if kind is not DocumentEndEvent or len(text) - last.end_mark.index != len(tape.text) - tape.stop:
        raise _HarmError(len(tape.forms))


class _Proof:
    """Reads the new document beside the tape of the old one."""

    def __init__(self, tape: Tape, parser: CParser) -> None:
        self._tape = tape
        self._parser = parser
        # The numbers that anchored nodes have in the old document.
        self._anchored: dict[str, int] = {}

    def run(self, changes: Sequence[Change]) -> None:
        """Compare everything.

        :raises _HarmError: something differs that should not.
        """
        done = 0
        for change in changes:
            self._unchanged(done, change.first)
            for expected in change.expected:
                self._new(expected, change)
            done = change.last
        self._unchanged(done, len(self._tape.forms))

    def _unchanged(self, first: int, last: int) -> None:
        tape = self._tape
        get_event: Callable[[], Any] = self._parser.get_event
        forms, texts = tape.forms, tape.texts
        marked = tape.tags.keys() | tape.anchors.keys()
        for number in range(first, last):
            event = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                if event.value != texts[number] or event.style != forms[number]:
                    raise _HarmError(number)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if form_of(event) != forms[number]:
                    raise _HarmError(number)
            elif kind is AliasEvent:
                if forms[number] != ALIAS or self._anchored.get(event.anchor) != tape.targets[number]:
                    raise _HarmError(number)
                continue
            else:
                if kind is DocumentEndEvent or forms[number] not in CLOSED:
                    raise _HarmError(number)
                continue
            if event.tag or event.anchor or number in marked:
                self._compare_marks(event, number)

    def _compare_marks(self, event: Any, number: int) -> None:
        """Compare tags and anchors, and note the anchor."""
        tape = self._tape
        if event.tag != tape.tags.get(number) or event.anchor != tape.anchors.get(number):
            raise _HarmError(number)
        if event.anchor:
            self._anchored[event.anchor] = number

    def _new(self, expected: Expected, change: Change) -> None:
        event: Any = self._parser.get_event()
        kind: type[Event] = type(event)
        if kind is not expected.kind:
            raise _HarmError(change.first)
        if expected.kind in (MappingEndEvent, SequenceEndEvent):
            return
        if event.tag != expected.tag or event.anchor != expected.anchor:
            raise _HarmError(change.first)
        if event.anchor:
            # It is the node's that had it before.
            own = range(change.first, change.last)
            self._anchored[event.anchor] = next(node for node in own if self._tape.anchors.get(node) == event.anchor)
        if expected.kind is ScalarEvent and not is_value(expected.value, event.value, event.tag, event.style):
            raise _HarmError(change.first)


def is_value(value: Any, text: str, tag: str | None, style: str) -> bool:
    """Whether a scalar is this value to its readers; with a tag of somebody's own only that somebody can tell."""
    if not tag or tag.startswith(CORE):
        return reads_back(value, text, tag or "", style)
    return text == value if isinstance(value, str) else reads_back(value, text)
