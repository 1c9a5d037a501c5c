"""oci-push copies, tags and annotates, and may be made again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.servers.asking import ask
from tests.servers.oci_registry import Artifact, Blob, OCIRegistry
from tranship.authoring import WRITE, ChangeKind, StepContext, StepFailed, StepResult, TerminalError, Toolbox
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.clients.oci import OCIClient
from tranship.errors import HTTPError
from tranship.execution import BACKGROUND
from tranship.models.base import read_model
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.oci_push import OCIPushConfig, registration

OCI = OCIClient(HTTPClient(AddressPolicy(allow_loopback=True, environment={})))
ARTIFACT = Artifact((Blob(b"layer", "text/plain"),), annotations={"a": "old"}, artifact_type="application/vnd.example")
DIGEST = "sha256:" + "0" * 64


@pytest.fixture
def registry() -> Iterator[OCIRegistry]:
    with OCIRegistry() as running:
        running.add("app/web", "1", ARTIFACT)
        yield running


def context(source: str, target: str, **config: Any) -> StepContext:
    return StepContext("/nowhere", "p", project="demo", config=Config({"srcRef": source, "destRef": target, **config}))


def copy(
    registry: OCIRegistry, target: str, *, oci: OCIClient = OCI, source: str = "app/web:1", **config: Any
) -> StepResult:
    given = context(f"{registry.host}/{source}", f"{registry.host}/{target}", **config)
    return registration.factory(StepRunnerCapabilities(toolbox=Toolbox(oci=oci))).run(given, BACKGROUND)


def test_a_copy_has_the_same_digest_and_can_be_made_again(registry: OCIRegistry) -> None:
    digest = registry.tags()["app/web"]["1"][0]
    for _ in range(2):
        result = copy(registry, "prod/web:stable")
        assert result.output == {"image": f"{registry.host}/prod/web:stable", "digest": digest, "tag": "stable"}
    assert registry.tags()["prod/web"] == {"stable": (digest, ARTIFACT.manifest())}


def test_a_tag_is_moved(registry: OCIRegistry) -> None:
    registry.add("app/web", "stable", Artifact())
    copy(registry, "app/web:stable")
    assert registry.tags()["app/web"]["stable"] == registry.tags()["app/web"]["1"]


def test_annotations_keep_all_else(registry: OCIRegistry) -> None:
    result = copy(registry, "app/web:2", annotations={"manifest:a": "new", "b": "1", "index:c": "ignored"})
    digest, manifest = registry.tags()["app/web"]["2"]
    content = json.loads(manifest)
    assert (content["annotations"], content["artifactType"]) == ({"a": "new", "b": "1"}, "application/vnd.example")
    assert result.output is not None
    assert result.output["digest"] == digest
    assert registry.tags()["app/web"]["1"][1] == ARTIFACT.manifest()


@pytest.mark.parametrize(
    ("largest", "message"),
    [
        (0, "copies to other repositories are forbidden here"),
        (6, "the artifact is larger than 6 bytes, the most that is copied"),
    ],
)
def test_what_is_too_large_is_not_copied_but_may_have_another_tag(
    registry: OCIRegistry, largest: int, message: str
) -> None:
    oci = replace(OCI, largest_push=largest)
    with pytest.raises(TerminalError, match=message):
        copy(registry, "prod/web:1", oci=oci)
    assert "prod/web" not in registry.tags()
    copy(registry, "app/web:2", oci=oci)
    copy(registry, "prod/web:1", oci=replace(OCI, largest_push=-1))


def test_a_manifest_of_another_type_is_refused_for_good(registry: OCIRegistry) -> None:
    url = f"{registry.url}/v2/app/web/manifests/odd"
    ask(url, "PUT", b'{"x": 1}', {"Content-Type": "application/vnd.example+json"})
    with pytest.raises(TerminalError, match="has a manifest of a type that can't be copied"):
        copy(registry, "app/web:2", source="app/web:odd")


def test_what_is_not_there(registry: OCIRegistry) -> None:
    with pytest.raises(HTTPError, match=f"there is no {registry.host}/app/web:9"):
        copy(registry, "app/web:2", source="app/web:9")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"srcRef": "r.dev/a"}, "srcRef: must be a repository with either a tag or a digest"),
        ({"destRef": f"r.dev/a@{DIGEST}"}, "destRef: must be a repository with a tag"),
        ({"srcRef": "r.dev/App/x:1"}, "srcRef: a repository's name is"),
        ({"destRef": "r.dev/App/x:1"}, "destRef: a repository's name is"),
        ({"srcRef": "r.dev/a@sha256:abc"}, "srcRef: the part after @ must be a digest"),
        ({"annotations": {"a": 1}}, r"annotations\.a: must be text"),
    ],
)
def test_a_wrong_configuration_fails(config: dict[str, Any], message: str) -> None:
    given = StepContext("/nowhere", "p", config=Config({"srcRef": "r.dev/a/b:1", "destRef": "r.dev/a/b:2", **config}))
    with pytest.raises(StepFailed, match=message):
        registration.factory(StepRunnerCapabilities(toolbox=Toolbox(oci=OCI))).run(given, BACKGROUND)


@pytest.mark.parametrize("annotations", [{}, {"a": "b"}])
def test_a_plan_shows_the_copy_with_its_digest_and_writes_nothing(
    registry: OCIRegistry, annotations: dict[str, str]
) -> None:
    assert registration.preview is not None
    source, target = f"{registry.host}/app/web:1", f"{registry.host}/prod/web:1"
    given = context(source, target, annotations=annotations)
    capabilities = StepRunnerCapabilities(toolbox=Toolbox(oci=OCI))
    preview = registration.preview(registration.prepare(given, capabilities, BACKGROUND))
    assert "prod/web" not in registry.tags()
    (change,) = preview.changes
    assert (change.kind, change.target) == (ChangeKind.ARTIFACT, target)
    assert change.summary == f"a copy of {source}" + (" with annotations" if annotations else "")
    # The digest is the one that it gets.
    assert preview.output == copy(registry, "prod/web:1", annotations=annotations).output
    assert preview.output is not None
    assert change.details["digest"] == preview.output["digest"]


def test_it_writes_outside() -> None:
    assert registration.effects_of(read_model(OCIPushConfig, {"srcRef": "a/b:1", "destRef": "a/b:2"})) == WRITE
