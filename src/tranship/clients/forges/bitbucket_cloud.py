"""Bitbucket Cloud: its REST API, version 2.0."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from tranship.clients.forges.api import API, MOST_PAGES, Answer, part, refusal
from tranship.clients.forges.completion import until_merged
from tranship.clients.forges.protocol import NewPullRequest, NotReadyError, PullRequest, RefusedError
from tranship.errors import HTTPError

METHODS = (
    "fast_forward",
    "merge_commit",
    "rebase_fast_forward",
    "rebase_merge",
    "squash",
    "squash_fast_forward",
)

_WHOLE = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# Bitbucket does not say beforehand whether it would merge, only afterwards, in words, why it did not.
_UNMET = re.compile(r"merge check|approv|build|draft", re.IGNORECASE)


class BitbucketCloud:
    """A repository on Bitbucket Cloud. Implements :class:`~tranship.clients.forges.protocol.Forge`.

    :param repository: ``workspace/name``.
    """

    def __init__(self, api: API, repository: str) -> None:
        self._api = api
        self._repository = repository
        self._place = f"/repositories/{repository}"

    def open_pull_requests(self, source: str, target: str) -> Sequence[PullRequest]:
        """See the protocol."""
        wanted = f"source.branch.name = {_quoted(source)} AND destination.branch.name = {_quoted(target)}"
        found = [_read(one) for one in self._listed(wanted) if self._is_ours(one)]
        fitting = [one for one in found if one.open and (one.source, one.target) == (source, target)]
        return [replace(one, head=self._whole(one.head)) for one in fitting]

    def create(self, wanted: NewPullRequest) -> PullRequest:
        """See the protocol. Bitbucket's pull requests have no labels."""
        if wanted.labels:
            self._api.execution.log("Bitbucket's pull requests have no labels; they are left out")
        body = {
            "title": wanted.title,
            "description": wanted.description,
            "source": {"branch": {"name": wanted.source}},
            "destination": {"branch": {"name": wanted.target}},
        }
        return _read(self._api.ask("POST", f"{self._place}/pullrequests", body).fields)

    def get(self, number: int) -> PullRequest:
        """See the protocol."""
        return self._with_commit(_read(self._raw(number)))

    def merge(self, number: int, method: str) -> PullRequest:
        """See the protocol. The methods are those of :data:`METHODS`."""
        found = self._raw(number)
        before = _read(found)
        if before.merged:
            return self._with_commit(before)
        if not before.open:
            raise RefusedError("the pull request was declined without being merged")
        if found.get("draft"):
            raise NotReadyError("the pull request can't be merged yet: it is a draft")
        if method and method not in METHODS:
            raise RefusedError(f'Bitbucket has no merge method "{method}"; there are {", ".join(METHODS)}')
        path = f"{self._place}/pullrequests/{number}/merge"
        body = {"type": "pullrequest_merge_parameters"} | ({"merge_strategy": method} if method else {})
        answer = self._api.call("POST", path, body)
        if answer.status == 202:
            return until_merged(lambda: self.get(number), self._api.execution, "Bitbucket")
        if answer.status != 200:
            raise _not_merged(answer, path)
        after = _read(answer.fields)
        if not after.merged:
            raise NotReadyError("Bitbucket has accepted the merge and not made it yet")
        return self._with_commit(after)

    def _raw(self, number: int) -> Mapping[str, Any]:
        return self._api.ask("GET", f"{self._place}/pullrequests/{number}").fields

    def _listed(self, wanted: str) -> Iterator[Mapping[str, Any]]:
        """All open pull requests that fit; each page names the next one."""
        path = f"{self._place}/pullrequests"
        answer = self._api.ask("GET", path, state="OPEN", pagelen=50, q=wanted)
        for _ in range(MOST_PAGES):
            values = answer.fields.get("values")
            if not isinstance(values, list):
                raise HTTPError(f"Bitbucket's answer to {path} is no list", status=answer.status)
            yield from (one for one in values if isinstance(one, dict))
            following = answer.fields.get("next")
            if not following:
                return
            answer = self._api.ask("GET", self._api.own(str(following)))

    def _is_ours(self, data: Mapping[str, Any]) -> bool:
        """Whether the source is in this repository: who has a fork can offer the same branch, and change it later."""
        name = str(part(data, "source", "repository").get("full_name") or "")
        # A repository that was renamed is found by its old name, too, and answers with the new one.
        own = str(part(data, "destination", "repository").get("full_name") or "") or self._repository
        return name.lower() in ("", own.lower())

    def _with_commit(self, found: PullRequest) -> PullRequest:
        return replace(found, commit=self._whole(found.commit))

    def _whole(self, commit: str) -> str:
        """The whole id of a commit, of which pull requests hold the beginning."""
        if not commit or _WHOLE.fullmatch(commit):
            return commit
        whole = str(self._api.ask("GET", f"{self._place}/commit/{quote(commit, safe='')}").fields.get("hash") or "")
        if not whole.startswith(commit):
            raise HTTPError("Bitbucket's answer holds no commit", status=200)
        return whole


def _quoted(name: str) -> str:
    """A text as Bitbucket's queries have it, which is as in JSON."""
    return json.dumps(name, ensure_ascii=False)


def _not_merged(answer: Answer, path: str) -> HTTPError:
    if answer.status == 409:
        return NotReadyError(f"a branch of the pull request has moved: {answer.words}", status=409)
    if answer.status == 400 and _UNMET.search(answer.words):
        return NotReadyError(f"Bitbucket does not merge the pull request yet: {answer.words}", status=400)
    return refusal(answer, "POST", path)


def _read(data: Mapping[str, Any]) -> PullRequest:
    if not isinstance(data.get("id"), int):
        raise HTTPError("Bitbucket's answer holds no pull request", status=200)
    merged = data.get("state") == "MERGED"
    return PullRequest(
        number=data["id"],
        url=str(part(data, "links", "html").get("href") or ""),
        open=data.get("state") == "OPEN",
        merged=merged,
        commit=str(part(data, "merge_commit").get("hash") or "") if merged else "",
        head=str(part(data, "source", "commit").get("hash") or ""),
        source=str(part(data, "source", "branch").get("name") or ""),
        target=str(part(data, "destination", "branch").get("name") or ""),
        created_at=str(data.get("created_on") or ""),
    )
