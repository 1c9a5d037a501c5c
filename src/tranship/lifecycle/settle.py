"""After a promotion has succeeded: what the Stage and the Freight remember of it, for the promotions that follow."""

from __future__ import annotations

from datetime import datetime

from tranship.errors import NotFoundError
from tranship.models.base import dump
from tranship.models.freight import CurrentStage, Freight, VerifiedStage
from tranship.models.promotion import Promotion, PromotionPhase
from tranship.models.stage import PromotionReference, Stage
from tranship.store.protocol import Store

_HISTORY_KEPT = 10


def settle(store: Store, promotion: Promotion, now: datetime) -> None:
    """Note a Promotion that has ended: the Stage's last Promotion, and if it succeeded the Freight it has now.

    Freight counts as verified in a Stage that asks for no verification. In a cluster Kargo's Stage controller does
    this; without one, inheritance and availability of Freight would have nothing to go by.

    :raises NotFoundError: the Stage is gone.
    """
    project, name = promotion.metadata.namespace, promotion.spec.stage
    stage = store.get(Stage, project, name)
    if stage is None:
        raise NotFoundError(f'there is no Stage "{name}" in the project "{project}"')
    reference = PromotionReference(
        name=promotion.metadata.name,
        freight=promotion.status.freight,
        status=promotion.status.replace(state=None),
        finished_at=promotion.status.finished_at,
    )
    status: dict[str, object] = {"lastPromotion": dump(reference), "currentPromotion": None}
    collection = promotion.status.freight_collection
    if promotion.status.phase is PromotionPhase.SUCCEEDED and collection is not None:
        history = [collection, *(old for old in stage.status.freight_history if old.id != collection.id)]
        status["freightHistory"] = [dump(one) for one in history[:_HISTORY_KEPT]]
        for reference_in in collection.items.values():
            _note_freight(store, project, reference_in.name, stage, now)
    store.patch(Stage, project, name, {"status": status})


def _note_freight(store: Store, project: str, name: str, stage: Stage, now: datetime) -> None:
    freight = store.get(Freight, project, name)
    if freight is None:
        return
    stage_name = stage.metadata.name
    status: dict[str, object] = {"currentlyIn": {stage_name: dump(CurrentStage(since=now))}}
    if stage.spec.verification is None and stage_name not in freight.status.verified_in:
        status["verifiedIn"] = {stage_name: dump(VerifiedStage(verified_at=now))}
    store.patch(Freight, project, name, {"status": status})
