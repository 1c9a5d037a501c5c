"""The world of one case: its folders, servers and placeholders while it runs, and what is in it afterwards."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.conformance.case import Case, Document, read_case
from tests.conformance.file_tree import read_tree, write_tree
from tests.conformance.git_repositories import read_repositories
from tests.conformance.manifests import read_document
from tests.conformance.placeholders import Placeholders
from tests.conformance.setup_script import run_setup
from tests.servers.git_http import GitHTTPServer
from tests.servers.http_routes import Answer, Asked, Route, RouteServer
from tests.servers.oci_registry import Artifact, Blob, OCIRegistry
from tranship.gotypes.duration import Duration

_PLACES = ("base", "work", "git", "home")


class World:
    """The world of a case.

    :param root: an empty folder that is the world's own.
    """

    def __init__(self, root: Path) -> None:
        self.base, self.work, self.git_root, self.home = (root / name for name in _PLACES)
        for folder in (self.base, self.work, self.git_root, self.home):
            folder.mkdir()
        self.placeholders = Placeholders()
        self.placeholders.set("WORK", str(self.work))
        self.placeholders.set("BASE", str(self.base))
        self._routes: RouteServer | None = None
        self._registry: OCIRegistry | None = None

    @contextmanager
    def of(self, text: str) -> Iterator[Case]:
        """Read the case in ``text`` and bring about the world that it describes; servers end with the block."""
        with ExitStack() as running:
            # The servers' addresses stand in the case itself, so they have to run before it can be read for good.
            self._start(_servers(text), running)
            if self._registry:
                self._fill_registry(_servers(self.placeholders.fill(text)).get("registry") or {})
            setup = read_case(read_document(self.placeholders.fill(text))).setup
            if setup:
                variables = run_setup(setup, base=self.base, work=self.work, git_root=self.git_root, home=self.home)
                for name, value in variables.items():
                    self.placeholders.set(name, value)
            case = read_case(read_document(self.placeholders.fill(text)))
            if self._routes:
                self._routes.serve(_route(route) for route in case.servers["http"].get("routes") or [])
            write_tree(self.work, case.files)
            with _environment({"HOME": str(self.home), **case.env}):
                yield case

    def outcome(self) -> dict[str, Any]:
        """What is in the world now, as a case's outcome shows it; empty parts are left out."""
        parts = {
            "files": read_tree(self.work),
            "git": read_repositories(self.git_root),
            "registry": self._registry_content(),
            "requests": [_request(asked) for asked in self._routes.asked] if self._routes else [],
        }
        return {name: part for name, part in parts.items() if part}

    def _start(self, servers: Document, running: ExitStack) -> None:
        if "git" in servers:
            given = servers["git"] or {}
            git = GitHTTPServer(self.git_root, username=given.get("username"), password=given.get("password"))
            self.placeholders.set("GIT", running.enter_context(git).url)
        if "http" in servers:
            self._routes = running.enter_context(RouteServer(tls=bool((servers["http"] or {}).get("tls"))))
            self.placeholders.set("HTTP", self._routes.url)
            self.placeholders.set("HTTP_HOST", self._routes.host)
        if "registry" in servers:
            given = servers["registry"] or {}
            self._registry = OCIRegistry(username=given.get("username"), password=given.get("password"))
            running.enter_context(self._registry)
            self.placeholders.set("REGISTRY", self._registry.host)

    def _fill_registry(self, given: Document) -> None:
        for repository, tags in (given.get("repos") or {}).items():
            for tag, content in tags.items():
                digest = self._registry_server().add(repository, tag, _artifact(content or {}))
                self.placeholders.set(f"DIGEST_{_identifier(repository)}_{_identifier(tag)}", digest)

    def _registry_content(self) -> dict[str, Any]:
        """What has a tag; nothing of a registry that asks for a password, as it was when outcomes were recorded."""
        if self._registry is None or self._registry.is_protected:
            return {}
        return {
            repository: {
                tag: {"digest": digest, "manifest": json.loads(manifest)} for tag, (digest, manifest) in tags.items()
            }
            for repository, tags in self._registry.tags().items()
        }

    def _registry_server(self) -> OCIRegistry:
        if self._registry is None:
            raise RuntimeError("the case has no registry")
        return self._registry


def _servers(text: str) -> Document:
    servers: Document = read_document(text).get("servers") or {}
    if unknown := servers.keys() - {"git", "http", "registry"}:
        raise ValueError(f"there is no server {min(unknown)!r}")
    return servers


def _identifier(text: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in text)


def _content(given: Mapping[str, Any], text: str) -> bytes:
    """The bytes of something that may be given as text, under the key ``text``, or as base64."""
    if given.get("base64") is not None:
        return base64.b64decode(given["base64"])
    return str(given.get(text) or "").encode()


def _route(given: Document) -> Route:
    answers = tuple(
        Answer(
            status=answer.get("status") or 200,
            headers=answer.get("headers") or {},
            body=_content(answer, "body"),
            delay=Duration.parse(answer["delay"]).seconds if answer.get("delay") else 0,
        )
        for answer in given.get("responses") or []
    )
    return Route(given["path"], answers, given.get("method") or None)


def _artifact(given: Document) -> Artifact:
    layers = tuple(_blob(layer) for layer in given.get("layers") or [])
    annotations = given.get("annotations") or {}
    config = {"config": _blob(given["config"])} if given.get("config") else {}
    return Artifact(layers, annotations=annotations, artifact_type=given.get("artifactType") or "", **config)


def _blob(given: Document) -> Blob:
    return Blob(_content(given, "text"), given["mediaType"], given.get("annotations") or {})


def _request(asked: Asked) -> dict[str, Any]:
    """A request as an outcome shows it: several values of a header in one text."""
    headers: dict[str, str] = {}
    for name, value in asked.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    request: dict[str, Any] = {"method": asked.method, "path": asked.target, "headers": headers}
    if asked.body:
        request["body"] = asked.body.decode("utf-8", "replace")
    return request


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the process's environment while the block runs."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update({name: str(value) for name, value in values.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
