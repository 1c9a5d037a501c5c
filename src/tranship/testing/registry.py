"""A registry of OCI artifacts in memory that takes whatever it is given, also what a strict one would refuse."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tranship.testing.local_server import Handler, LocalServer

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
EMPTY_TYPE = "application/vnd.oci.empty.v1+json"

Reply = tuple[int, list[tuple[str, str]], bytes]
"""An answer: status, headers, body."""


def digest_of(content: bytes) -> str:
    """The digest that names ``content``."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@dataclass(frozen=True)
class Blob:
    """A layer or configuration: bytes, their media type, and annotations for the manifest's entry."""

    content: bytes
    media_type: str
    annotations: dict[str, str] = field(default_factory=dict)

    def descriptor(self) -> dict[str, Any]:
        """The manifest's entry."""
        entry: dict[str, Any] = {
            "mediaType": self.media_type,
            "size": len(self.content),
            "digest": digest_of(self.content),
        }
        return {**entry, "annotations": self.annotations} if self.annotations else entry


@dataclass(frozen=True)
class Artifact:
    """What a tag stands for; without a ``config`` it has the empty one."""

    layers: tuple[Blob, ...] = ()
    config: Blob = Blob(b"{}", EMPTY_TYPE)
    annotations: dict[str, str] = field(default_factory=dict)
    artifact_type: str = ""

    def manifest(self) -> bytes:
        """The manifest's text."""
        parts: dict[str, Any] = {"schemaVersion": 2, "mediaType": MANIFEST_TYPE}
        if self.artifact_type:
            parts["artifactType"] = self.artifact_type
        parts["config"] = self.config.descriptor()
        parts["layers"] = [layer.descriptor() for layer in self.layers]
        if self.annotations:
            parts["annotations"] = self.annotations
        return json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass
class _Repository:
    blobs: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Media type and text by digest."""
    tags: dict[str, str] = field(default_factory=dict)


class OCIRegistry:
    """Serves a registry while its block runs, to everybody or to one user."""

    def __init__(self, *, username: str | None = None, password: str | None = None) -> None:
        self._authorization = None
        if username is not None or password is not None:
            pair = f"{username or ''}:{password or ''}".encode()
            self._authorization = f"Basic {base64.b64encode(pair).decode()}"
        self._lock = threading.RLock()
        self._repositories: dict[str, _Repository] = {}
        self._uploads: dict[str, bytes] = {}
        self._server = LocalServer(self._handler())

    @property
    def host(self) -> str:
        """Host and port."""
        return self._server.host

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return self._server.url

    @property
    def is_protected(self) -> bool:
        """Whether it serves one user only."""
        return self._authorization is not None

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def respond(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Status, headers and body of the answer to a request.

        :param target: path and query. :param headers: by names in any case.
        """
        given = {name.lower(): value for name, value in headers.items()}
        if self._authorization is not None and given.get("authorization") != self._authorization:
            return _error(401, "UNAUTHORIZED", [("WWW-Authenticate", 'Basic realm="registry"')])
        with self._lock:
            return self._serve(method, target, given.get("content-type", ""), body)

    def add(self, repository: str, tag: str, artifact: Artifact) -> str:
        """Store an artifact under a tag; returns its digest."""
        with self._lock:
            kept = self._repository(repository)
            for blob in (artifact.config, *artifact.layers):
                kept.blobs[digest_of(blob.content)] = blob.content
            return self._put_manifest(kept, tag, MANIFEST_TYPE, artifact.manifest())

    def tags(self) -> dict[str, dict[str, tuple[str, bytes]]]:
        """All that has a tag: digest and manifest by repository and tag."""
        with self._lock:
            return {
                name: {tag: (digest, kept.manifests[digest][1]) for tag, digest in sorted(kept.tags.items())}
                for name, kept in sorted(self._repositories.items())
                if kept.tags
            }

    def _repository(self, name: str) -> _Repository:
        return self._repositories.setdefault(name, _Repository())

    def _put_manifest(self, kept: _Repository, reference: str, media_type: str, content: bytes) -> str:
        digest = digest_of(content)
        kept.manifests[digest] = (media_type, content)
        if not reference.startswith("sha256:"):
            kept.tags[reference] = digest
        return digest

    def _handler(self) -> type[Handler]:
        registry = self

        class RegistryHandler(Handler):
            def do_GET(self) -> None:  # noqa: N802 - the base class asks for this name
                self.answer(*registry.respond(self.command, self.path, dict(self.headers.items()), self.body()))

            do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

        return RegistryHandler

    def _serve(self, method: str, target: str, media_type: str, body: bytes) -> Reply:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.rstrip("/") == "/v2":
            return 200, [("Content-Type", "application/json")], b"{}"
        match = re.fullmatch(r"/v2/(.+)/(blobs|manifests|tags|referrers)/(.*)", parts.path)
        if match is None:
            return _error(404, "NAME_UNKNOWN")
        name, area, rest = match.groups()
        if area == "blobs" and rest.startswith("uploads"):
            session = rest.removeprefix("uploads").strip("/")
            return self._upload(method, name, session, query, body)
        if area == "manifests" and method == "PUT":
            digest = self._put_manifest(self._repository(name), rest, media_type, body)
            return 201, [("Location", f"/v2/{name}/manifests/{digest}"), ("Docker-Content-Digest", digest)], b""
        kept = self._repositories.get(name)
        if kept is None:
            return _error(404, "NAME_UNKNOWN")
        if area == "blobs":
            return _blob(kept, rest)
        if area == "manifests":
            return _delete(kept, rest) if method == "DELETE" else _manifest(kept, rest)
        if area == "tags":
            return _tags(name, sorted(kept.tags), query)
        return _error(404, "UNSUPPORTED")

    def _upload(self, method: str, name: str, session: str, query: dict[str, str], body: bytes) -> Reply:
        """Take a blob in one piece, in several, or from another repository."""
        kept = self._repository(name)
        if method == "POST":
            source = self._repositories.get(query.get("from", ""), _Repository())
            if query.get("mount", "") in source.blobs:
                return self._stored(kept, name, source.blobs[query["mount"]])
            session = uuid.uuid4().hex
            self._uploads[session] = b""
        elif session not in self._uploads:
            return _error(404, "BLOB_UPLOAD_UNKNOWN")
        self._uploads[session] += body
        if "digest" not in query:
            last = max(len(self._uploads[session]) - 1, 0)
            headers = [("Location", f"/v2/{name}/blobs/uploads/{session}"), ("Range", f"0-{last}")]
            return 202, headers, b""
        content = self._uploads.pop(session)
        if digest_of(content) != query["digest"]:
            return _error(400, "DIGEST_INVALID")
        return self._stored(kept, name, content)

    def _stored(self, kept: _Repository, name: str, content: bytes) -> Reply:
        digest = digest_of(content)
        kept.blobs[digest] = content
        return 201, [("Location", f"/v2/{name}/blobs/{digest}"), ("Docker-Content-Digest", digest)], b""


def _error(status: int, code: str, headers: Sequence[tuple[str, str]] = ()) -> Reply:
    text = json.dumps({"errors": [{"code": code, "message": code.lower().replace("_", " ")}]})
    return status, [("Content-Type", "application/json"), *headers], text.encode()


def _blob(kept: _Repository, digest: str) -> Reply:
    if digest not in kept.blobs:
        return _error(404, "BLOB_UNKNOWN")
    headers = [("Content-Type", "application/octet-stream"), ("Docker-Content-Digest", digest)]
    return 200, headers, kept.blobs[digest]


def _manifest(kept: _Repository, reference: str) -> Reply:
    digest = kept.tags.get(reference, reference)
    if digest not in kept.manifests:
        return _error(404, "MANIFEST_UNKNOWN")
    media_type, content = kept.manifests[digest]
    return 200, [("Content-Type", media_type), ("Docker-Content-Digest", digest)], content


def _delete(kept: _Repository, reference: str) -> Reply:
    if kept.tags.pop(reference, None) or kept.manifests.pop(reference, None):
        return 202, [], b""
    return _error(404, "MANIFEST_UNKNOWN")


def _tags(name: str, tags: Sequence[str], query: dict[str, str]) -> Reply:
    """The list of tags, in pages if the client asks for them."""
    rest = [tag for tag in tags if tag > query.get("last", "")]
    page = rest[: int(query["n"])] if "n" in query else rest
    headers = [("Content-Type", "application/json")]
    if len(page) < len(rest):
        headers.append(("Link", f'</v2/{name}/tags/list?n={query["n"]}&last={page[-1]}>; rel="next"'))
    return 200, headers, json.dumps({"name": name, "tags": page}).encode()
