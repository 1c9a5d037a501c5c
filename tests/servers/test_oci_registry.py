"""The registry keeps and hands out what it is given."""

import base64
import json

from tests.servers.asking import ask
from tests.servers.oci_registry import MANIFEST_TYPE, Artifact, Blob, OCIRegistry, digest_of

LAYER = Blob(b"hello\n", "text/plain", {"title": "a"})


def test_an_artifact_has_a_manifest_that_names_its_parts() -> None:
    artifact = Artifact((LAYER,), Blob(b"c", "a/config"), {"k": "v"}, "a/type")
    assert json.loads(artifact.manifest()) == {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "artifactType": "a/type",
        "config": {"mediaType": "a/config", "size": 1, "digest": digest_of(b"c")},
        "layers": [
            {"mediaType": "text/plain", "size": 6, "digest": digest_of(b"hello\n"), "annotations": {"title": "a"}}
        ],
        "annotations": {"k": "v"},
    }


def test_an_artifact_without_a_configuration_has_the_empty_one() -> None:
    config = json.loads(Artifact().manifest())["config"]
    assert config["digest"] == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_what_was_added_is_found_by_tag_and_digest() -> None:
    artifact = Artifact((LAYER,))
    with OCIRegistry() as registry:
        digest = registry.add("team/app", "1.0", artifact)
        base = f"{registry.url}/v2/team/app"
        assert ask(f"{registry.url}/v2/").status == 200
        for reference in ("1.0", digest):
            found = ask(f"{base}/manifests/{reference}")
            assert (found.status, found.body) == (200, artifact.manifest())
            assert (found.headers["Content-Type"], found.headers["Docker-Content-Digest"]) == (MANIFEST_TYPE, digest)
        assert ask(f"{base}/manifests/1.0", "HEAD").body == b""
        assert ask(f"{base}/blobs/{digest_of(LAYER.content)}").body == LAYER.content
        assert ask(f"{base}/manifests/2.0").status == 404
        assert ask(f"{base}/blobs/sha256:0").status == 404
        assert ask(f"{registry.url}/v2/other/manifests/1.0").status == 404
        assert registry.tags() == {"team/app": {"1.0": (digest, artifact.manifest())}}


def test_blobs_are_taken_in_one_piece_in_several_and_from_elsewhere() -> None:
    content = b"in two pieces"
    digest = digest_of(content)
    with OCIRegistry() as registry:
        base = f"{registry.url}/v2/a/blobs"
        location = ask(f"{base}/uploads/", "POST", b"").headers["Location"]
        assert ask(registry.url + location, "PATCH", content[:5]).status == 202
        assert ask(f"{registry.url}{location}?digest={digest}", "PUT", content[5:]).status == 201
        assert ask(f"{base}/{digest}").body == content
        assert ask(f"{base}/uploads/?digest={digest}", "POST", content).status == 201
        assert ask(f"{registry.url}/v2/b/blobs/uploads/?mount={digest}&from=a", "POST", b"").status == 201
        assert ask(f"{registry.url}/v2/b/blobs/{digest}").body == content
        location = ask(f"{base}/uploads/", "POST", b"").headers["Location"]
        assert ask(f"{registry.url}{location}?digest={digest}", "PUT", b"something else").status == 400


def test_a_manifest_of_any_kind_is_taken_and_can_be_deleted() -> None:
    with OCIRegistry() as registry:
        base = f"{registry.url}/v2/a/manifests"
        stored = ask(f"{base}/odd", "PUT", b'{"x":1}', {"Content-Type": "an/oddity"})
        assert (stored.status, stored.headers["Docker-Content-Digest"]) == (201, digest_of(b'{"x":1}'))
        assert ask(f"{base}/odd").headers["Content-Type"] == "an/oddity"
        assert ask(f"{base}/odd", "DELETE").status == 202
        assert ask(f"{base}/odd").status == 404
        assert registry.tags() == {}


def test_tags_are_listed_in_pages() -> None:
    with OCIRegistry() as registry:
        for tag in ("1", "2", "3"):
            registry.add("a", tag, Artifact())
        base = f"{registry.url}/v2/a/tags/list"
        assert json.loads(ask(base).body) == {"name": "a", "tags": ["1", "2", "3"]}
        first, second = ask(f"{base}?n=2"), ask(f"{base}?n=2&last=2")
        assert json.loads(first.body)["tags"] == ["1", "2"]
        assert first.headers["Link"] == '</v2/a/tags/list?n=2&last=2>; rel="next"'
        assert (json.loads(second.body)["tags"], second.headers["Link"]) == (["3"], None)


def test_a_protected_registry_wants_its_user() -> None:
    right = base64.b64encode(b"bot:pw:1").decode()
    with OCIRegistry(username="bot", password="pw:1") as registry:
        refused = ask(f"{registry.url}/v2/")
        assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, 'Basic realm="registry"')
        assert ask(f"{registry.url}/v2/", headers={"Authorization": f"Basic {right}"}).status == 200
        assert registry.is_protected
