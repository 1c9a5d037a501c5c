"""An API server of Kubernetes with nothing behind it: it keeps resources, counts versions and tells who watches."""

from __future__ import annotations

import copy
import json
import re
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl, unquote

from tests.servers.local import Handler, LocalServer
from tranship.store.merge_patch import merge_patch

_PATH = re.compile(
    r"/(?:api|apis/(?P<group>[^/]+))/(?P<version>[^/]+)(?:/namespaces/(?P<namespace>[^/]+))?/(?P<plural>[^/]+)"
    r"(?:/(?P<name>[^/]+)(?:/(?P<part>status))?)?"
)
_MERGE = "application/merge-patch+json"


@dataclass(frozen=True)
class Kind:
    """A kind that the server knows; ``status_apart``: its status is changed by requests of its own."""

    kind: str
    plural: str
    group: str = ""
    version: str = "v1"
    namespaced: bool = True
    status_apart: bool = False

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version


CONFIG_MAPS = Kind("ConfigMap", "configmaps")
SECRETS = Kind("Secret", "secrets")
APPLICATIONS = Kind("Application", "applications", "argoproj.io", "v1alpha1")
STAGES = Kind("Stage", "stages", "kargo.akuity.io", "v1alpha1", status_apart=True)
TASKS = Kind("ClusterPromotionTask", "clusterpromotiontasks", "kargo.akuity.io", "v1alpha1", namespaced=False)
KINDS = (CONFIG_MAPS, SECRETS, APPLICATIONS, STAGES, TASKS)


