from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Typed
from tests.cli.things import freight, promotion, stage, warehouse
from tranship.models.base import dump
from tranship.models.promotion import Promotion, PromotionPhase, PromotionStep, PromotionTaskReference
from tranship.models.resource import ObjectMeta, Resource
from tranship.models.task import PromotionTask, PromotionTaskSpec
from tranship.store.sqlite import SqliteStore


@pytest.fixture
def stored(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "state" / "tranship" / "tranship.db") as store:
        for resource in (stage(), stage("prod"), warehouse(), freight(alias="happy-otter"), one_more()):
            store.create(resource)
        store.create(promotion(name="test.01").with_metadata(creation_timestamp=datetime(2026, 1, 1, tzinfo=UTC)))


def one_more() -> Promotion:
    """A newer promotion that is under way."""
    steps = (PromotionStep(uses="fail", as_="a"), PromotionStep(task=PromotionTaskReference(name="t"), as_="b"))
    made = promotion(*steps, name="test.02", phase=PromotionPhase.RUNNING, current_step=1, finished_at=None)
    return made.with_metadata(creation_timestamp=datetime(2026, 1, 2, tzinfo=UTC))


@pytest.mark.usefixtures("stored")
def test_promotions_are_listed_the_newest_first(typed: Typed) -> None:
    code, out, err = typed("get")
    assert code == 0
    rows = [line.split()[:-1] for line in out.splitlines()]
    assert rows == [
        ["NAME", "STAGE", "FREIGHT", "PHASE", "STEP"],
        ["test.02", "test", "3f2c1ab", "Interrupted", "b"],
        ["test.01", "test", "3f2c1ab", "Succeeded"],
    ]
    assert err == "\nNobody runs what was interrupted. Go on with: tranship resume test.02\n"
    assert typed("get", "promo", "--stage", "prod")[1] == ""


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("stage", ["NAME  WAREHOUSES  FREIGHT  LAST PROMOTION", "prod  web", "test  web"]),
        ("FREIGHT", ["NAME     ALIAS        ARTIFACTS                IN STAGES"]),
        ("warehouses", ["NAME  WATCHES", "web   ghcr.io/acme/web"]),
    ],
)
def test_kinds_are_singular_or_plural(typed: Typed, kind: str, expected: list[str]) -> None:
    assert typed("get", kind)[1].splitlines()[: len(expected)] == expected


@pytest.mark.usefixtures("stored")
def test_one_is_shown_by_its_name_or_the_start_of_it(typed: Typed) -> None:
    assert json.loads(typed("get", "stages", "prod", "-o", "json")[1])["metadata"]["name"] == "prod"
    assert yaml.safe_load(typed("get", "promotions", "test.0", "-o", "yaml")[1])["kind"] == "List"
    code, _, err = typed("get", "stages", "nope")
    assert code == 3
    assert err == 'there is no Stage "nope"; `tranship get stages` lists what there is\n'


@pytest.mark.usefixtures("stored")
def test_several_are_a_list_as_kubectl_has_it(typed: Typed) -> None:
    listed = json.loads(typed("get", "stages", "-o", "json")[1])
    assert (listed["apiVersion"], listed["kind"]) == ("v1", "List")
    assert [item["metadata"]["name"] for item in listed["items"]] == ["prod", "test"]
    assert typed("get", "stages", "-o", "name")[1] == "prod\ntest\n"


def write(folder: Path, *resources: Resource) -> str:
    file = folder / "all.yaml"
    file.write_text(yaml.safe_dump_all(dump(one) for one in resources))
    return str(file)


@pytest.mark.usefixtures("stored")
def test_manifests_are_listed_and_not_stored(typed: Typed, tmp_path: Path) -> None:
    steps = (PromotionStep(uses="git-clone"), PromotionStep(uses="git-push"))
    task = PromotionTask(metadata=ObjectMeta(name="push", namespace="demo"), spec=PromotionTaskSpec(steps=steps))
    file = write(tmp_path, task)
    out = typed("get", "tasks", "-f", file)[1]
    assert [line.rstrip() for line in out.splitlines()] == ["NAME  VARS  STEPS", "push        git-clone, git-push"]
    code, out, err = typed("get", "tasks")
    assert (code, out) == (0, "")
    assert err == "No promotiontasks yet. Name manifests by -f FOLDER, or promote something first.\n"
