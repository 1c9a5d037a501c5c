"""Bitbucket Data Center, formerly Server: its REST API, version 1.0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tranship.clients.forges.api import API, MOST_PAGES, Answer, part, refusal
from tranship.clients.forges.protocol import NewPullRequest, NotReadyError, PullRequest, RefusedError
from tranship.errors import HTTPError
from tranship.refs.bitbucket_url import BitbucketServerRepository

METHODS = ("ff", "ff-only", "no-ff", "rebase-ff-only", "rebase-no-ff", "squash", "squash-ff-only")

_HEADS = "refs/heads/"
_NOT_YET = ("PullRequestOutOfDateException", "PullRequestMergeVetoedException")


class BitbucketServer:
    """A repository on Bitbucket Data Center. Implements :class:`~tranship.clients.forges.protocol.Forge`."""

    def __init__(self, api: API, repository: BitbucketServerRepository) -> None:
        self._api = api
        self._repository = repository
        self._place = f"{repository.place}/pull-requests"

    def open_pull_requests(self, source: str, target: str) -> Sequence[PullRequest]:
        """See the protocol. It can be asked for one of both branches only."""
        found = [_read(one) for one in self._listed(_HEADS + source) if self._is_ours(one)]
        return [one for one in found if one.open and (one.source, one.target) == (source, target)]

    def create(self, wanted: NewPullRequest) -> PullRequest:
        """See the protocol. Bitbucket's pull requests have no labels."""
        if wanted.labels:
            self._api.execution.log("Bitbucket's pull requests have no labels; they are left out")
        repository = {"slug": self._repository.name, "project": {"key": self._repository.project}}
        body = {
            "title": wanted.title,
            "description": wanted.description,
            "fromRef": {"id": _HEADS + wanted.source, "repository": repository},
            "toRef": {"id": _HEADS + wanted.target, "repository": repository},
        }
        return _read(self._api.ask("POST", self._place, body).fields)

    def get(self, number: int) -> PullRequest:
        """See the protocol."""
        return _read(self._raw(number))

    def merge(self, number: int, method: str) -> PullRequest:
        """See the protocol. The methods are those of :data:`METHODS`, as far as the repository allows them."""
        found = self._raw(number)
        before = _read(found)
        if before.merged:
            return before
        if not before.open:
            raise RefusedError("the pull request was declined without being merged")
        if found.get("draft"):
            raise NotReadyError("the pull request can't be merged yet: it is a draft")
        path = f"{self._place}/{number}/merge"
        _check(self._api.ask("GET", path).fields)
        if method and method not in METHODS:
            raise RefusedError(f'Bitbucket has no merge method "{method}"; there are {", ".join(METHODS)}')
        body = {"strategyId": method} if method else {}
        answer = self._api.call("POST", path, body, version=found.get("version", 0))
        if answer.status == 409 and any(name.endswith(_NOT_YET) for name in _exceptions(answer)):
            raise NotReadyError(f"Bitbucket does not merge the pull request yet: {answer.words}", status=409)
        if answer.status != 200:
            raise refusal(answer, "POST", path)
        after = _read(answer.fields)
        if not after.merged:
            raise NotReadyError("Bitbucket has accepted the merge and not made it yet")
        return after

    def _raw(self, number: int) -> Mapping[str, Any]:
        return self._api.ask("GET", f"{self._place}/{number}").fields

    def _listed(self, source: str) -> Iterator[Mapping[str, Any]]:
        """All open pull requests out of a branch; each page says where the next one starts."""
        query: dict[str, object] = {"state": "OPEN", "direction": "OUTGOING", "at": source, "limit": 100}
        for _ in range(MOST_PAGES):
            answer = self._api.ask("GET", self._place, **query)
            values = answer.fields.get("values")
            if not isinstance(values, list):
                raise HTTPError(f"Bitbucket's answer to {self._place} is no list", status=answer.status)
            yield from (one for one in values if isinstance(one, dict))
            following = answer.fields.get("nextPageStart")
            if answer.fields.get("isLastPage", True) or not isinstance(following, int):
                return
            query["start"] = following

    def _is_ours(self, data: Mapping[str, Any]) -> bool:
        """Whether the target is in this repository; branches may be merged into the one that this is a fork of."""
        target, source = part(data, "toRef", "repository"), part(data, "fromRef", "repository")
        # A repository that was renamed is found by its old name, too, and answers with the new one.
        own = _place(source) or f"{self._repository.project}/{self._repository.name}".lower()
        return _place(target) in ("", own)


def _place(repository: Mapping[str, Any]) -> str:
    """``project/name`` in lower case; "" if it is not told."""
    key, slug = part(repository, "project").get("key"), repository.get("slug")
    return f"{key}/{slug}".lower() if key and slug else ""


def _check(test: Mapping[str, Any]) -> None:
    """Refuse what Bitbucket knows can't be merged, now or ever."""
    if test.get("conflicted"):
        raise RefusedError("the pull request has conflicts with its target branch")
    if not test.get("canMerge"):
        found = test.get("vetoes")
        vetoes = [str(part(veto).get("summaryMessage") or "") for veto in (found if isinstance(found, list) else ())]
        why = "; ".join(filter(None, vetoes)) or f"the outcome would be {test.get('outcome') or 'unknown'}"
        raise NotReadyError(f"the pull request can't be merged yet: {why}")


def _exceptions(answer: Answer) -> list[str]:
    """The names of the errors that the server has stumbled over."""
    errors = answer.fields.get("errors")
    found = errors if isinstance(errors, list) else []
    return [str(error.get("exceptionName") or "") for error in found if isinstance(error, dict)]


def _read(data: Mapping[str, Any]) -> PullRequest:
    if not isinstance(data.get("id"), int):
        raise HTTPError("Bitbucket's answer holds no pull request", status=200)
    source, target, merge = part(data, "fromRef"), part(data, "toRef"), part(data, "properties", "mergeCommit")
    pages = part(data, "links").get("self")
    created = data.get("createdDate")
    return PullRequest(
        number=data["id"],
        url=str(part(pages[0]).get("href") or "") if isinstance(pages, list) and pages else "",
        open=data.get("state") == "OPEN",
        merged=data.get("state") == "MERGED",
        commit=str(merge.get("id") or ""),
        head=str(source.get("latestCommit") or ""),
        source=str(source.get("id") or "").removeprefix(_HEADS),
        target=str(target.get("id") or "").removeprefix(_HEADS),
        # Milliseconds; with zeros in front they sort as texts do.
        created_at=f"{created if isinstance(created, int) else 0:020}",
    )
