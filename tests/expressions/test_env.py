"""The names that a step's expressions see."""

import pytest

from tranship.expressions.env import StepMetas, context_values
from tranship.models.promotion import StepExecutionMetadata
from tranship.promotion.ledger import Ledger


def test_ctx_has_the_spelling_that_templates_use() -> None:
    assert context_values(
        ui_base_url="https://ui",
        project="demo",
        promotion="p",
        stage="test",
        freight_name="f",
        freight_alias="blue-fox",
        freight_origin="web",
        actor="ana",
        rollback=True,
        alias="clone",
    ) == {
        "uiBaseUrl": "https://ui",
        "project": "demo",
        "promotion": "p",
        "stage": "test",
        "targetFreight": {"name": "f", "alias": "blue-fox", "origin": {"name": "web"}},
        "meta": {"promotion": {"actor": "ana", "rollback": True}, "step": {"alias": "clone"}},
    }


def test_step_metas_are_a_view_by_alias() -> None:
    entries = Ledger((StepExecutionMetadata(alias="a", status="Succeeded"), StepExecutionMetadata(alias="t::b")))
    metas = StepMetas(entries)

    assert list(metas) == ["a", "t::b"]
    assert len(metas) == 2
    assert metas["a"].fields["Status"] == "Succeeded"
    assert metas.get("c") is None
    with pytest.raises(KeyError):
        metas["c"]
