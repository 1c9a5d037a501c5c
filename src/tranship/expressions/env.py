"""The environment of a step's expressions: ``ctx``, and ``stepMetas`` as a view on the steps so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tranship.expressions.objects import step_meta
from tranship.expressions.step_status import StepEntries
from tranship.exprlang import Struct


def context_values(
    *,
    ui_base_url: str,
    project: str,
    promotion: str,
    stage: str,
    freight_name: str,
    freight_alias: str,
    freight_origin: str,
    actor: str,
    rollback: bool,
    alias: str,
) -> dict[str, Any]:
    """The value of ``ctx`` for the step ``alias``, in the spelling that templates use; what is not known is empty."""
    return {
        "uiBaseUrl": ui_base_url,
        "project": project,
        "promotion": promotion,
        "stage": stage,
        "targetFreight": {"name": freight_name, "alias": freight_alias, "origin": {"name": freight_origin}},
        "meta": {"promotion": {"actor": actor, "rollback": rollback}, "step": {"alias": alias}},
    }


class StepMetas(Mapping[str, Struct]):
    """The value of ``stepMetas``: each step's execution metadata by its full alias.

    It is a view: nothing is copied or looked through until an expression asks for a step.
    """

    __slots__ = ("_entries",)

    def __init__(self, entries: StepEntries) -> None:
        self._entries = entries

    def __getitem__(self, alias: str) -> Struct:
        entry = self._entries.get(alias)
        if entry is None:
            raise KeyError(alias)
        return step_meta(entry)

    def __iter__(self) -> Iterator[str]:
        return (entry.alias for entry in self._entries)

    def __len__(self) -> int:
        return len(self._entries)
