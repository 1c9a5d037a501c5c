"""Who drives a Promotion: one at a time, by a lease in the store."""

from __future__ import annotations

from contextlib import AbstractContextManager

from tranship.models.promotion import Promotion
from tranship.store.protocol import Store


def alone(store: Store, promotion: Promotion) -> AbstractContextManager[None]:
    """Nobody else drives the Promotion while the block runs.

    :raises ConflictError: somebody does; the message says who.
    """
    return store.lease(_key(promotion), called=f"the promotion {promotion.name}")


def driver_of(store: Store, promotion: Promotion) -> str | None:
    """Who drives the Promotion right now, in words; None if nobody does."""
    return store.lease_holder(_key(promotion))


def _key(promotion: Promotion) -> str:
    return f"promotion-{promotion.metadata.uid}"
