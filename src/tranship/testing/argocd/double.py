"""The API server: who may do what, what it does of it, and in which words it refuses."""

from __future__ import annotations

import copy
import json
import re
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import unquote

from tranship.store.merge_patch import merge_patch
from tranship.testing.argocd.controller import REFRESH, Kept, Script
from tranship.testing.argocd.selectors import parse_selector
from tranship.testing.forges import Failure
from tranship.testing.server import Answer, Request, answering

_EPOCH = datetime(2026, 1, 31, 12, tzinfo=UTC)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_STATUSES = {2: 500, 3: 400, 5: 404, 7: 403, 9: 400, 12: 501, 16: 401}
"""The HTTP status of each code that is answered."""
_UNKNOWN, _INVALID, _NOT_FOUND, _DENIED, _PRECONDITION, _UNIMPLEMENTED, _UNAUTHENTICATED = _STATUSES

ALL_ACTIONS = frozenset({"get", "update", "sync"})
"""What may be done to Applications, as far as the double knows it."""


@dataclass(frozen=True)
class Token:
    """What a token may do: ``actions``, in which ``projects`` (None: all), and whose it is."""

    actions: Collection[str] = ALL_ACTIONS
    projects: Collection[str] | None = None
    user: str = "promoter"


class Refusal(Exception):  # noqa: N818 - an answer, not an error of the double
    """What is answered instead: a code of gRPC and its message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class ArgoCDDouble:
    """Argo CD while its block runs.

    :param tokens: who is let in; none: everybody, as with anonymous access.
    :param repositories: by the URL of each repository, what its branches, tags or ranges of versions stand for. Commits
        stand for themselves. None: any repository, and everything stands for itself.
    :param namespace: where the server itself is; :param namespaces: further ones that it watches.
    :param root_path: the path that it is below.
    """

    def __init__(
        self,
        *,
        tokens: Mapping[str, Token] | None = None,
        repositories: Mapping[str, Mapping[str, str]] | None = None,
        namespace: str = "argocd",
        namespaces: Collection[str] = (),
        root_path: str = "",
    ) -> None:
        self._tokens = dict(tokens or {})
        self._repositories = None if repositories is None else {url: dict(refs) for url, refs in repositories.items()}
        self._namespace = namespace
        self._watched = {namespace, *namespaces}
        self._root = f"{root_path.rstrip('/')}/api/v1/applications"
        self._kept: dict[tuple[str, str], Kept] = {}
        self._failures: list[Failure] = []
        self._hits: dict[int, int] = {}
        self._requests: list[Request] = []
        self._seconds = 0
        self._lock = threading.RLock()
        self._server = answering(self.respond)

    @property
    def host(self) -> str:
        """Host and port."""
        return self._server.host

    @property
    def requests(self) -> tuple[Request, ...]:
        """All requests so far, in the order in which they came."""
        with self._lock:
            return tuple(self._requests)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def apply(self, application: Mapping[str, Any], script: Script | None = None, *, synced: bool = True) -> None:
        """Put an Application into the cluster, in the place of one of that name.

        :param synced: whether it has been deployed as it is.
        """
        with self._lock:
            kept = Kept(application, script or Script(), self._resolved, self._now)
            kept.metadata.setdefault("namespace", self._namespace)
            kept.metadata.setdefault("uid", f"uid-{len(self._kept) + 1}")
            if synced:
                kept.deploy()
            elif "status" not in application:
                kept.reconcile()
            self._kept[kept.metadata["namespace"], kept.metadata["name"]] = kept

    def application(self, name: str, namespace: str = "") -> dict[str, Any]:
        """An Application as it is; the controller goes no step further for that."""
        with self._lock:
            return copy.deepcopy(self._kept[namespace or self._namespace, name].resource)

    def script(self, name: str, namespace: str = "", **changes: Any) -> None:
        """Have an Application behave in another way from now on."""
        with self._lock:
            kept = self._kept[namespace or self._namespace, name]
            kept.follow(replace(kept.script, **changes))

    def push(self, repository: str, revision: str, commit: str) -> None:
        """Move a branch or tag of a repository."""
        with self._lock:
            if self._repositories is None:
                raise ValueError("the double was made without repositories, where every revision stands for itself")
            self._repositories.setdefault(repository, {})[revision] = commit

    def fail(self, failure: Failure) -> None:
        """Have requests fail by script; the first failure that fits counts."""
        with self._lock:
            self._failures.append(failure)

    def _now(self) -> str:
        self._seconds += 1
        return (_EPOCH + timedelta(seconds=self._seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _resolved(self, source: Mapping[str, Any]) -> str | None:
        revision = str(source.get("targetRevision") or "HEAD")
        if self._repositories is None or _COMMIT.fullmatch(revision):
            return revision
        refs = self._repositories.get(str(source.get("repoURL")), {})
        return refs.get(revision, revision if revision in refs.values() else None)

    def respond(self, request: Request) -> Answer:
        """The answer to a request to the API server."""
        with self._lock:
            self._requests.append(request)
            failure = self._next_failure(request)
            if failure is not None and not failure.done:
                return _failed(failure)
            try:
                answer = self._answer(request)
            except Refusal as refusal:
                answer = _error(_STATUSES[refusal.code], refusal.code, refusal.message)
            return answer if failure is None else _failed(failure)

    def _next_failure(self, request: Request) -> Failure | None:
        found = None
        for index, failure in enumerate(self._failures):
            if failure.fits(request):
                count = self._hits[index] = self._hits.get(index, 0) + 1
                if found is None and failure.call <= count < failure.call + failure.times:
                    found = failure
        return found

    def _answer(self, request: Request) -> Answer:
        if not request.path.startswith(self._root):
            # Whatever is none of the API's is the user interface.
            return Answer(body=b"<!doctype html><title>Argo CD</title>", headers={"Content-Type": "text/html"})
        if request.method != "GET" and request.headers.get("content-type", "").lower() != "application/json":
            return Answer(415, body=b"Invalid content type\n", headers={"Content-Type": "text/plain; charset=utf-8"})
        token = self._token(request)
        parts = [unquote(part) for part in request.path.removeprefix(self._root).strip("/").split("/") if part]
        known: dict[tuple[str, int], Callable[[Request, Token, Any], Answer]] = {
            ("GET", 0): self._list,
            ("GET", 1): self._get,
            ("PATCH", 1): self._patch,
        }
        if (request.method, parts[1:]) == ("POST", ["sync"]):
            return self._sync(request, token, parts)
        handler = known.get((request.method, len(parts)))
        if handler is None:
            raise Refusal(_UNIMPLEMENTED, "the double knows no such request")
        return handler(request, token, parts)

    def _token(self, request: Request) -> Token:
        if not self._tokens:
            return Token(user="admin")
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not value:
            raise Refusal(_UNAUTHENTICATED, "no session information")
        if value not in self._tokens:
            raise Refusal(_UNAUTHENTICATED, "invalid session: failed to verify the token")
        return self._tokens[value]

    def _list(self, request: Request, token: Token, _parts: object) -> Answer:
        matches = parse_selector(request.query.get("selector", ""))
        if matches is None:
            raise Refusal(_UNKNOWN, "error parsing the selector: unable to parse requirement")
        wanted = request.query.get("appNamespace", "")
        found = [
            kept.look()
            for (namespace, _), kept in sorted(self._kept.items(), key=lambda one: one[0][1])
            if namespace in self._watched
            and wanted in ("", namespace)
            and _may(token, "get", kept)
            and matches(kept.metadata.get("labels") or {})
        ]
        return Answer(data={"metadata": {"resourceVersion": str(self._seconds)}, "items": found or None})

    def _get(self, request: Request, token: Token, parts: list[str]) -> Answer:
        kept = self._find(token, parts[0], request.query)
        if refresh := request.query.get("refresh"):
            kept.metadata.setdefault("annotations", {})[REFRESH] = refresh
            kept.refresh()
            return Answer(data=copy.deepcopy(kept.resource))
        return Answer(data=kept.look())

    def _patch(self, request: Request, token: Token, parts: list[str]) -> Answer:
        kept = self._find(token, parts[0], request.fields)
        _demand(token, "update", kept)
        kind = request.fields.get("patchType")
        if kind not in ("merge", "json", "", None):
            raise Refusal(_INVALID, f"Patch type '{kind}' is not supported")
        if kind != "merge":
            raise Refusal(_UNIMPLEMENTED, "the double applies merge patches only")
        try:
            changed = merge_patch(kept.resource, json.loads(request.fields["patch"]))
        except (KeyError, ValueError):
            raise Refusal(_UNKNOWN, "error calculating merge patch: Invalid JSON Document") from None
        sources = changed["spec"].get("sources") or [changed["spec"].get("source") or {}]
        self._check(parts[0], sources)
        # Whatever else the patch holds, the status and the operation too, is dropped without a word.
        had = kept.resource["spec"]
        kept.resource["spec"] = changed["spec"]
        for key in ("labels", "annotations", "finalizers"):
            kept.metadata.pop(key, None)
            if changed["metadata"].get(key):
                kept.metadata[key] = changed["metadata"][key]
        kept.touch()
        if changed["spec"] != had and kept.script.reconciles:
            kept.reconcile()
        return Answer(data=copy.deepcopy(kept.resource))

    def _check(self, name: str, sources: Iterable[Mapping[str, Any]]) -> None:
        for source in sources:
            if self._repositories is not None and source.get("repoURL") not in self._repositories:
                raise Refusal(
                    _INVALID,
                    f"application spec for {name} is invalid: InvalidSpecError: repository not accessible: "
                    "repository not found",
                )

    def _sync(self, request: Request, token: Token, parts: list[str]) -> Answer:
        kept = self._find(token, parts[0], request.fields)
        if kept.script.window:
            raise Refusal(_DENIED, "cannot sync: blocked by sync window")
        _demand(token, "sync", kept)
        for source in kept.sources:
            if self._resolved(source) is None:
                raise Refusal(_PRECONDITION, f"unable to resolve '{source.get('targetRevision')}' to a commit SHA")
        if kept.resource.get("operation"):
            raise Refusal(_PRECONDITION, "another operation is already in progress")
        policy = kept.resource["spec"].get("syncPolicy") or {}
        options = (request.fields.get("syncOptions") or {}).get("items") or policy.get("syncOptions")
        kept.start(
            {
                "initiatedBy": {"username": token.user},
                "info": request.fields.get("infos") or [],
                "retry": request.fields.get("retryStrategy") or policy.get("retry") or {},
                "sync": {"syncOptions": options} if options else {},
            }
        )
        return Answer(data=copy.deepcopy(kept.resource))

    def _find(self, token: Token, name: str, asked: Mapping[str, Any]) -> Kept:
        """The Application; who names no project is not told whether it is missing or out of bounds."""
        namespace, project = asked.get("appNamespace") or self._namespace, asked.get("project")
        kept = self._kept.get((namespace, name)) if namespace in self._watched else None
        if kept is None or not _may(token, "get", kept) or project not in (None, "", _project(kept)):
            if project and (token.projects is None or project in token.projects):
                raise Refusal(_NOT_FOUND, f'applications.argoproj.io "{name}" not found')
            raise Refusal(_DENIED, "permission denied")
        return kept


def _project(kept: Kept) -> str:
    return str(kept.resource["spec"].get("project") or "default")


def _may(token: Token, action: str, kept: Kept) -> bool:
    return action in token.actions and (token.projects is None or _project(kept) in token.projects)


def _demand(token: Token, action: str, kept: Kept) -> None:
    if not _may(token, action, kept):
        name = f"{_project(kept)}/{kept.metadata['name']}"
        raise Refusal(_DENIED, f"permission denied: applications, {action}, {name}, sub: {token.user}")


def _error(status: int, code: int, message: str) -> Answer:
    return Answer(status, {"error": message, "code": code, "message": message})


def _failed(failure: Failure) -> Answer:
    if failure.body is not None:
        return Answer(failure.status, headers=failure.headers, body=failure.body)
    return replace(_error(failure.status, _UNKNOWN, failure.message), headers=failure.headers)
