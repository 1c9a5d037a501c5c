"""The world of a test: all servers that its template may talk to, behind one that answers for them all."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from tranship.clients.stand_in import StandIn
from tranship.errors import InputError
from tranship.models.argocd import Application
from tranship.models.base import dump
from tranship.refs.image_ref import ImageRef, parse_image_ref
from tranship.testing import given, routes
from tranship.testing.clusters import make_argocd
from tranship.testing.forges.smart_http import GIT
from tranship.testing.hosting import Hosting
from tranship.testing.registry import Artifact, Blob, OCIRegistry
from tranship.testing.server import Answer, Request, answering

ARGOCD = "argocd.test"
"""The host of the double of Argo CD."""

_ADVICE = "a test reaches nothing but what it gives: add it under repositories, http or artifacts"


@dataclass(frozen=True)
class Sent:
    """A request to a server that is given under ``http``, and the alias of the step that sent it."""

    step: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class World:
    """Serves what a test gives while its block runs.

    :param folder: an empty folder of its own. :param base: what folders in the test are relative to.
    :param applications: Argo CD's, from manifests. :param stage: ``PROJECT:STAGE``, which may change Applications.
    :raises InputError: something of what is given can't be.
    """

    def __init__(
        self,
        folder: Path,
        what: given.Given,
        base: Path,
        applications: tuple[Application, ...] = (),
        stage: str = "",
    ) -> None:
        self.step = ""
        """The alias of the step that runs."""
        self.hosting = Hosting(folder / "git", what.repositories, base)
        self._registries: dict[str, OCIRegistry] = {}
        for text, artifact in what.artifacts.items():
            ref = _reference(text)
            registry = self._registries.setdefault(ref.registry, OCIRegistry())
            if ref.tag:
                registry.add(ref.repository, ref.tag, _artifact(artifact))
        self.argocd = make_argocd(what.applications, [dump(one) for one in applications], self.hosting, stage)
        self._tables = _tables(what.http)
        self._lock = threading.Lock()
        self._sent: list[Sent] = []
        self._pushes: list[tuple[str, str]] = []
        self._calls: list[tuple[str, str]] = []
        self._unanswered: list[str] = []
        self._server = answering(self._respond)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    @property
    def stand_in(self) -> StandIn:
        """How clients come here."""
        port = int(self._server.host.rpartition(":")[2])
        places = {*self._tables, *self.hosting.authorities, *self._registries, ARGOCD}
        hosts = frozenset(urlsplit(f"//{place}").hostname or "" for place in places)
        git = tuple((prefix, f"http://127.0.0.1:{port}/{place}/") for prefix, place in self.hosting.prefixes())
        return StandIn(port, hosts, tuple(dict.fromkeys(git)), _ADVICE)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that connect Argo CD."""
        return {"ARGOCD_SERVER": ARGOCD} if self.argocd is not None else {}

    @property
    def sent(self) -> tuple[Sent, ...]:
        """All requests to servers under ``http``, in order."""
        with self._lock:
            return tuple(self._sent)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """What was asked for and is not there, in words."""
        with self._lock:
            return tuple(dict.fromkeys(self._unanswered))

    def artifact(self, text: str) -> tuple[str, Mapping[str, Any]] | None:
        """Digest and manifest of an artifact, None if it is not there.

        :raises InputError: the text is no reference.
        """
        ref = _reference(text)
        registry = self._registries.get(ref.registry)
        found = registry.tags().get(ref.repository, {}).get(ref.tag) if registry else None
        return None if found is None else (found[0], json.loads(found[1]))

    def pushed_by(self, url: str) -> str:
        """The aliases of the steps that have pushed to a repository."""
        return self._by(self._pushes, url)

    def changed_by(self, url: str) -> str:
        """The aliases of the steps that have changed something by the API of a repository's forge."""
        return self._by(self._calls, url)

    def _by(self, notes: list[tuple[str, str]], url: str) -> str:
        hosted = self.hosting.find(url)
        with self._lock:
            return ", ".join(dict.fromkeys(step for place, step in notes if hosted and place == hosted.url and step))

    def _respond(self, request: Request) -> Answer:
        if request.path.startswith("/"):
            authority, _, rest = request.path[1:].partition("/")
            return self._git(authority, replace(request, path=f"/{rest}"))
        parts = urlsplit(request.path)
        place = parts.netloc.lower()
        asked = replace(request, path=parts.path or "/")
        if place in self._tables and (answer := self._routed(place, asked, request)) is not None:
            return answer
        if GIT.fullmatch(asked.path) and self.hosting.forge(place) is None and place not in self._tables:
            return self._git(place, asked)
        if place == ARGOCD and self.argocd is not None:
            return self.argocd.respond(asked)
        if place in self._registries:
            return self._from_registry(self._registries[place], asked)
        return self._from_forge(place, asked, request)

    def _git(self, authority: str, request: Request) -> Answer:
        match = GIT.fullmatch(request.path)
        answer = self.hosting.git_answer(authority, match["place"], match["action"], request) if match else None
        if match is None or answer is None:
            place = match["place"] if match else request.path
            self._note(f"there is no repository https://{authority}{place}; add it under repositories:")
            return Answer(404, body=b"not found\n")
        if request.method == "POST" and match["action"] == "/git-receive-pack" and answer.status == 200:
            hosted = self.hosting.find(f"https://{authority}{match['place']}")
            with self._lock:
                self._pushes.append((hosted.url if hosted else "", self.step))
        return answer

    def _routed(self, place: str, asked: Request, request: Request) -> Answer | None:
        target = asked.path + (f"?{asked.query_text}" if asked.query_text else "")
        found = self._tables[place].answer(routes.Asked(asked.method, target, (), asked.body))
        url = request.path + target.removeprefix(asked.path)
        if found is None and (place in self._registries or self.hosting.forge(place) is not None):
            return None
        with self._lock:
            self._sent.append(Sent(self.step, asked.method, url, asked.headers, asked.body))
        if found is None:
            self._note(f"nothing answers {asked.method} {request.path}; add it under http:")
            return Answer(404, body=b"not found", headers={"Content-Type": "text/plain"})
        return Answer(found.status, headers=dict(found.header_lines()), body=found.body)

    def _from_registry(self, registry: OCIRegistry, asked: Request) -> Answer:
        target = asked.path + (f"?{asked.query_text}" if asked.query_text else "")
        status, headers, body = registry.respond(asked.method, target, asked.headers, asked.body)
        return Answer(status, headers=dict(headers), body=body)

    def _from_forge(self, place: str, asked: Request, request: Request) -> Answer:
        forge = self.hosting.forge(place)
        if forge is None:
            self._note(f"nothing answers {asked.method} {request.path}; add it under http:")
            return Answer(404, body=b"not found", headers={"Content-Type": "text/plain"})
        if place.startswith("api.") and forge.address == f"https://{place[4:]}" and not asked.path.startswith("/2.0"):
            # GitHub has its API at a host of its own, the double below a path as GitHub Enterprise has it.
            asked = replace(asked, path=f"/api/v3{asked.path}")
        if asked.method != "GET":
            with self._lock:
                self._calls += [(one.url, self.step) for one in self.hosting if one.forge is forge]
        return forge.respond(asked)

    def _note(self, text: str) -> None:
        with self._lock:
            self._unanswered.append(text)


