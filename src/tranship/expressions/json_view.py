"""JSON data as expressions see it: every number in it is a float, as Go reads JSON. A view; nothing is copied ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class JSONView(Mapping[str, Any]):
    """A mapping whose numbers are floats, at any depth."""

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    def __getitem__(self, key: str) -> Any:
        return as_json(self._data[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __contains__(self, key: object) -> bool:
        return key in self._data

    def __repr__(self) -> str:
        return f"JSONView({self._data!r})"


def as_json(value: Any) -> Any:
    """A value with its numbers as floats. Text, booleans and what is no JSON are taken as they are."""
    if type(value) is int:
        return float(value)
    if isinstance(value, Mapping):
        return JSONView(value)
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value
