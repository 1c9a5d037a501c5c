"""Values that can't be known yet, within JSON-like values: where they are, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tranship.errors import FieldPath
from tranship.exprlang import Unknown


def unknowns(value: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Unknown]]:
    """All Unknowns in a value with their paths, in order."""
    if isinstance(value, Unknown):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from unknowns(item, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from unknowns(item, (*path, index))


def shown(value: Any) -> Any:
    """A copy of the value as plain JSON data, with words such as ``(known after push)`` for each Unknown."""
    if isinstance(value, Unknown):
        return value.words
    if isinstance(value, Mapping):
        return {str(key): shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    return value
