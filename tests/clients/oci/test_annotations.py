"""Annotated manifests have the bytes that the reference gives them, and lose nothing."""

import json

from tests.clients.oci.artifacts import image, index, written
from tranship.clients.oci.annotations import annotated, with_children
from tranship.clients.oci.manifests import OCI_MANIFEST, digest_of


def test_without_annotations_every_byte_stays() -> None:
    manifest = image(b"a")
    assert annotated(manifest, {}) is manifest


def test_annotations_take_the_place_of_those_of_the_same_name() -> None:
    manifest = annotated(image(b"a", annotations={"b": "old", "a": "kept"}), {"b": "new", "c": "added"})
    assert manifest.content["annotations"] == {"a": "kept", "b": "new", "c": "added"}
    assert json.loads(manifest.data) == manifest.content


def test_the_bytes_of_a_manifest() -> None:
    digest = digest_of(b"x")
    manifest = written(
        {
            "annotations": {"z": "<&>", "a": "ü"},
            "unknown": [1],
            "subject": {"digest": digest, "mediaType": "s", "size": 3},
            "layers": [
                {"annotations": {"b": "2", "a": "1"}, "digest": digest, "mediaType": "l", "size": 1, "own": True}
            ],
            "config": {"digest": digest, "size": 2, "mediaType": "c"},
            "artifactType": "t",
            "mediaType": OCI_MANIFEST,
            "schemaVersion": 2,
        }
    )
    assert annotated(manifest, {"m": "new"}).data.decode() == (
        '{"schemaVersion":2,"mediaType":"' + OCI_MANIFEST + '","artifactType":"t",'
        '"config":{"mediaType":"c","size":2,"digest":"' + digest + '"},'
        '"layers":[{"mediaType":"l","size":1,"digest":"' + digest + '","annotations":{"a":"1","b":"2"},"own":true}],'
        '"annotations":{"a":"ü","m":"new","z":"\\u003c\\u0026\\u003e"},'
        '"subject":{"mediaType":"s","size":3,"digest":"' + digest + '"},"unknown":[1]}'
    )


def test_an_index_lists_what_its_children_have_become() -> None:
    first, second = image(b"a"), image(b"b")
    before = index(first, second)
    assert with_children(before, {first.digest: first, second.digest: second}) is before
    new = annotated(first, {"a": "b"})
    after = with_children(before, {first.digest: new, second.digest: second})
    assert [child.digest for child in after.children] == [new.digest, second.digest]
    assert [child.size for child in after.children] == [len(new.data), len(second.data)]
    assert [child.platform for child in after.children] == [child.platform for child in before.children]
