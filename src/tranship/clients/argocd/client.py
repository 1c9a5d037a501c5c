"""Applications through Argo CD's API: merge patches, taken apart into what the API has a request of its own for."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from tranship.clients.argocd.api import ArgoCDAPI, ForbiddenError, Question, UnavailableError
from tranship.clients.argocd.settings import ArgoCDSettings
from tranship.clients.http import HTTPClient
from tranship.clients.http.tls import Trust
from tranship.errors import FieldsError, NotFoundError, StoreError
from tranship.execution import BACKGROUND, Execution
from tranship.models.base import plain, read_model
from tranship.models.resource import Resource

R = TypeVar("R", bound=Resource)

REFRESH = "argocd.argoproj.io/refresh"
_LONGEST_REFRESH = 10.0
"""Seconds that the end of a refresh is waited for; it goes on without us."""
_OF_AN_OPERATION = frozenset({"info", "initiatedBy", "retry", "sync"})


@dataclass(frozen=True)
class ArgoCDClient:
    """Reads and changes Applications by Argo CD's API. Thread-safe; :meth:`during` makes its requests stop in time.

    It does to Applications what a patch in Kubernetes would do, with what the API offers:

    ====================================  ==================================================
    in a patch                            becomes
    ====================================  ==================================================
    the refresh annotation, alone         ``GET ?refresh=``, for which reading is permission enough
    other metadata, ``spec``              ``PATCH``, which knows nothing else
    ``operation``                         ``POST sync``; the token's user is who has initiated it
    ``status.operationState: null``       nothing: a sync that begins does it
    ====================================  ==================================================
    """

    settings: ArgoCDSettings
    http: HTTPClient
    execution: Execution = field(default=BACKGROUND, repr=False, compare=False)

    @classmethod
    def connected(cls, settings: ArgoCDSettings, http: HTTPClient) -> ArgoCDClient:
        """A client that trusts whom the settings say; the server may be in any network, as its operator has set it."""
        return cls(settings, replace(http, policy=http.policy.trusting(), trust=Trust(settings.authorities)))

    def during(self, execution: Execution) -> ArgoCDClient:
        """The same, for one piece of work: it stops with it, and ends at its deadline."""
        return replace(self, execution=execution)

    def get(self, model: type[R], namespace: str, name: str) -> R | None:
        """The Application, None if there is none.

        :raises StoreError: it can't be read. An Application that is missing looks like one that the token may not
            read, unless the server is one that tells.
        """
        try:
            return _read(model, self._ask(_reading(namespace, name)))
        except NotFoundError:
            return None
        except ForbiddenError as error:
            raise ForbiddenError(
                f"{error}; either there is none of that name, or the token lacks the permission applications, get, "
                "or its namespace is none that Argo CD watches"
            ) from None

    def list(
        self, model: type[R], namespace: str | None = None, *, labels: Mapping[str, str] | None = None
    ) -> builtins.list[R]:
        """The Applications that the token may read, by namespace and name.

        :raises StoreError: they can't be read.
        """
        query = {} if namespace is None else {"appNamespace": namespace}
        if labels:
            query["selector"] = ",".join(f"{key}={value}" for key, value in labels.items())
        answer = self._ask(Question("list Applications", query=query))
        found = [_read(model, item) for item in answer.get("items") or ()]
        return sorted(found, key=lambda one: (one.namespace, one.name))

    def patch(self, model: type[R], namespace: str, name: str, patch: Mapping[str, Any]) -> R:
        """Change an Application by a merge patch: its metadata, its spec, and by an operation that syncs it.

        :raises NotFoundError: there is none, and the server tells.
        :raises ConflictError: it is changed by somebody else right now, or is in an operation already.
        :raises StoreError: it can't be done, or is nothing that the API can do.
        """
        parts: dict[str, Any] = plain(dict(patch))
        operation = _operation(parts)
        changes = {key: parts[key] for key in ("metadata", "spec") if parts.get(key)}
        answer: Mapping[str, Any] | None = None
        if refresh := _only_refresh(changes):
            answer = self._refreshed(namespace, name, refresh)
        elif changes:
            body = {"name": name, "patch": json.dumps(changes), "patchType": "merge", "appNamespace": namespace}
            answer = self._ask(Question(f"change {_named(namespace, name)}", "PATCH", (name,), body=body))
        if operation is not None:
            body = {"name": name, "appNamespace": namespace, **operation}
            answer = self._ask(Question(f"sync {_named(namespace, name)}", "POST", (name, "sync"), body=body))
        return _read(model, self._ask(_reading(namespace, name)) if answer is None else answer)

    def _refreshed(self, namespace: str, name: str, how: str) -> Mapping[str, Any]:
        """The Application after a refresh; as it is, if that takes its time."""
        reading = _reading(namespace, name)
        query = {**(reading.query or {}), "refresh": how}
        goal = f"refresh {_named(namespace, name)}"
        try:
            return self._ask(replace(reading, goal=goal, query=query, seconds=_LONGEST_REFRESH, tries=1))
        except UnavailableError:
            # The server asks for the refresh first and then waits for its end, for which nobody else has to.
            return self._ask(reading)

    def _ask(self, question: Question) -> Mapping[str, Any]:
        return ArgoCDAPI(self.settings, self.http, self.execution).ask(question)


def _named(namespace: str, name: str) -> str:
    return f'the Application "{name}" in the namespace "{namespace}"'


def _reading(namespace: str, name: str) -> Question:
    return Question(f"read {_named(namespace, name)}", parts=(name,), query={"appNamespace": namespace})


def _read(model: type[R], data: object) -> R:
    try:
        return read_model(model, data)
    except FieldsError as error:
        raise StoreError(f"Argo CD's answer is no {model.kind}: {error}") from None


def _only_refresh(changes: Mapping[str, Any]) -> str:
    """How to refresh, if nothing else is to be changed."""
    annotations = (changes.get("metadata") or {}).get("annotations") or {}
    refresh = annotations.get(REFRESH)
    only = changes == {"metadata": {"annotations": {REFRESH: refresh}}}
    return str(refresh) if refresh and only else ""


def _operation(patch: Mapping[str, Any]) -> dict[str, Any] | None:
    """The request to sync that a patch asks for, None if it asks for none.

    :raises StoreError: the patch asks for what can't be had.
    """
    unknown = patch.keys() - {"metadata", "spec", "operation", "status"}
    if unknown or (patch.get("status") or {"operationState": None}) != {"operationState": None}:
        raise StoreError("Argo CD's API changes an Application's metadata, spec and operation only")
    if "operation" not in patch:
        return None
    # Nulls take away what a pending operation has, and this one begins anew.
    operation = {key: value for key, value in (patch["operation"] or {}).items() if value is not None}
    options = (operation.get("sync") or {}).get("syncOptions")
    sync = {key for key, value in (operation.get("sync") or {}).items() if value is not None}
    if "sync" not in operation or not operation.keys() <= _OF_AN_OPERATION or not sync <= {"syncOptions"}:
        raise StoreError("Argo CD's API can't begin this operation; it syncs with sync options, retries and infos")
    request: dict[str, Any] = {"infos": operation.get("info") or []}
    if operation.get("retry"):
        request["retryStrategy"] = operation["retry"]
    if options:
        request["syncOptions"] = {"items": options}
    return request
