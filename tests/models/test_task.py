from typing import Any

import pytest

from tranship.errors import FieldsError
from tranship.models.base import dump, read_model
from tranship.models.task import ClusterPromotionTask, PromotionTask

SPEC: dict[str, Any] = {
    "vars": [{"name": "repo"}, {"name": "branch", "value": "main"}],
    "steps": [{"uses": "git-clone", "as": "clone", "config": {"repoURL": "${{ vars.repo }}"}}],
}


@pytest.mark.parametrize("kind", [PromotionTask, ClusterPromotionTask])
def test_a_task_is_read_and_written_back(kind: type[PromotionTask | ClusterPromotionTask]) -> None:
    data = {"apiVersion": "kargo.akuity.io/v1alpha1", "kind": kind.kind, "metadata": {"name": "t"}, "spec": SPEC}
    assert dump(read_model(kind, data)) == data


def test_a_task_has_steps() -> None:
    with pytest.raises(FieldsError, match=r"spec\.steps: is required, but missing"):
        read_model(PromotionTask, {"spec": {}})


def test_only_the_tasks_of_a_project_have_a_namespace() -> None:
    assert (PromotionTask.namespaced, ClusterPromotionTask.namespaced) == (True, False)
