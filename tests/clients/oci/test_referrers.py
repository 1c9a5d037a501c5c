"""A signature that was copied is found by what it signs, whatever the registry can do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clients.oci.artifacts import repository, store
from tests.servers.oci_registry import OCIRegistry
from tranship.clients.oci.copying import fetch, push
from tranship.clients.oci.manifests import OCI_INDEX, OCI_MANIFEST, Manifest, digest_of
from tranship.clients.oci.referrers import record
from tranship.clients.oci.repository import Repository
from tranship.errors import HTTPError
from tranship.execution import BACKGROUND

SUBJECT = digest_of(b"subject")
TAG = SUBJECT.replace(":", "-")
SIGNATURE = "application/vnd.example.signature"


@pytest.fixture
def target() -> Iterator[Repository]:
    with OCIRegistry() as memory, repository(f"{memory.host}/team/app") as opened:
        yield opened


def signature(target: Repository, tag: str, layer: bytes, **more: object) -> Manifest:
    return store(target, tag, layer, subject={"mediaType": OCI_MANIFEST, "size": 7, "digest": SUBJECT}, **more)


def test_a_copied_signature_is_listed_under_the_tag_of_its_subject(target: Repository) -> None:
    first = signature(target, "first", b"1", artifactType=SIGNATURE, annotations={"by": "<me>"})
    second = signature(target, "second", b"2")
    for tag in ("first", "second", "first"):
        push(fetch(target, tag), target, target, f"{tag}-copy", BACKGROUND)
    listed = target.manifest(TAG)
    entries: dict[str, dict[str, object]] = {
        first.digest: {"annotations": {"by": "<me>"}, "artifactType": SIGNATURE},
        second.digest: {"artifactType": "application/vnd.oci.image.config.v1+json"},
    }
    assert listed.content == {
        "schemaVersion": 2,
        "mediaType": OCI_INDEX,
        "manifests": [
            {"mediaType": OCI_MANIFEST, "size": len(one.data), "digest": one.digest, **entries[one.digest]}
            for one in sorted((first, second), key=lambda one: one.digest)
        ],
    }
    assert target.digest("first-copy") == first.digest


def test_what_refers_to_nothing_is_listed_nowhere(target: Repository) -> None:
    store(target, "1", b"1")
    push(fetch(target, "1"), target, target, "2", BACKGROUND)
    assert target.digest(TAG) == ""


def test_a_tag_that_stands_for_something_else_is_not_replaced(target: Repository) -> None:
    other = store(target, TAG, b"other")
    referrer = signature(target, "1", b"1")
    with pytest.raises(HTTPError, match="is no index; remove that tag"):
        record(target, referrer)
    assert target.digest(TAG) == other.digest
