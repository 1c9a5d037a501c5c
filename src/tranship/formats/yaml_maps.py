"""The rules around scalars: keys, duplicates, merges and aliases, which go-yaml v2 and v3 have each in its own way."""

from __future__ import annotations

import math
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from tranship.errors import InputError
from tranship.formats.lines import Lines
from tranship.formats.yaml_nodes import DEEPEST, Alias, Mapping, Node, Scalar, Sequence
from tranship.formats.yaml_scalars import (
    BINARY,
    BOOL,
    FLOAT,
    INT,
    MERGE,
    NULL,
    STR,
    TIMESTAMP,
    Resolved,
    ScalarError,
    Timestamp,
)
from tranship.gotypes.numbers import format_float, json_float, shortest_float

Resolve: TypeAlias = Callable[[str, str, str], Resolved]
"""Takes a scalar's text, tag and style."""

Identity: TypeAlias = str | tuple[str, Any]
"""What makes two keys the same: their text, or the tag and the value of one that is no text."""

_MOST_INTEGER = (1 << 63) - 1


class GeneralMap(dict[str, Any]):
    """A map of a file in which not every key is text: the keys are texts all the same, as Go prints them."""

    __slots__ = ()


class Reader(ABC):
    """Makes plain data of the nodes of one document.

    :param resolve: says what a scalar is.
    :param lines: the document's text, for the places of errors.
    :param unique_keys: whether a key that comes twice is an error.
    """

    def __init__(self, resolve: Resolve, lines: Lines | None, *, unique_keys: bool) -> None:
        self._resolve = resolve
        self._lines = lines
        self._unique_keys = unique_keys
        self._seen = 0
        self._seen_in_aliases = 0
        self._aliases = 0
        self._depth = 0

    def value(self, node: Node) -> Any:
        """The plain data of a node."""
        self._count(node)
        if isinstance(node, Scalar):
            return self._scalar_value(node)
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.error(f"nested deeper than {DEEPEST} levels", node)
        found: Any
        if isinstance(node, Mapping):
            found = self._mapping(node)
        elif isinstance(node, Sequence):
            found = [self.value(item) for item in node.items]
        else:
            self._aliases += 1
            found = self.value(node.target)
            self._aliases -= 1
        self._depth -= 1
        return found

    def key_text(self, key: Node) -> str | None:
        """The text of a key in the plain data; None of one that merges."""
        if isinstance(key, Scalar) and key.text == "<<" and _merges(key):
            return None
        return self._key(self._key_scalar(key))[1]

    def error(self, message: str, node: Node) -> InputError:
        """An error at the place of a node."""
        return InputError(message, self._lines.position(node.start) if self._lines else None)

    def _duplicate(self, text: str, key: Node, first: Node) -> InputError:
        """The error of a key that comes a second time."""
        line = f" in line {self._lines.position(first.start).line}" if self._lines else ""
        return self.error(f"the key {_shown(text)} is already set{line}", key)

    @abstractmethod
    def _key(self, key: Scalar) -> tuple[Identity, str]:
        """What makes a key unique, and its text in the plain data."""

    @abstractmethod
    def _scalar_value(self, node: Scalar) -> Any:
        """The value of a scalar."""

    @abstractmethod
    def _mapping(self, node: Mapping) -> dict[str, Any]:
        """The value of a mapping."""

    def _resolved(self, node: Scalar) -> Resolved:
        try:
            return self._resolve(node.text, node.tag, node.style)
        except ScalarError as error:
            raise self.error(str(error), node) from None

    def _count(self, node: Node) -> None:
        """Count what is read; as in the references, at most so much of it may come from aliases."""
        self._seen += 1
        if not self._aliases:
            return
        self._seen_in_aliases += 1
        if self._seen_in_aliases > 100 and self._seen > 1000:
            share = min(1.0, max(0.0, (self._seen - 400_000) / 3_600_000))
            if self._seen_in_aliases > (0.99 - 0.89 * share) * self._seen:
                raise self.error("aliases multiply the document beyond measure", node)

    def _key_scalar(self, key: Node) -> Scalar:
        """The scalar that a key is."""
        self._count(key)
        if isinstance(key, Alias):
            self._aliases += 1
            scalar = self._key_scalar(key.target)
            self._aliases -= 1
            return scalar
        if isinstance(key, Scalar):
            return key
        if isinstance(key, Mapping) and key.flow:
            raise self.error("a mapping can't be a key; if this is a template, render it first, or use quotes", key)
        raise self.error("a list or a mapping can't be a key", key)

    def _sources(self, merged: Node) -> list[Mapping]:
        """The mappings that a merge takes its keys from, as they are written."""
        listed = merged.items if isinstance(merged, Sequence) else (merged,)
        sources = []
        for one in listed:
            source = one.target if isinstance(one, Alias) else one
            if not isinstance(source, Mapping):
                raise self.error("<< can merge only a mapping, or a list of mappings", one)
            sources.append(source)
        return sources

    def _merge(self, merged: Node, fill: Callable[[Mapping], None]) -> None:
        """Have ``fill`` called for each mapping of a merge, in the order in which the dialect merges them."""
        aliased = isinstance(merged, Alias | Sequence)
        self._aliases += aliased
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.error(f"nested deeper than {DEEPEST} levels", merged)
        for source in self._in_order(self._sources(merged)):
            self._count(source)
            fill(source)
        self._depth -= 1
        self._aliases -= aliased

    def _in_order(self, sources: list[Mapping]) -> Iterator[Mapping]:
        return iter(sources)


