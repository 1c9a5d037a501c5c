"""Repositories of a real registry and of one that lies: what comes out is what its digest says, or an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clients.oci.artifacts import CONFIG, client, image, repository, store, whole
from tests.servers.docker_registry import DockerRegistry
from tests.servers.http_routes import Answer, Route, RouteServer
from tests.servers.oci_registry import OCIRegistry
from tranship.clients.oci.manifests import OCI_MANIFEST, Descriptor, digest_of
from tranship.clients.oci.repository import Repository
from tranship.errors import HTTPError

LAYER = b"layer " * 20_000


@pytest.fixture(scope="module")
def registry() -> Iterator[DockerRegistry]:
    with DockerRegistry() as running:
        yield running


def descriptor(data: bytes) -> Descriptor:
    return Descriptor("text/plain", len(data), digest_of(data))


def read(source: Repository, wanted: Descriptor) -> bytes:
    with source.blob(wanted) as chunks:
        return b"".join(chunks)


def test_what_is_stored_is_found_again(registry: DockerRegistry) -> None:
    with repository(f"{registry.host}/team/app") as target:
        manifest = store(target, "1.0", LAYER, b"")
        assert target.manifest("1.0") == manifest
        assert target.manifest(manifest.digest).data == manifest.data
        assert target.digest("1.0") == manifest.digest
        assert target.digest("2.0") == ""
        assert [read(target, layer) for layer in manifest.layers] == [LAYER, b""]
        assert target.has_blob(digest_of(LAYER))
        assert not target.has_blob(digest_of(b"other"))
        assert str(target) == f"{registry.host}/team/app"


def test_a_blob_comes_from_another_repository_of_the_registry(registry: DockerRegistry) -> None:
    with repository(f"{registry.host}/team/first") as first:
        store(first, "1", LAYER)

    def never() -> Iterator[bytes]:
        raise AssertionError("it is there already")

    with repository(f"{registry.host}/team/second") as second:
        second.push_blob(descriptor(LAYER), never, mount_from="team/first")
        assert second.has_blob(digest_of(LAYER))
        second.push_blob(descriptor(b"new"), whole(b"new"), mount_from="team/none")
        assert read(second, descriptor(b"new")) == b"new"


def test_what_is_not_there(registry: DockerRegistry) -> None:
    name = f"{registry.host}/team/none"
    with repository(name) as source:
        with pytest.raises(HTTPError) as caught:
            source.manifest("1.0")
        assert (str(caught.value), caught.value.status) == (f"there is no {name}:1.0", 404)
        missing = digest_of(b"none")
        with pytest.raises(HTTPError, match=f"there is no {name}@{missing}"):
            source.manifest(missing)
        with pytest.raises(HTTPError, match=f"a part of it is gone: {name} has no {missing}"):
            read(source, Descriptor("", 4, missing))


def test_a_registry_refuses_a_manifest_whose_parts_it_does_not_have(registry: DockerRegistry) -> None:
    with repository(f"{registry.host}/team/parts") as target, pytest.raises(HTTPError, match="MANIFEST_BLOB_UNKNOWN"):
        target.put_manifest(image(b"never pushed"), "1")


def test_a_registry_refuses_other_bytes_than_announced(registry: DockerRegistry) -> None:
    with repository(f"{registry.host}/team/digest") as target, pytest.raises(HTTPError, match="DIGEST_INVALID"):
        target.push_blob(Descriptor("", 3, digest_of(b"abc")), whole(b"xyz"))


@pytest.mark.parametrize(
    "said",
    [
        Descriptor("", 1, digest_of(b"hello!")),
        Descriptor("", 5, digest_of(b"hello!")),
        Descriptor("", 6, digest_of(b"other!")),
        Descriptor("", 7, digest_of(b"hello!")),
    ],
)
def test_a_blob_that_is_not_what_its_digest_says(said: Descriptor) -> None:
    blob = Route(f"/v2/a/b/blobs/{said.digest}", (Answer(200, {}, b"hello!"),))
    with (
        RouteServer([Route("/v2/", (Answer(),)), blob]) as server,
        repository(f"{server.host}/a/b") as source,
        pytest.raises(HTTPError, match="a part of it is damaged"),
    ):
        read(source, said)


def test_a_manifest_that_is_not_what_its_digest_says() -> None:
    wanted = digest_of(b"{}")
    answer = Answer(200, {"Content-Type": OCI_MANIFEST}, b'{"other": 1}')
    tagged = Answer(200, {"Content-Type": OCI_MANIFEST, "Docker-Content-Digest": wanted}, b'{"other": 1}')
    paths = {f"/v2/a/b/manifests/{wanted}": answer, "/v2/a/b/manifests/1": tagged, "/v2/": Answer()}
    with RouteServer([Route(path, (one,)) for path, one in paths.items()]) as server:
        for reference in (wanted, "1"):
            with repository(f"{server.host}/a/b") as source, pytest.raises(HTTPError, match="is damaged: its digest"):
                source.manifest(reference)


def test_a_manifest_that_is_too_long() -> None:
    huge = Answer(200, {"Content-Type": OCI_MANIFEST}, b'{"a":"' + b"x" * (4 << 20) + b'"}')
    with (
        RouteServer([Route("/v2/", (Answer(),)), Route("/v2/a/b/manifests/1", (huge,))]) as server,
        repository(f"{server.host}/a/b") as source,
        pytest.raises(HTTPError, match="longer than 4 MiB"),
    ):
        source.manifest("1")


def test_layers_come_as_they_are_even_if_somebody_packs_them() -> None:
    packed = Answer(200, {"Content-Encoding": "gzip"}, b"not unpacked")
    path = f"/v2/a/b/blobs/{digest_of(b'not unpacked')}"
    with RouteServer([Route("/v2/", (Answer(),)), Route(path, (packed,))]) as server:
        with repository(f"{server.host}/a/b") as source:
            assert read(source, descriptor(b"not unpacked")) == b"not unpacked"
        assert ("Accept-Encoding", "identity") in server.asked[-1].headers


def test_an_upload_goes_where_the_registry_says_and_keeps_its_query() -> None:
    routes = [
        Route("/v2/", (Answer(),)),
        Route("/v2/a/b/blobs/uploads/", (Answer(202, {"Location": "/elsewhere?_state=s%2F1"}),)),
        Route("/elsewhere", (Answer(201),)),
    ]
    with RouteServer(routes) as server:
        with repository(f"{server.host}/a/b") as target:
            target.push_blob(descriptor(b"abc"), whole(b"abc"))
        asked = server.asked[-1]
    assert (asked.method, asked.target, asked.body) == (
        "PUT",
        f"/elsewhere?_state=s%2F1&digest={digest_of(b'abc')}",
        b"abc",
    )


def test_an_upload_that_is_not_begun() -> None:
    with (
        RouteServer([Route("/v2/", (Answer(),)), Route("/v2/a/b/blobs/uploads/", (Answer(202),))]) as server,
        repository(f"{server.host}/a/b") as target,
        pytest.raises(HTTPError, match="202 Accepted"),
    ):
        target.push_blob(descriptor(b"abc"), whole(b"abc"))


@pytest.mark.parametrize(("status", "listed"), [(200, True), (404, False), (400, False)])
def test_whether_a_registry_lists_referrers(status: int, listed: bool) -> None:
    digest = digest_of(b"subject")
    routes = [Route("/v2/", (Answer(),)), Route(f"/v2/a/b/referrers/{digest}", (Answer(status),))]
    with RouteServer(routes) as server, repository(f"{server.host}/a/b") as source:
        assert source.lists_referrers(digest) is listed


def test_a_registry_in_memory_is_as_good() -> None:
    with OCIRegistry() as memory, repository(f"{memory.host}/team/app") as target:
        manifest = store(target, "1", LAYER)
        assert target.manifest("1") == manifest
        assert read(target, descriptor(CONFIG)) == CONFIG


def test_the_client_asks_nothing_before_something_is_asked_of_it() -> None:
    assert client().largest_push == 1 << 30
    with repository("127.0.0.1:1/team/app") as source:
        assert source.name == "team/app"