class Refusal(Exception):  # noqa: N818 - an answer, not an error of the server
    """What is answered instead: a Status of Kubernetes."""

    def __init__(self, code: int, reason: str, message: str, name: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.status = {
            "kind": "Status",
            "apiVersion": "v1",
            "status": "Failure",
            "code": code,
            "reason": reason,
            "message": message,
            **({"details": {"name": name}} if name else {}),
        }


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    data: Any = None


@dataclass(frozen=True)
class _Change:
    version: int
    type: str
    kind: Kind
    resource: dict[str, Any]


class KubernetesServer:
    """Serves while its block runs.

    :param token: the only one that opens it; "": it is open to all. :param forbidden: requests that nobody may make, as
        ``verb plural``. :param page: how many resources a list has at most.
    """

    def __init__(
        self, kinds: Collection[Kind] = KINDS, *, token: str = "", forbidden: Collection[str] = (), page: int = 500
    ) -> None:
        self._kinds = {(one.group, one.version, one.plural): one for one in kinds}
        self._token = token
        self._forbidden = frozenset(forbidden)
        self._page = page
        self._resources: dict[tuple[Kind, str, str], dict[str, Any]] = {}
        self._changes: list[_Change] = []
        self._forgotten = 0
        self._version = 0
        self._asked: list[Asked] = []
        self._news = threading.Condition()
        self._stopping = False
        self._server = LocalServer(self._handler())

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def asked(self) -> tuple[Asked, ...]:
        with self._news:
            return tuple(self._asked)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        with self._news:
            self._stopping = True
            self._news.notify_all()
        self._server.__exit__(*exc)

    def forget(self) -> None:
        """Know no changes any more, as after a while, and end all watches."""
        with self._news:
            self._version += 1
            self._forgotten = self._version
            self._changes.clear()
            self._news.notify_all()

    def answer(self, asked: Asked) -> Any:
        """The answer to a request that is none to watch."""
        with self._news:
            self._asked.append(asked)
            kind, namespace, name, part = self._place(asked)
            verb = {"GET": "get" if name else "list", "POST": "create", "PUT": "update"}.get(asked.method, asked.method)
            if f"{verb.lower()} {kind.plural}" in self._forbidden:
                raise Refusal(403, "Forbidden", f'{kind.plural} is forbidden: User "me" cannot {verb} them', name)
            if not name:
                return self._list(kind, namespace, asked) if verb == "list" else self._create(kind, namespace, asked)
            found = self._resources.get((kind, namespace, name))
            if found is None:
                raise Refusal(404, "NotFound", f'{kind.plural} "{name}" not found', name)
            if asked.method == "GET":
                return found
            if asked.method == "DELETE":
                del self._resources[kind, namespace, name]
                self._note("DELETED", kind, found)
                return {"kind": "Status", "apiVersion": "v1", "status": "Success"}
            return self._change(kind, found, part, asked)

    def watched(self, asked: Asked) -> Iterator[dict[str, Any]]:
        """The events of a watch."""
        with self._news:
            self._asked.append(asked)
            kind, namespace, _, _ = self._place(asked)
        return self._events(kind, namespace, int(asked.query["resourceVersion"]))

    def _events(self, kind: Kind, namespace: str, version: int) -> Iterator[dict[str, Any]]:
        while True:
            with self._news:
                if version < self._forgotten:
                    yield {"type": "ERROR", "object": Refusal(410, "Expired", "too old resource version").status}
                    return
                fresh = [one for one in self._changes if one.version > version]
                if not fresh and not self._stopping:
                    self._news.wait(30)
                stopping = self._stopping
            for one in fresh:
                version = one.version
                if one.kind == kind and namespace in ("", one.resource["metadata"].get("namespace", "")):
                    yield {"type": one.type, "object": one.resource}
            if stopping:
                return

    def check_token(self, header: str) -> None:
        if self._token and header != f"Bearer {self._token}":
            raise Refusal(401, "Unauthorized", "Unauthorized")

    def _place(self, asked: Asked) -> tuple[Kind, str, str, str]:
        match = _PATH.fullmatch(asked.path)
        kind = match and self._kinds.get((match["group"] or "", match["version"], match["plural"]))
        if not match or not kind:
            raise LookupError
        return kind, unquote(match["namespace"] or ""), unquote(match["name"] or ""), match["part"] or ""

    def _list(self, kind: Kind, namespace: str, asked: Asked) -> Any:
        wanted = [pair.partition("=")[::2] for pair in asked.query.get("labelSelector", "").split(",") if pair]
        found = [
            resource
            for (known, place, _), resource in sorted(self._resources.items(), key=lambda one: one[0][1:])
            if known == kind
            and (not namespace or place == namespace)
            and all(resource["metadata"].get("labels", {}).get(key) == value for key, value in wanted)
        ]
        first = int(asked.query.get("continue", "0"))
        size = min(int(asked.query.get("limit", "500")), self._page)
        metadata = {"resourceVersion": str(self._version)}
        if len(found) > first + size:
            metadata["continue"] = str(first + size)
        return {
            "apiVersion": kind.api_version,
            "kind": f"{kind.kind}List",
            "metadata": metadata,
            "items": found[first:][:size],
        }

    def _create(self, kind: Kind, namespace: str, asked: Asked) -> Any:
        resource = copy.deepcopy(asked.data)
        metadata = resource["metadata"]
        if metadata.get("resourceVersion"):
            raise Refusal(400, "BadRequest", "resourceVersion should not be set on objects to be created")
        key = (kind, namespace, metadata["name"])
        if key in self._resources:
            raise Refusal(409, "AlreadyExists", f'{kind.plural} "{metadata["name"]}" already exists', metadata["name"])
        if kind.namespaced:
            metadata["namespace"] = namespace
        metadata |= {"uid": f"uid-{self._version + 1}", "creationTimestamp": "2026-01-31T12:00:00Z"}
        if kind.status_apart:
            resource.pop("status", None)
        self._resources[key] = resource
        return self._note("ADDED", kind, resource)

    def _change(self, kind: Kind, found: dict[str, Any], part: str, asked: Asked) -> Any:
        name = found["metadata"]["name"]
        if asked.method == "PATCH":
            if asked.headers.get("content-type") != _MERGE:
                raise Refusal(415, "UnsupportedMediaType", "the body of the request was in an unknown format")
            wanted = merge_patch(found, asked.data)
        else:
            wanted = copy.deepcopy(asked.data)
            if not wanted["metadata"].get("resourceVersion"):
                raise Refusal(422, "Invalid", "metadata.resourceVersion: Invalid value: 0x0: must be specified", name)
        if wanted["metadata"].get("resourceVersion") != found["metadata"]["resourceVersion"]:
            raise Refusal(409, "Conflict", "the object has been modified; please apply your changes to it", name)
        if not isinstance(wanted.get("spec", {}), dict):
            raise Refusal(422, "Invalid", f'{kind.kind} "{name}" is invalid: spec must be an object', name)
        if kind.status_apart:
            # Each of the two kinds of requests changes its own part only.
            rest = dict(found) if part else {key: value for key, value in wanted.items() if key != "status"}
            kept = wanted if part else found
            wanted = rest | ({"status": kept["status"]} if "status" in kept else {})
        wanted["metadata"] = {**wanted["metadata"], "uid": found["metadata"]["uid"]}
        if wanted == found:
            return found
        self._resources[kind, found["metadata"].get("namespace", ""), name] = wanted
        return self._note("MODIFIED", kind, wanted)

    def _note(self, event: str, kind: Kind, resource: dict[str, Any]) -> dict[str, Any]:
        self._version += 1
        resource["metadata"] = {**resource["metadata"], "resourceVersion": str(self._version)}
        self._changes.append(_Change(self._version, event, kind, copy.deepcopy(resource)))
        self._news.notify_all()
        return resource

    def _handler(self) -> type[Handler]:
        server = self

        class APIHandler(Handler):
            def do_GET(self) -> None:  # noqa: N802 - the base class asks for this name
                path, _, query = self.path.partition("?")
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.body()
                asked = Asked(self.command, path, dict(parse_qsl(query)), headers, json.loads(body) if body else None)
                try:
                    server.check_token(headers.get("authorization", ""))
                    if asked.query.get("watch"):
                        self._stream(server.watched(asked))
                    else:
                        created = asked.method == "POST"
                        self._send(201 if created else 200, server.answer(asked))
                except Refusal as refusal:
                    self._send(refusal.code, refusal.status)
                except LookupError:
                    self.answer(404, [("Content-Type", "text/plain; charset=utf-8")], b"404 page not found\n")

            do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

            def _send(self, status: int, data: Any) -> None:
                self.answer(status, [("Content-Type", "application/json")], json.dumps(data).encode())

            def _stream(self, events: Iterator[dict[str, Any]]) -> None:
                self.send_response_only(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.flush()
                for event in events:
                    line = json.dumps(event).encode() + b"\n"
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
                    self.wfile.flush()
                self.wfile.write(b"0\r\n\r\n")

        return APIHandler
