"""Abort: a request that anybody may leave on a Promotion, and that whoever drives it obeys."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from tranship.errors import InputError, StoreError
from tranship.execution import Cancellation
from tranship.models.promotion import Promotion, PromotionPhase, PromotionStatus, PromotionStepStatus
from tranship.store.protocol import Store

ABORT = "kargo.akuity.io/abort"
"""The annotation that asks for it; Kargo's own."""
_LOOK_EVERY = 1.0
"""Seconds between looks at the annotation while a step runs."""


def request_abort(store: Store, project: str, name: str, *, actor: str = "") -> Promotion:
    """Ask that a Promotion be aborted; whoever drives it stops at once.

    :raises NotFoundError: there is no such Promotion.
    :raises InputError: it has ended already.
    """
    promotion = store.get(Promotion, project, name)
    if promotion is not None and promotion.status.phase and promotion.status.phase.is_terminal:
        raise InputError(f"the Promotion {name} has ended already: {promotion.status.phase}")
    request = json.dumps({"action": "terminate"} | ({"actor": actor} if actor else {}))
    return store.patch(Promotion, project, name, {"metadata": {"annotations": {ABORT: request}}})


def abort_message(promotion: Promotion) -> str | None:
    """Who asked to abort the Promotion, as the end's message says it; None if nobody did."""
    request = promotion.metadata.annotations.get(ABORT)
    if not request:
        return None
    try:
        data = json.loads(request)
    except ValueError:
        data = None
    actor = data.get("actor") if isinstance(data, dict) else None
    return f"aborted by {actor}" if isinstance(actor, str) and actor else "aborted on request"


def aborted(status: PromotionStatus, message: str, now: datetime) -> PromotionStatus:
    """The status of a Promotion that is aborted now; a step that was under way is aborted with it."""
    metadata = tuple(
        entry.replace(status=PromotionStepStatus.ABORTED, finished_at=now)
        if entry.started_at and not entry.finished_at
        else entry
        for entry in status.step_execution_metadata
    )
    return status.replace(
        phase=PromotionPhase.ABORTED, message=message, finished_at=now, step_execution_metadata=metadata
    )


@contextmanager
def obeying(store: Store, promotion: Promotion, cancel: Cancellation) -> Iterator[None]:
    """Cancel ``cancel`` as soon as somebody asks to abort the Promotion, while the block runs."""
    done = threading.Event()

    def look() -> None:
        while not done.wait(_LOOK_EVERY):
            try:
                found = store.get(Promotion, promotion.metadata.namespace, promotion.metadata.name)
            except StoreError:
                continue  # The driver meets the same trouble when it saves, and reports it.
            message = abort_message(found) if found else "the Promotion was deleted"
            if message:
                cancel.cancel(message)
                return

    watcher = threading.Thread(target=look, name="abort-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
