"""The context of a Promotion's steps, out of the resources that it is made of: shared by driving and planning."""

from __future__ import annotations

from tranship.credentials.secrets import SecretRegistry
from tranship.lifecycle.build import CREATE_ACTOR
from tranship.lifecycle.freight import target_collection
from tranship.models.freight import Freight
from tranship.models.promotion import Promotion
from tranship.models.stage import Stage
from tranship.promotion.context import Context

ROLLBACK = "kargo.akuity.io/rollback"
"""The annotation that says that an earlier state is brought back; Kargo's own."""


def promotion_context(
    promotion: Promotion, stage: Stage, freight: Freight, *, work_dir: str, ui_base_url: str, secrets: SecretRegistry
) -> Context:
    """The context of the Promotion's first step. What its status says of Freight goes before what the Stage has."""
    status, annotations = promotion.status, promotion.metadata.annotations
    target = status.freight or freight.reference()
    return Context(
        ui_base_url=ui_base_url,
        work_dir=work_dir,
        project=promotion.metadata.namespace,
        stage=promotion.spec.stage,
        promotion=promotion.metadata.name,
        freight_requests=stage.spec.requested_freight,
        freight=status.freight_collection or target_collection(stage, target),
        target_freight_ref=target,
        target_freight_alias=freight.effective_alias,
        vars=promotion.spec.vars,
        actor=annotations.get(CREATE_ACTOR, ""),
        rollback=annotations.get(ROLLBACK) == "true",
        secrets=secrets,
    )
