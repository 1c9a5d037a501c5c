"""Gitea, and Forgejo, which speaks the same: their REST API, version 1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tranship.clients.forges.api import API, part, refusal
from tranship.clients.forges.protocol import NewPullRequest, NotReadyError, PullRequest, RefusedError
from tranship.errors import HTTPError

OLDEST = (1, 11, 0)
"""The first version whose API has what is used here."""

METHODS = ("fast-forward-only", "manually-merged", "merge", "rebase", "rebase-merge", "squash")


class Gitea:
    """A repository on Gitea or Forgejo. Implements :class:`~tranship.clients.forges.protocol.Forge`.

    :param repository: ``owner/name``.
    :raises HTTPError: the server is too old, or none of both.
    """

    def __init__(self, api: API, repository: str) -> None:
        self._api = api
        self._place = f"/repos/{repository}"
        version = str(api.ask("GET", "/version").fields.get("version") or "")
        match = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", version)
        if match is None:
            raise HTTPError("the server does not say which version of Gitea it is; is it one?")
        if tuple(int(part or 0) for part in match.groups()) < OLDEST:
            raise HTTPError(f"Gitea {version} is too old; {'.'.join(map(str, OLDEST))} is needed")

    def open_pull_requests(self, source: str, target: str) -> Sequence[PullRequest]:
        """See the protocol. Gitea can't be asked for branches, so all open ones are looked through."""
        found = map(_read, filter(_is_ours, self._api.pages(f"{self._place}/pulls", limit=0, page=1, state="open")))
        return [one for one in found if one.open and (one.source, one.target) == (source, target)]

    def create(self, wanted: NewPullRequest) -> PullRequest:
        """See the protocol."""
        body: dict[str, Any] = {
            "head": wanted.source,
            "base": wanted.target,
            "title": wanted.title,
            "body": wanted.description,
        }
        if wanted.labels:
            body["labels"] = self._label_ids(wanted.labels)
        return _read(self._api.ask("POST", f"{self._place}/pulls", body).fields)

    def get(self, number: int) -> PullRequest:
        """See the protocol."""
        return _read(self._raw(number))

    def merge(self, number: int, method: str) -> PullRequest:
        """See the protocol. The methods are those of :data:`METHODS`; the default is ``merge``."""
        found = self._raw(number)
        before = _read(found)
        if before.merged:
            return before
        if not before.open:
            raise RefusedError("the pull request was closed without being merged")
        if not found.get("mergeable") or found.get("draft"):
            raise NotReadyError("the pull request can't be merged yet: it is a draft, has conflicts, or checks run")
        if method and method not in METHODS:
            raise RefusedError(f'Gitea has no merge method "{method}"; there are {", ".join(METHODS)}')
        path = f"{self._place}/pulls/{number}/merge"
        answer = self._api.call("POST", path, {"Do": method or "merge"})
        if answer.status == 409:
            raise NotReadyError(f"the head of the pull request has moved: {answer.words}", status=409)
        if answer.status != 200:
            raise refusal(answer, "POST", path)
        try:
            after = self.get(number)
        except HTTPError:
            after = before
        return PullRequest(number, after.url, False, True, after.commit if after.merged else "")

    def _label_ids(self, names: Sequence[str]) -> list[int]:
        """Gitea wants labels by their numbers."""
        known: dict[str, int] = {}
        page = 1
        while found := list(self._api.pages(f"{self._place}/labels", limit=0, page=page)):
            new = {str(one.get("name")): int(one["id"]) for one in found if isinstance(one.get("id"), int)}
            if not new.keys() - known.keys():
                break
            known |= new
            page += 1
        unknown = [name for name in names if name not in known]
        if unknown:
            raise RefusedError(f'the repository has no label "{unknown[0]}"; make it first')
        return list(dict.fromkeys(known[name] for name in names))

    def _raw(self, number: int) -> Mapping[str, Any]:
        return self._api.ask("GET", f"{self._place}/pulls/{number}").fields


def _is_ours(data: Mapping[str, Any]) -> bool:
    """Whether the source is in this repository: who has a fork can offer the same branch, and change it later."""
    return part(data, "head").get("repo_id") == part(data, "base").get("repo_id")


def _read(data: Mapping[str, Any]) -> PullRequest:
    if not isinstance(data.get("number"), int):
        raise HTTPError("Gitea's answer holds no pull request", status=200)
    head, base = part(data, "head"), part(data, "base")
    return PullRequest(
        number=data["number"],
        url=str(data.get("html_url") or ""),
        open=data.get("state") == "open",
        merged=bool(data.get("merged")),
        commit=str(data.get("merge_commit_sha") or ""),
        head=str(head.get("sha") or ""),
        source=str(head.get("ref") or ""),
        target=str(base.get("ref") or ""),
        created_at=str(data.get("created_at") or ""),
    )
