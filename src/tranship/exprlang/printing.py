"""How values are printed: Go's ``%v``, JSON, and the names of types."""

from __future__ import annotations

from typing import Any


def to_go_string(value: Any) -> str:
    """A value as ``string()`` prints it."""
    raise NotImplementedError


def to_json(value: Any, *, indent: str = "") -> str:
    """A value as JSON.

    :raises ValueError: it has no JSON form.
    """
    raise NotImplementedError


def type_name(value: Any) -> str:
    """The name of a value's type, as ``type()`` and messages say it."""
    raise NotImplementedError