class ManifestReader(Reader):
    """As sigs.k8s.io/yaml: go-yaml v2, then JSON."""

    def _scalar_value(self, node: Scalar) -> Any:
        if node.style and not node.tag:
            return node.text
        tag, value = self._resolved(node)
        if tag == FLOAT:
            return self._number(value, node)
        if tag == TIMESTAMP:
            return node.text
        return _json_text(value) if tag == BINARY else value

    def _number(self, value: float, node: Scalar) -> int | float:
        """A number as JSON has it: a whole one is written, and so read again, without a fraction."""
        if not math.isfinite(value):
            raise self.error("a manifest can't hold a number that isn't finite", node)
        text = json_float(value)
        return int(text) if text.lstrip("-").isdigit() else value

    def _mapping(self, node: Mapping) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._fill(found, {}, node)
        return found

    def _fill(self, found: dict[str, Any], taken: dict[Identity, Node], node: Mapping) -> None:
        """Set the keys of a mapping. Where a merge stands among them, its keys are set in its turn."""
        for key, value in node.pairs:
            if isinstance(key, Scalar) and key.text == "<<" and _merges(key):
                self._merge(value, lambda source: self._fill(found, taken, source))
                continue
            scalar = self._key_scalar(key)
            identity, text = self._key(scalar)
            if identity in taken and self._unique_keys:
                raise self._duplicate(text, key, taken[identity])
            taken[identity] = key
            found[text] = self.value(value)

    def _in_order(self, sources: list[Mapping]) -> Iterator[Mapping]:
        # What is set later wins, and the first mapping of a list is to win.
        return reversed(sources)

    def _key(self, key: Scalar) -> tuple[Identity, str]:
        if key.style and not key.tag:
            return key.text, key.text
        tag, value = self._resolved(key)
        if tag == BOOL:
            return (tag, value), "true" if value else "false"
        if tag == INT and value <= _MOST_INTEGER:
            return (tag, value), str(value)
        if tag == FLOAT:
            # Numbers that are none are never equal, and a fresh one isn't even identical.
            return (tag, float("nan") if math.isnan(value) else value), _float_key(value)
        if tag in (NULL, INT):
            raise self.error("null and numbers beyond 64 bits can't be keys; use quotes", key)
        return (key.text, key.text) if tag == TIMESTAMP else (value, _json_text(value))


