"""Mode create: a Promotion is built from a Stage's template and its tasks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.conformance.case import Case
from tests.conformance.resources import Stores
from tranship.errors import TranshipError
from tranship.lifecycle.build import build
from tranship.models.base import dump
from tranship.models.stage import Stage


def create(case: Case) -> dict[str, Any]:
    """Run the case; returns its outcome: what was ``created``, or the ``error``."""
    store = Stores(case.resources).kargo
    stage = store.get(Stage, case.project, case.stage)
    if stage is None:
        return {"error": f"there is no Stage {case.project}/{case.stage}"}
    try:
        promotion = build(store, stage, case.freight, datetime.now(UTC))
    except TranshipError as error:
        return {"error": str(error)}
    return {"created": dump(promotion.spec)}
