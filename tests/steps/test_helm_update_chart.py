"""helm-update-chart sets versions, fetches and locks them; a step that fails leaves the chart as it was."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.clients.helm.charts import CHART, database, write
from tranship.authoring import StepContext, StepError, StepFailed, StepResult
from tranship.errors import ClientError
from tranship.execution import BACKGROUND
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.helm_update_chart import registration

DEPENDENCIES = """dependencies:
- name: db
  version: 0.1.0 # pinned
  repository: file://../db
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "chart", {"Chart.yaml": CHART + DEPENDENCIES, "values.yaml": "", "charts/keep/Chart.yaml": CHART})
    database(tmp_path, "0.2.0")
    return tmp_path


def update(root: Path, version: str | None = "0.2.0", **config: Any) -> StepResult:
    charts = {"charts": [{"repository": "file://../db", "name": "db", "version": version}]} if version else {}
    context = StepContext(str(root), "update", project="demo", config=Config({"path": "chart", **charts, **config}))
    return registration.factory(StepRunnerCapabilities()).run(context, BACKGROUND)


def state(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_a_version_is_set_fetched_and_locked(root: Path) -> None:
    output = update(root).output
    assert output == {"commitMessage": "Updated chart dependencies for chart\n\n- db: 0.2.0"}
    assert (root / "chart/Chart.yaml").read_text() == CHART + DEPENDENCIES.replace("0.1.0", "0.2.0")
    assert (root / "chart/charts/db-0.2.0.tgz").is_file()
    assert update(root).output is None


def test_the_change_is_told_by_the_lock(root: Path) -> None:
    update(root)
    database(root, "0.3.0")
    output = update(root, "0.3.0").output
    assert output == {"commitMessage": "Updated chart dependencies for chart\n\n- db: 0.2.0 -> 0.3.0"}


def test_a_failure_leaves_the_chart_as_it_was(root: Path) -> None:
    before = state(root)
    with pytest.raises(ClientError):
        update(root, "9.9.9")
    assert state(root) == before


def test_an_attempt_that_was_cut_off_is_forgotten(root: Path) -> None:
    name = sha256(f"update {root.resolve() / 'chart'}".encode()).hexdigest()[:16]
    (root / "chart").rename(root / f".tranship-{name}")
    write(root / "chart", {"Chart.yaml": "half done", "charts/half.tgz": "done", "values.yaml": ""})
    assert update(root).output is not None
    assert (root / "chart/Chart.yaml").read_text() == CHART + DEPENDENCIES.replace("0.1.0", "0.2.0")
    assert sorted(path.name for path in (root / "chart/charts").iterdir()) == ["db-0.2.0.tgz", "keep"]
    assert list(root.glob(".tranship-*")) == []


def test_what_does_not_match_is_named_and_nothing_is_changed(root: Path) -> None:
    before = state(root)
    charts = [
        {"repository": "file://../db", "name": "db", "version": "0.2.0"},
        {"repository": "file://../db/", "name": "db", "version": "0.2.0"},
    ]
    with pytest.raises(
        StepError, match=r'Chart\.yaml has no dependency "db" of the repository "file://\.\./db/"'
    ) as caught:
        update(root, charts=charts)
    assert caught.value.field == ("charts", 1)
    assert state(root) == before


def test_without_dependencies_there_is_nothing_to_do(root: Path) -> None:
    (root / "chart/Chart.yaml").write_text(CHART)
    with pytest.raises(StepError, match="has no dependencies"):
        update(root, None)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"charts": []}, "charts: must not be empty"),
        ({"charts": [{"name": "a", "repository": "b"}]}, r"charts\[0\]\.version: is required"),
        ({"charts": [{"name": "a", "repository": "b", "version": 1.1}]}, r"charts\[0\]\.version: must be text"),
    ],
)
def test_a_wrong_configuration_fails(root: Path, config: dict[str, Any], message: str) -> None:
    with pytest.raises(StepFailed, match=message):
        update(root, **config)