class FileReader(Reader):
    """As go-yaml v3 reads into an untyped value."""

    def _scalar_value(self, node: Scalar) -> Any:
        return node.text if node.style and not node.tag else self._resolved(node)[1]

    def _mapping(self, node: Mapping) -> dict[str, Any]:
        all_text = all(self._is_text(key) for key, _ in node.pairs)
        found: dict[str, Any] = {} if all_text else GeneralMap()
        self._fill(found, None, node, all_text=all_text)
        return found

    def _fill(self, found: dict[str, Any], merged: set[Identity] | None, node: Mapping, *, all_text: bool) -> None:
        """Set the keys of a mapping, then those of its merge that are not set yet.

        :param merged: if the mapping is merged into another, the keys that are not to be set any more.
        :param all_text: the map takes only text; other keys of what is merged are taken as they are written.
        """
        self._refuse_duplicates(node)
        merge: Node | None = None
        own: set[Identity] = set() if merged is None else merged
        for key, value in node.pairs:
            if isinstance(key, Scalar) and key.text == "<<" and _merges(key):
                merge = value
                continue
            scalar = self._key_scalar(key)
            identity, text = self._key(scalar)
            if all_text and not isinstance(identity, str):
                # What is merged into a map of texts is taken as it is written, but for null.
                if identity == (NULL, None):
                    continue
                identity = text = scalar.text
            if merged is None or identity not in merged:
                own.add(identity)
                found[text] = self.value(value)
        if merge is not None:
            self._merge(merge, lambda source: self._fill(found, own, source, all_text=all_text))

    def _refuse_duplicates(self, node: Mapping) -> None:
        """Keys are the same if they are written the same, quotes and tags aside."""
        written: dict[tuple[type, str], Node] = {}
        for key, _ in node.pairs:
            same = type(key), key.text if isinstance(key, Scalar) else key.name if isinstance(key, Alias) else ""
            if same in written:
                raise self._duplicate(same[1], key, written[same])
            written[same] = key

    def _is_text(self, key: Node) -> bool:
        """Whether a key is text, or a merge."""
        if isinstance(key, Alias):
            return self._is_text(key.target)
        if not isinstance(key, Scalar):
            return False
        if key.tag not in ("", "!"):
            return key.tag in (STR, MERGE)
        return bool(key.style) or self._resolved(key)[0] == STR

    def _key(self, key: Scalar) -> tuple[Identity, str]:
        tag, value = self._resolved(key)
        if isinstance(value, Timestamp):
            return (tag, value), _time_key(value)
        return (value, value) if isinstance(value, str) else ((tag, value), _printed(value))


def _merges(key: Scalar) -> bool:
    """Whether a key ``<<`` is a merge: bare, or tagged so."""
    return key.tag == MERGE or (not key.style and key.tag in ("", "!"))


def _shown(key: str) -> str:
    """A key in an error; a long one might be a value that slipped."""
    return f'"{key}"' if key.isprintable() and 0 < len(key) <= 60 else "at this place"


def _json_text(text: str) -> str:
    """Text as Go writes it to JSON: each byte that is no UTF-8 is U+FFFD."""
    if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def _float_key(value: float) -> str:
    """A float as a key in JSON: the fewest digits that a float of 32 bits needs."""
    if math.isnan(value):
        return ".nan"
    try:
        short = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        short = math.copysign(math.inf, value)
    if math.isinf(short):
        return ".inf" if short > 0 else "-.inf"
    digits = next(text for text in (f"{short:.{count}e}" for count in range(9)) if _as_single(float(text)) == short)
    return shortest_float(float(digits), -4, 6)


def _as_single(value: float) -> float:
    """The value as a float of 32 bits; infinite if it is too large."""
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def _printed(value: object) -> str:
    """A key that is no text, as Go prints it."""
    match value:
        case None:
            return "<nil>"
        case bool():
            return "true" if value else "false"
        case float():
            return format_float(value)
    return str(value)


def _time_key(time: Timestamp) -> str:
    """A time as Go prints it: ``2024-01-01 10:00:00 +0200 +0200``."""
    zone = "+0000 UTC" if time.endswith("Z") else f"{time[-6:-3]}{time[-2:]} {time[-6:-3]}{time[-2:]}"
    clock = time[11:].removesuffix("Z") if time.endswith("Z") else time[11:-6]
    return f"{time[:10]} {clock} {zone}"
