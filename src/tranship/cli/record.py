"""What the store's record of a promotion says beyond its status: how far it is, how its steps ran, what they wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tranship.lifecycle.annotations import STEP_PLACES
from tranship.lifecycle.lease import driver_of
from tranship.lifecycle.progress import read_progress
from tranship.models.promotion import Promotion, PromotionPhase
from tranship.store.protocol import Store


def present(store: Store, promotion: Promotion) -> Promotion:
    """The Promotion with what its steps have done since its status was saved."""
    if promotion.status.phase is not PromotionPhase.RUNNING:
        return promotion
    return promotion.replace(status=read_progress(store, promotion).applied_to(promotion.status))


def is_interrupted(store: Store, promotion: Promotion) -> bool:
    """Whether a Promotion has begun, has not ended, and nobody drives it any more."""
    return promotion.status.phase is PromotionPhase.RUNNING and driver_of(store, promotion) is None


def configurations(store: Store, promotion: Promotion) -> dict[str, Any]:
    """The configuration, masked, that each step ran with last, by alias."""
    entries = (entry for _, entry in store.journal(promotion.metadata.uid))
    return {entry["metadata"]["alias"]: entry["config"] for entry in entries if "config" in entry}


def places(promotion: Promotion) -> Mapping[str, str]:
    """Where each step is written, as file:line:column, by alias; empty if it was not read from files."""
    found: dict[str, str] = json.loads(promotion.metadata.annotations.get(STEP_PLACES, "{}"))
    return found


def written_lines(store: Store, promotion: Promotion, after: int = 0) -> Iterator[tuple[int, str, str]]:
    """The lines that steps wrote: the number of the record, from the one after ``after``; the alias, and the line."""
    for number, entry in store.journal(promotion.metadata.uid, after=after):
        for alias, line in entry.get("lines", ()):
            yield number, alias, line
