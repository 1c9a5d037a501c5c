"""GitLab: merge requests by its REST API, version 4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from tranship.clients.forges.api import API, MOST_PAGES, listed, refusal
from tranship.clients.forges.protocol import NewPullRequest, NotReadyError, PullRequest, RefusedError
from tranship.errors import HTTPError

_OPEN = ("opened", "locked")
_METHODS = frozenset({"", "merge", "squash"})
_RACES = frozenset({406, 409, 422})
"""Of a merge request that could be merged a moment ago. The next look tells whether it still can."""


class GitLab:
    """A project on GitLab. Implements :class:`~tranship.clients.forges.protocol.Forge`.

    :param project: its path, such as ``group/subgroup/name``.
    """

    def __init__(self, api: API, project: str) -> None:
        self._api = api
        self._place = f"/projects/{quote(project, safe='')}/merge_requests"

    def open_pull_requests(self, source: str, target: str) -> Sequence[PullRequest]:
        """See the protocol."""
        return [one for one in map(_read, filter(_is_ours, self._listed(source, target))) if one.open]

    def create(self, wanted: NewPullRequest) -> PullRequest:
        """See the protocol."""
        body = {
            "title": wanted.title,
            "description": wanted.description,
            "source_branch": wanted.source,
            "target_branch": wanted.target,
            "labels": ",".join(wanted.labels) or None,
        }
        return _read(self._api.ask("POST", self._place, body).fields)

    def get(self, number: int) -> PullRequest:
        """See the protocol."""
        return _read(self._raw(number))

    def merge(self, number: int, method: str) -> PullRequest:
        """See the protocol. The methods are ``merge`` and ``squash``."""
        found = self._raw(number)
        before = _read(found)
        if before.merged:
            return before
        if not before.open:
            raise RefusedError("the merge request was closed without being merged")
        status = str(found.get("detailed_merge_status") or "")
        if found.get("state") != "opened" or found.get("draft") or status != "mergeable":
            raise NotReadyError(f'the merge request can\'t be merged yet: its status is "{status or "unknown"}"')
        if method not in _METHODS:
            raise RefusedError(f'GitLab has no merge method "{method}"; there are merge and squash')
        path = f"{self._place}/{number}/merge"
        answer = self._api.call("PUT", path, {"squash": True} if method == "squash" else {})
        if answer.status in _RACES and re.search("SHA|cannot be merged", answer.words):
            raise NotReadyError(f"GitLab does not merge yet: {answer.words}", status=answer.status)
        if answer.status != 200:
            raise refusal(answer, "PUT", path)
        after = _read(answer.fields)
        if not after.merged:
            raise NotReadyError("GitLab has accepted the merge and not made it yet")
        return after

    def _raw(self, number: int) -> Mapping[str, Any]:
        return self._api.ask("GET", f"{self._place}/{number}").fields

    def _listed(self, source: str, target: str) -> Iterator[Mapping[str, Any]]:
        """All merge requests between the branches; pages have numbers, and headers say which is next."""
        query: dict[str, object] = {"per_page": 100, "source_branch": source, "target_branch": target}
        for _ in range(MOST_PAGES):
            answer = self._api.ask("GET", self._place, **query)
            yield from listed(answer, self._place)
            following = answer.headers.get("X-Next-Page")
            if not following:
                return
            query["page"] = following


def _is_ours(data: Mapping[str, Any]) -> bool:
    """Whether the source is in this project: who has a fork can offer the same branch, and change it later."""
    return data.get("source_project_id") == data.get("target_project_id")


def _read(data: Mapping[str, Any]) -> PullRequest:
    if not isinstance(data.get("iid"), int):
        raise HTTPError("GitLab's answer holds no merge request", status=200)
    merged = data.get("state") == "merged"
    commit = str(data.get("merge_commit_sha") or "")
    if merged and not commit:
        # After a fast-forward the target branch stands where the source, or its squashed commit, does.
        commit = str(data.get("squash_commit_sha") or data.get("sha") or "")
    return PullRequest(
        number=data["iid"],
        url=str(data.get("web_url") or ""),
        open=data.get("state") in _OPEN,
        merged=merged,
        commit=commit,
        head=str(data.get("sha") or ""),
        source=str(data.get("source_branch") or ""),
        target=str(data.get("target_branch") or ""),
        created_at=str(data.get("created_at") or ""),
    )
