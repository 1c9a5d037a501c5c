"""A case: what a run starts from, read from its document. An unknown field is an error, or it would be passed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

Document = Mapping[str, Any]
"""A YAML mapping whose contents are for somebody else to read."""


@dataclass(frozen=True)
class Case:
    """The fields of a case's document, under their names there in snake_case."""

    name: str
    about: str = ""
    mode: str = "promote"
    context: Document = field(default_factory=dict)
    steps: tuple[Document, ...] = ()
    calls: int = 1
    cancel_before: bool = False
    resources: tuple[Document, ...] = ()
    credentials: tuple[Document, ...] = ()
    git_user: Document = field(default_factory=lambda: {"name": "Kargo", "email": "no-reply@kargo.io"})
    env: Mapping[str, str] = field(default_factory=dict)
    files: Document = field(default_factory=dict)
    setup: str = ""
    servers: Document = field(default_factory=dict)
    stage: str = ""
    freight: str = ""
    project: str = ""


_SPELLING = {"cancelBefore": "cancel_before", "gitUser": "git_user"}
_LISTS = frozenset({"steps", "resources", "credentials"})
_KNOWN = frozenset(one.name for one in fields(Case)) - set(_SPELLING.values()) | _SPELLING.keys()


def read_case(document: Document) -> Case:
    """A case out of its document.

    :raises ValueError: a field or mode that is not known here.
    """
    if unknown := document.keys() - _KNOWN:
        raise ValueError(f"a case has no field {min(unknown)!r}")
    values: dict[str, Any] = {}
    for key, value in document.items():
        if value is not None:
            values[_SPELLING.get(key, key)] = tuple(value) if key in _LISTS else value
    case = Case(**values)
    if case.mode not in ("promote", "create"):
        raise ValueError(f"there is no mode {case.mode!r}")
    return case