def _tables(http: Mapping[str, int | given.Answer | tuple[given.Answer, ...]]) -> dict[str, routes.RouteTable]:
    """The routes of each host."""
    found: dict[str, list[routes.Route]] = {}
    for key, answers in http.items():
        method, _, url = key.rpartition(" ")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise InputError(f'http: "{key}" is no [METHOD ]URL, such as POST https://hooks.acme.dev/x')
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        answered = answers if isinstance(answers, tuple) else (answers,)
        route = routes.Route(path, tuple(map(_answer, answered)), method.strip().upper() or None)
        found.setdefault(parts.netloc.lower(), []).append(route)
    return {place: routes.RouteTable(all_of_it) for place, all_of_it in found.items()}


def _answer(one: int | given.Answer) -> routes.Answer:
    if isinstance(one, int):
        return routes.Answer(one)
    if "json_" not in one.model_fields_set:
        return routes.Answer(one.status, one.headers, one.body.encode())
    headers = {"Content-Type": "application/json", **one.headers}
    return routes.Answer(one.status, headers, json.dumps(one.json_).encode())


def _reference(text: str) -> ImageRef:
    try:
        return parse_image_ref(text.removeprefix("oci://"))
    except InputError as error:
        raise InputError(f'artifacts: "{text}" is no REPO:TAG: {error}') from None


def _artifact(one: given.Artifact) -> Artifact:
    layers = tuple(
        Blob(base64.b64decode(layer.base64) if layer.base64 else layer.text.encode(), layer.media_type)
        for layer in one.layers
    )
    return Artifact(layers, annotations=dict(one.annotations), artifact_type=one.artifact_type)
