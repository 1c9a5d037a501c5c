"""What Kargo's webhooks refuse is refused here too, all of it at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lifecycle.things import ORIGIN, stage, task
from tranship.errors import FieldPath, ManifestError, Position
from tranship.lifecycle.admission import check_stage, check_task, stage_problems, task_problems
from tranship.models.base import dump, with_source
from tranship.models.source import SourceMap

STEP = {"uses": "fail"}


def problems(*steps: dict[str, Any], **spec: Any) -> list[str]:
    return [str(problem) for problem in stage_problems(stage(*steps, **spec))]


def test_a_good_stage_passes() -> None:
    check_stage(stage(STEP, {"task": {"name": "t"}, "vars": [{"name": "_a1", "value": "x"}]}))
    check_task(task(STEP))


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ([], 'Stage "test" has no promotion steps: a control flow Stage has none and is not promoted to'),
        ([{"as": "x"}], 'step "x" has neither uses nor task'),
        ([{"uses": "fail", "task": {"name": "t"}}], 'step "task-1" has both uses and task'),
        ([{"task": {"name": "t"}, "if": "${{ true }}"}], 'step "task-1" refers to a task and can\'t have if'),
        ([{"task": {"name": "t"}, "continueOnError": True}], "can't have continueOnError"),
        ([{"task": {"name": "t"}, "retry": {"errorThreshold": 1}}], "can't have retry"),
        ([{"task": {"name": "t"}, "config": {}}], "can't have config"),
        ([{**STEP, "as": "a"}, STEP, {**STEP, "as": "a"}], 'the alias "a" is taken by step 1; aliases must differ'),
        ([{**STEP, "as": "step-1"}], 'the alias "step-1" is reserved'),
        ([{**STEP, "as": "task-20"}], 'the alias "task-20" is reserved'),
        ([{**STEP, "vars": [{"name": "a-b"}]}], "\"a-b\" can't be a variable's name"),
        ([{**STEP, "vars": [{"name": "1a"}]}], "\"1a\" can't be a variable's name"),
        ([{**STEP, "vars": [{"name": "a\n"}]}], "can't be a variable's name"),
    ],
)
def test_what_kargo_refuses(steps: list[dict[str, Any]], problem: str) -> None:
    found = problems(*steps)
    assert len(found) == 1
    assert problem in found[0]


def test_variables_of_stage_and_template_are_looked_at() -> None:
    bad = [{"name": "a b", "value": ""}]
    template = {"spec": {"vars": bad, "steps": [STEP]}}
    assert len(problems(vars=bad, promotionTemplate=template)) == 2


def test_an_origin_is_requested_once() -> None:
    request = {"origin": ORIGIN, "sources": {"direct": True}}
    assert problems(STEP, requestedFreight=[request, request]) == [
        'Stage "test" requests Freight of Warehouse/web twice'
    ]


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ([], 'PromotionTask "shared" has no steps'),
        ([{"task": {"name": "t"}}], 'step "task-1" of PromotionTask "shared" refers to a task'),
        ([{"as": "x"}], 'step "x" of PromotionTask "shared" has no kind'),
    ],
)
def test_what_kargo_refuses_in_tasks(steps: list[dict[str, Any]], problem: str) -> None:
    (found,) = task_problems(task(*steps))
    assert problem in str(found)


def test_all_problems_are_told_at_once_each_with_its_place() -> None:
    def find(path: FieldPath) -> Position | None:
        return Position("stage.yaml", path[-1] + 10, 7) if path and isinstance(path[-1], int) else None

    bad = stage({"as": "a"}, {"uses": "x", "as": "step-3"})
    with pytest.raises(ManifestError) as caught:
        check_stage(with_source(bad, SourceMap("stage.yaml", find)))
    assert [str(problem).partition(" ")[0] for problem in caught.value.problems] == [
        "stage.yaml:11:7:",
        "stage.yaml:10:7:",
    ]
    assert dump(bad)["metadata"]["name"] == "test"
