"""Freight made by hand has the name that Kargo would give it."""

from __future__ import annotations

import pytest

from tests.lifecycle.things import NOW, stage, warehouse
from tranship.errors import InputError
from tranship.lifecycle.make_freight import make_freight, read_artifacts
from tranship.models.freight import Chart, GitCommit, Image
from tranship.models.resource import Resource
from tranship.store.memory import MemoryStore

DIGEST = "sha256:" + "0" * 64
STAGE = stage({"uses": "fail"})


def store(*resources: Resource) -> MemoryStore:
    made = MemoryStore()
    for resource in resources:
        made.create(resource)
    return made


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("ghcr.io/acme/web:1.4.2", Image(repo_url="ghcr.io/acme/web", tag="1.4.2")),
        ("localhost:5000/web:1", Image(repo_url="localhost:5000/web", tag="1")),
        (f"web@{DIGEST}", Image(repo_url="web", digest=DIGEST)),
        (f"localhost:5000/web:1@{DIGEST}", Image(repo_url="localhost:5000/web", tag="1", digest=DIGEST)),
    ],
)
def test_images(text: str, image: Image) -> None:
    assert read_artifacts([text], [], []).images == (image,)


def test_commits_and_charts() -> None:
    read = read_artifacts([], ["https://h/r.git@abcdef1"], ["https://h/charts:web@1.2.3", "oci://h:5000/web@1.0.0"])
    assert read.commits == (GitCommit(repo_url="https://h/r.git", id="abcdef1"),)
    assert read.charts == (
        Chart(repo_url="https://h/charts", name="web", version="1.2.3"),
        Chart(repo_url="oci://h:5000/web", version="1.0.0"),
    )


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("images", "web", '"web" is no image version; write REPO:TAG'),
        ("images", "localhost:5000/web", "is no image version"),
        ("images", "web:1 ", "is no image version"),
        ("commits", "https://h/r", '"https://h/r" is no commit; write REPO@SHA'),
        ("charts", "https://h/charts:web", "is no chart version"),
    ],
)
def test_other_texts_are_refused(kind: str, text: str, message: str) -> None:
    given = {"images": [], "commits": [], "charts": [], kind: [text]}
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        read_artifacts(given["images"], given["commits"], given["charts"])


def test_the_name_is_a_digest_of_origin_and_artifacts() -> None:
    artifacts = read_artifacts(["registry.example/web:1"], [], [])
    made = make_freight(store(warehouse()), STAGE, artifacts, NOW)
    # printf 'Warehouse/web:registry.example/web:1@' | sha1sum
    assert made.metadata.name == "a900848dc3bc1de6d36dc609d17a8a126a058b9d"
    assert (str(made.origin), made.metadata.namespace, made.metadata.creation_timestamp) == (
        "Warehouse/web",
        "demo",
        NOW,
    )


def test_without_manifests_the_only_requested_warehouse_is_meant() -> None:
    artifacts = read_artifacts(["anything:1"], [], [])
    assert str(make_freight(store(), STAGE, artifacts, NOW).origin) == "Warehouse/web"


def test_a_warehouse_must_subscribe_to_what_is_promoted() -> None:
    artifacts = read_artifacts(["other:1"], [], [])
    with pytest.raises(InputError, match=r"no Warehouse .* \(web\) subscribes to all of these artifacts"):
        make_freight(store(warehouse()), STAGE, artifacts, NOW)
    assert str(make_freight(store(warehouse()), STAGE, artifacts, NOW, warehouse="web").origin) == "Warehouse/web"


def test_a_warehouse_must_be_requested() -> None:
    with pytest.raises(InputError, match='requests no Freight of the Warehouse "other"'):
        make_freight(store(), STAGE, read_artifacts(["a:1"], [], []), NOW, warehouse="other")


def test_an_ambiguous_origin_has_to_be_chosen() -> None:
    requests = [{"origin": {"kind": "Warehouse", "name": name}, "sources": {"direct": True}} for name in ("web", "api")]
    both = stage({"uses": "fail"}, requestedFreight=requests)
    artifacts = read_artifacts(["registry.example/web:1"], [], [])
    with pytest.raises(
        InputError, match="the Warehouses web, api all subscribe to these artifacts; choose with --origin"
    ):
        make_freight(store(warehouse(), warehouse("api")), both, artifacts, NOW)
