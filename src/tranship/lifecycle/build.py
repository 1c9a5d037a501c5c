"""Building a Promotion from a Stage's template, as Kargo does when one is created."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from tranship.errors import InputError
from tranship.lifecycle.admission import check_stage
from tranship.lifecycle.annotations import STEP_PLACES
from tranship.lifecycle.inflate import inflate
from tranship.lifecycle.naming import promotion_name
from tranship.models.promotion import ExpressionVariable, Promotion, PromotionSpec, PromotionStep
from tranship.models.resource import ObjectMeta
from tranship.models.stage import Stage
from tranship.store.protocol import Store

CREATE_ACTOR = "kargo.akuity.io/create-actor"
STAGE = "kargo.akuity.io/stage"
SHARD = "kargo.akuity.io/shard"
_LONGEST_LABEL = 63


def build(
    store: Store,
    stage: Stage,
    freight: str,
    now: datetime,
    *,
    actor: str = "",
    extra_vars: Sequence[ExpressionVariable] = (),
) -> Promotion:
    """A Promotion of the Freight named ``freight`` to ``stage``, inflated, not yet stored.

    Its variables are the Stage's, then the template's. Every rule of :mod:`tranship.lifecycle.admission` holds.

    :param store: where tasks are looked up.
    :param actor: who asks for it, such as ``admin`` or ``email:jane@example.com``.
    :param extra_vars: variables after those of the template, in whose place they stand where names are the same.
    :raises ManifestError: the Stage or a task is one that Kargo would refuse; all problems at once.
    :raises InputError: a task does not exist or lacks a value.
    """
    check_stage(stage)
    template = stage.spec.promotion_template
    if template is None:
        raise InputError(f'Stage "{stage.metadata.name}" has no promotion steps')
    name, project = stage.metadata.name, stage.metadata.namespace
    variables = (*stage.spec.vars, *template.spec.vars, *extra_vars)
    steps = inflate(store, project, template.spec.steps, variables)
    labels = {STAGE: name[:_LONGEST_LABEL]} | ({SHARD: stage.spec.shard} if stage.spec.shard else {})
    annotations = {STAGE: name} | ({CREATE_ACTOR: actor} if actor else {}) | _places(steps)
    return Promotion(
        metadata=ObjectMeta(
            name=promotion_name(name, freight, now), namespace=project, labels=labels, annotations=annotations
        ),
        spec=PromotionSpec(
            stage=name,
            freight=freight,
            vars=variables,
            steps=steps,
        ),
    )


def _places(steps: Iterable[PromotionStep]) -> dict[str, str]:
    places = {step.as_: str(step.source.locate()) for step in steps if step.source}
    return {STEP_PLACES: json.dumps(places)} if places else {}
