"""Copies between repositories are whole, bring only what is missing, and can be made again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clients.oci.artifacts import image, index, repository, store, written
from tests.servers.docker_registry import PASSWORD, USER, DockerRegistry, Entry
from tests.servers.oci_registry import OCIRegistry
from tranship.clients.oci import RegistryAccess
from tranship.clients.oci.copying import Artifact, annotate, fetch, push
from tranship.clients.oci.manifests import OCI_MANIFEST, digest_of
from tranship.errors import HTTPError
from tranship.execution import BACKGROUND, Execution

BOT = RegistryAccess(USER, PASSWORD)
LARGE = bytes(range(256)) * 4096


@pytest.fixture(scope="module")
def registry() -> Iterator[DockerRegistry]:
    with DockerRegistry() as running:
        yield running


def listing(registry: DockerRegistry, name: str) -> Artifact:
    """An index of two images in a repository, under the tag ``multi``."""
    with repository(f"{registry.host}/{name}") as target:
        children = [store(target, f"child-{number}", LARGE, bytes([number])) for number in range(2)]
        target.put_manifest(index(*children), "multi")
        return fetch(target, "multi")


def test_an_index_is_fetched_with_all_that_it_lists(registry: DockerRegistry) -> None:
    artifact = listing(registry, "fetch/app")
    assert [len(part.children) for part in artifact.all()] == [0, 0, 2]
    assert artifact.size == sum(child.manifest.size for child in artifact.children.values())


def test_a_copy_goes_to_another_registry_and_can_be_made_again(registry: DockerRegistry) -> None:
    artifact = listing(registry, "copy/app")
    lines: list[str] = []
    execution = Execution(log=lines.append)
    with DockerRegistry(Entry.TOKEN) as other:
        for _ in range(2):
            with (
                repository(f"{registry.host}/copy/app", push=False) as source,
                repository(f"{other.host}/prod/app", BOT) as target,
            ):
                push(artifact, source, target, "1", execution)
                assert fetch(target, "1") == artifact
    # The configuration, the layer of both, and one for each.
    assert sum("brought to" in line for line in lines) == 4
    assert lines[-1] == f"{other.host}/prod/app:1 is {artifact.manifest.digest} already"


def test_a_copy_within_a_registry_moves_no_bytes(registry: DockerRegistry) -> None:
    artifact = listing(registry, "mount/app")
    with repository(f"{registry.host}/mount/app") as source, repository(f"{registry.host}/mount/prod") as target:
        push(artifact, source, target, "1", BACKGROUND)
        assert fetch(target, "1") == artifact
        push(artifact, source, source, "again", BACKGROUND)
        assert source.digest("again") == artifact.manifest.digest


def test_what_was_cut_off_is_finished(registry: DockerRegistry) -> None:
    artifact = listing(registry, "cut/app")
    with (
        OCIRegistry() as other,
        repository(f"{registry.host}/cut/app") as source,
        repository(f"{other.host}/prod/app") as target,
    ):
        first = artifact.manifest.children[0]
        target.put_manifest(artifact.children[first.digest].manifest, first.digest)
        push(artifact, source, target, "1", BACKGROUND)
        assert fetch(target, "1") == artifact
        assert target.has_blob(digest_of(LARGE))


def test_a_source_whose_bytes_are_wrong_is_not_copied() -> None:
    with (
        OCIRegistry() as broken,
        OCIRegistry() as other,
        repository(f"{broken.host}/app") as source,
        repository(f"{other.host}/app") as target,
    ):
        store(source, "1", LARGE)
        broken._repositories["app"].blobs[digest_of(LARGE)] = bytes(len(LARGE))
        with pytest.raises(HTTPError, match="a part of it is damaged"):
            push(fetch(source, "1"), source, target, "1", BACKGROUND)
        assert target.digest("1") == ""


def test_annotations_reach_indexes_and_images(registry: DockerRegistry) -> None:
    artifact = listing(registry, "annotated/app")
    assert annotate(artifact, {}, {}) == artifact
    only_index = annotate(artifact, {"i": "1"}, {})
    assert only_index.manifest.content["annotations"] == {"i": "1"}
    assert only_index.children == artifact.children
    everything = annotate(artifact, {"i": "1"}, {"m": "2"})
    assert [child.digest for child in everything.manifest.children] == [
        child.manifest.digest for child in everything.children.values()
    ]
    assert all(child.manifest.content["annotations"] == {"m": "2"} for child in everything.children.values())
    with repository(f"{registry.host}/annotated/app") as source, repository(f"{registry.host}/annotated/b") as target:
        push(everything, source, target, "1", BACKGROUND)
        assert [part.manifest for part in fetch(target, "1").all()] == [part.manifest for part in everything.all()]


def test_an_index_in_an_index_gets_no_annotations() -> None:
    inner = Artifact(index(image(b"a")), {image(b"a").digest: Artifact(image(b"a"))})
    outer = Artifact(index(inner.manifest), {inner.manifest.digest: inner})
    assert annotate(outer, {}, {"m": "1"}) == outer


def test_a_tag_for_an_image_that_is_not_whole_is_refused() -> None:
    with OCIRegistry() as memory, repository(f"{memory.host}/app") as target:
        store(target, "1", LARGE)
        del memory._repositories["app"].blobs[digest_of(LARGE)]
        with pytest.raises(HTTPError, match="a part of it is gone"):
            push(fetch(target, "1"), target, target, "2", BACKGROUND)
        odd = written({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "layers": []})
        with pytest.raises(HTTPError, match="is an image without a configuration"):
            push(Artifact(odd), target, target, "2", BACKGROUND)
        assert target.digest("2") == ""


def test_annotations_for_an_index_mean_nothing_to_an_image() -> None:
    assert annotate(Artifact(image(b"a")), {"i": "1"}, {}) == Artifact(image(b"a"))


def test_lists_without_end_are_given_up() -> None:
    with OCIRegistry() as memory, repository(f"{memory.host}/app") as target:
        child = store(target, "1", b"x")
        for number in range(6):
            child = index(child)
            target.put_manifest(child, f"level-{number}")
            target.put_manifest(child, child.digest)
        with pytest.raises(HTTPError, match="lists more manifests than anybody needs"):
            fetch(target, "level-5")
