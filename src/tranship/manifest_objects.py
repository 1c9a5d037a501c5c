"""The objects in a text of manifests: documents taken apart into what may be a resource each, nothing judged yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tranship.errors import InputError, Position
from tranship.formats.lines import Lines
from tranship.formats.yaml_dialects import (
    MANIFEST,
    Alias,
    Mapping,
    Node,
    Scalar,
    Sequence,
    iterate_documents,
    value_of,
)
from tranship.formats.yaml_places import Places
from tranship.models.source import SourceMap

_HEAD = ("apiVersion", "kind", "sops")


@dataclass(frozen=True)
class ManifestObject:
    """A document of a stream, or an item of a list in one.

    :param source: where its values are.
    :param value: gives its data. Raises InputError where its parts can't be read as kubectl reads them.
    :param head: of its top-level scalars ``apiVersion`` and ``kind``; and ``sops`` if it has such a key.
    :param is_mapping: whether it is a mapping at all.
    """

    source: SourceMap
    value: Callable[[], Any]
    head: dict[str, Any] = field(default_factory=dict)
    is_mapping: bool = False

    @property
    def group(self) -> str:
        """The API group: empty for Kubernetes' core."""
        return str(self.head.get("apiVersion", "")).rpartition("/")[0]

    @property
    def kind(self) -> str:
        """The kind that it says it is."""
        return str(self.head.get("kind", ""))

    @property
    def position(self) -> Position:
        """Where it begins."""
        return self.source.locate()


def objects_in(lines: Lines) -> Iterator[ManifestObject]:
    """The objects of a text, in order; a list (``kind: List``, ``StageList``) stands for its items.

    Empty documents are nothing. Text that begins like JSON may be what JSON allows and YAML does not.

    :raises InputError: the text is no YAML; what stands before that place has been given out.
    """
    like_json = lines.text.lstrip("\ufeff \t\r\n").startswith(("{", "["))
    try:
        for root in iterate_documents(lines.text, lines.file, slash_escape=like_json):
            if not (isinstance(root, Scalar) and root.text == "" and not root.style):
                places = Places(root, MANIFEST, lines)
                source = SourceMap(lines.file, places.find, (), places.find_key, places.find_within)
                yield from _objects_at(root, source, lines)
    except InputError:
        data = _json(lines.text) if like_json else None
        if data is None:
            raise
        # What YAML can't read of JSON are escapes of half a character; the places are not known then.
        yield from _objects_of(data, SourceMap(lines.file, lambda _path: None))


def _json(text: str) -> Any:
    """The value of a JSON text; None if it is none."""
    try:
        return json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _objects_at(node: Node, source: SourceMap, lines: Lines) -> Iterator[ManifestObject]:
    """The objects of a node: itself, or the items of the list that it is."""
    node = node.target if isinstance(node, Alias) else node
    values = (
        {key.text: value for key, value in node.pairs if isinstance(key, Scalar)} if isinstance(node, Mapping) else {}
    )
    head = {name: _head_value(values[name], lines) for name in _HEAD if name in values}
    found = ManifestObject(source, lambda: value_of(node, MANIFEST, lines), head, isinstance(node, Mapping))
    items = values.get("items")
    if found.kind.endswith("List") and isinstance(items, Sequence):
        for index, item in enumerate(items.items):
            yield from _objects_at(item, source.below(("items", index)), lines)
    else:
        yield found


def _head_value(node: Node, lines: Lines) -> Any:
    """The value of a scalar; of anything else only that it is there."""
    target = node.target if isinstance(node, Alias) else node
    return value_of(target, MANIFEST, lines) if isinstance(target, Scalar) else ...


def _objects_of(data: Any, source: SourceMap) -> Iterator[ManifestObject]:
    """The objects of data that has no places."""
    values = data if isinstance(data, dict) else {}
    found = ManifestObject(
        source, lambda: data, {name: values[name] for name in _HEAD if name in values}, data is values
    )
    items = values.get("items")
    if found.kind.endswith("List") and isinstance(items, list):
        for index, item in enumerate(items):
            yield from _objects_of(item, source.below(("items", index)))
    else:
        yield found
