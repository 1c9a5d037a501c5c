"""A repository in a registry: its manifests and blobs, each checked against its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from tranship.clients.http import HTTPURL, Headers, Reply, Request, Terms, Upload
from tranship.clients.oci.manifests import ACCEPTED, OCI_INDEX, Descriptor, Manifest, is_digest, read_manifest
from tranship.clients.oci.registry import TERMS, Registry
from tranship.errors import HTTPError

_BLOB_SECONDS = 3600.0
_SPARE = 1 << 20
"""Bytes beyond what a blob should have that are taken, so that it is us who notice."""
_AS_IT_IS = ("Accept-Encoding", "identity")
_LONGEST_SAYING = 200
_NO_LIST = (400, 404, 405)
"""What registries say that don't know of referrers."""


class Repository:
    """A repository.

    :param name: its path in the registry. :param actions: what is wanted of it: ``pull``, or ``pull,push``.
    """

    def __init__(self, registry: Registry, name: str, actions: str) -> None:
        self.registry = registry
        self.name = name
        self._scope = f"repository:{name}:{actions}"

    def __str__(self) -> str:
        return f"{self.registry.host}/{self.name}"

    def manifest(self, reference: str) -> Manifest:
        """The manifest that a tag or digest names.

        :raises HTTPError: there is none (status 404), it can't be had, or its bytes are not those of its digest.
        """
        reply = self._send(Request("GET", self._url("manifests", reference), Headers((("Accept", ACCEPTED),))))
        if not reply.is_success:
            raise self._refusal(reply, f"there is no {self._named(reference)}")
        manifest = read_manifest(reply.body, reply.headers.get("Content-Type"))
        promised = reference if is_digest(reference) else reply.headers.get("Docker-Content-Digest")
        if is_digest(promised) and manifest.digest != promised:
            raise HTTPError(f"{self._named(reference)} is damaged: its digest is another one; ask the registry's owner")
        return manifest

    def digest(self, reference: str) -> str:
        """The digest that a tag stands for; "" if there is no such tag, or the registry does not say.

        :raises HTTPError: it can't be had.
        """
        reply = self._send(Request("HEAD", self._url("manifests", reference), Headers((("Accept", ACCEPTED),))))
        if reply.status == 404:
            return ""
        if not reply.is_success:
            raise self._refusal(reply)
        return reply.headers.get("Docker-Content-Digest")

    def put_manifest(self, manifest: Manifest, reference: str) -> None:
        """Store a manifest under a tag or its digest. All that it names has to be there already.

        :raises HTTPError: the registry does not take it.
        """
        headers = Headers((("Content-Type", manifest.media_type),))
        reply = self._send(Request("PUT", self._url("manifests", reference), headers, manifest.data))
        if not reply.is_success:
            raise self._refusal(reply)

    def has_blob(self, digest: str) -> bool:
        """Whether there is a blob.

        :raises HTTPError: it can't be told.
        """
        reply = self._send(Request("HEAD", self._url("blobs", digest)))
        if reply.status != 404 and not reply.is_success:
            raise self._refusal(reply)
        return reply.is_success

    @contextmanager
    def blob(self, descriptor: Descriptor) -> Iterator[Iterator[bytes]]:
        """The bytes of a blob, while the block runs; after the last one they are known to be right.

        :raises HTTPError: there is none, or it does not have the size and digest that it should have.
        """
        request = Request("GET", self._url("blobs", descriptor.digest), Headers((_AS_IT_IS,)))
        terms = Terms(seconds=_BLOB_SECONDS, limit=descriptor.size + _SPARE, tries=TERMS.tries)
        with self.registry.open(request, self._scope, terms) as response:
            if not response.is_success:
                reply = Reply(response.status, response.headers, b"", response.url)
                raise self._refusal(reply, f"a part of it is gone: {self} has no {descriptor.digest}")
            yield self._verified(response.chunks(), descriptor)

    def push_blob(self, descriptor: Descriptor, chunks: Callable[[], Iterator[bytes]], mount_from: str = "") -> None:
        """Store a blob.

        :param chunks: gives its bytes. :param mount_from: a repository in the same registry that has it, if any.
        :raises HTTPError: the registry does not take it.
        """
        query = f"mount={descriptor.digest}&from={mount_from}" if mount_from else None
        start = replace(self._url("blobs", "uploads/"), query=query)
        reply = self._send(Request("POST", start), replace(TERMS, tries=1))
        if reply.status == 201:
            return
        if reply.status != 202 or not reply.headers.get("Location"):
            raise self._refusal(reply)
        place = self._upload_place(reply.headers.get("Location"))
        target = replace(place, query=f"{place.query}&" * bool(place.query) + f"digest={descriptor.digest}")
        headers = Headers((("Content-Type", "application/octet-stream"),))
        upload = Request("PUT", target, headers, Upload(descriptor.size, chunks))
        reply = self._send(upload, Terms(seconds=_BLOB_SECONDS))
        if not reply.is_success:
            raise self._refusal(reply)

    def lists_referrers(self, digest: str) -> bool:
        """Whether the registry itself keeps a list of what refers to a manifest, such as its signatures.

        :raises HTTPError: it can't be told.
        """
        reply = self._send(Request("GET", self._url("referrers", digest), Headers((("Accept", OCI_INDEX),))))
        if reply.status not in _NO_LIST and not reply.is_success:
            raise self._refusal(reply)
        return reply.is_success

    def _url(self, area: str, reference: str) -> HTTPURL:
        return self.registry.url(f"{self.name}/{area}/{reference}")

    def _send(self, request: Request, terms: Terms = TERMS) -> Reply:
        return self.registry.send(request, self._scope, terms)

    def _named(self, reference: str) -> str:
        return f"{self}@{reference}" if is_digest(reference) else f"{self}:{reference}"

    def _upload_place(self, location: str) -> HTTPURL:
        """Where to send a blob. Registries behind a proxy do not always know that they are reached by TLS."""
        base = self.registry.base
        place = base.join(location)
        if base.scheme == "https" and place.scheme == "http" and place.host == base.host:
            return replace(place, scheme=base.scheme, port=base.port)
        return place

    def _verified(self, chunks: Iterable[bytes], descriptor: Descriptor) -> Iterator[bytes]:
        damaged = HTTPError(f"a part of it is damaged: {self} has other bytes than {descriptor.digest} stands for")
        sha, size = hashlib.sha256(), 0
        for chunk in chunks:
            sha.update(chunk)
            size += len(chunk)
            if size > descriptor.size:
                raise damaged
            yield chunk
        if size != descriptor.size or f"sha256:{sha.hexdigest()}" != descriptor.digest:
            raise damaged

    def _refusal(self, reply: Reply, missing: str = "") -> HTTPError:
        """What the registry's answer means."""
        if reply.status == 404 and missing:
            return HTTPError(missing, status=404)
        said = _said(reply.body)
        return HTTPError(f"{self}: {self.registry.refused(reply.status)}{said}", status=reply.status)


def _said(body: bytes) -> str:
    """What a registry says about an error, in its own words, if it has some."""
    try:
        errors = json.loads(body)["errors"]
        text = "; ".join(f"{one['code']} {one.get('message') or ''}".strip() for one in errors)
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    printable = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return f' (it says "{printable[:_LONGEST_SAYING]}")' if printable else ""
