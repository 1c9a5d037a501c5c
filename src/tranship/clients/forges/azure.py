"""Azure DevOps, in the cloud or as a server: its REST API for Git, version 6.0."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tranship.clients.forges.api import API, MOST_PAGES, Answer, part, refusal
from tranship.clients.forges.completion import until_merged
from tranship.clients.forges.protocol import NewPullRequest, NotReadyError, PullRequest, RefusedError
from tranship.errors import HTTPError
from tranship.refs.azure_url import AzureRepository

METHODS = ("noFastForward", "rebase", "rebaseMerge", "squash")

_HEADS = "refs/heads/"
_PAGE = 100


def azure_headers(token: str) -> dict[str, str]:
    """What Azure DevOps wants to be told with every request: also that no person is there who could sign in."""
    pair = base64.b64encode(f":{token}".encode()).decode()
    return {"Accept": "application/json", "Authorization": f"Basic {pair}", "X-TFS-FedAuthRedirect": "Suppress"}


class Azure:
    """A repository on Azure DevOps. Implements :class:`~tranship.clients.forges.protocol.Forge`.

    :param api: that of the organisation or collection.
    """

    def __init__(self, api: API, repository: AzureRepository) -> None:
        self._api = api
        self._repository = repository
        self._place = f"/{repository.project}/_apis/git/repositories/{repository.name}/pullrequests"

    def open_pull_requests(self, source: str, target: str) -> Sequence[PullRequest]:
        """See the protocol."""
        # Who has a fork can offer the same branch, and change it later.
        ours = [one for one in self._listed(_HEADS + source, _HEADS + target) if not one.get("forkSource")]
        return [one for one in map(self._read, ours) if one.open]

    def create(self, wanted: NewPullRequest) -> PullRequest:
        """See the protocol."""
        body: dict[str, Any] = {
            "title": wanted.title,
            "description": wanted.description,
            "sourceRefName": _HEADS + wanted.source,
            "targetRefName": _HEADS + wanted.target,
        }
        if wanted.labels:
            body["labels"] = [{"name": label} for label in wanted.labels]
        return self._read(self._ask("POST", self._place, body).fields)

    def get(self, number: int) -> PullRequest:
        """See the protocol."""
        return self._read(self._raw(number))

    def merge(self, number: int, method: str) -> PullRequest:
        """See the protocol. The methods are those of :data:`METHODS`."""
        found = self._raw(number)
        before = self._read(found)
        if before.merged:
            return before
        if found.get("status") == "abandoned":
            raise RefusedError("the pull request was abandoned without being merged")
        status = str(found.get("mergeStatus") or "unknown")
        if not before.open or found.get("isDraft") or status != "succeeded":
            why = "it is a draft" if found.get("isDraft") else f'its merge status is "{status}"'
            raise NotReadyError(f"the pull request can't be merged yet: {why}")
        if method and method not in METHODS:
            raise RefusedError(f'Azure DevOps has no merge method "{method}"; there are {", ".join(METHODS)}')
        body: dict[str, Any] = {"status": "completed", "lastMergeSourceCommit": {"commitId": before.head}}
        if method:
            body["completionOptions"] = {"mergeStrategy": method}
        path = f"{self._place}/{number}"
        answer = self._call("PATCH", path, body)
        if answer.status == 409 and answer.fields.get("typeKey") == "GitPullRequestStaleException":
            raise NotReadyError(f"the head of the pull request has moved: {answer.words}", status=409)
        if not 200 <= answer.status < 300:
            raise refusal(answer, "PATCH", path)
        _check(answer.fields)
        return until_merged(lambda: self._looked_at(number), self._api.execution, "Azure DevOps")

    def _looked_at(self, number: int) -> PullRequest:
        """A pull request that is being completed."""
        found = self._raw(number)
        if found.get("status") != "completed":
            _check(found)
        return self._read(found)

    def _raw(self, number: int) -> Mapping[str, Any]:
        return self._ask("GET", f"{self._place}/{number}").fields

    def _listed(self, source: str, target: str) -> Iterator[Mapping[str, Any]]:
        """All open pull requests between the branches; a server may give fewer at a time than it is asked for."""
        seen = 0
        for _ in range(MOST_PAGES):
            query = {
                "searchCriteria.status": "active",
                "searchCriteria.sourceRefName": source,
                "searchCriteria.targetRefName": target,
                "$top": _PAGE,
                "$skip": seen,
            }
            answer = self._ask("GET", self._place, **query)
            values = answer.fields.get("value")
            if not isinstance(values, list):
                raise HTTPError(f"Azure DevOps' answer to {self._place} is no list", status=answer.status)
            if not values:
                return
            yield from (one for one in values if isinstance(one, dict))
            seen += len(values)

    def _ask(self, method: str, path: str, body: Any = None, **query: object) -> Answer:
        answer = self._call(method, path, body, **query)
        if not 200 <= answer.status < 300:
            raise refusal(answer, method, path)
        return answer

    def _call(self, method: str, path: str, body: Any = None, **query: object) -> Answer:
        answer = self._api.call(method, path, body, **{"api-version": "6.0", **query})
        if answer.status == 203:
            # The page to sign in, with a status of success.
            raise RefusedError("Azure DevOps does not accept the token: is it expired, or of another one?", status=401)
        return answer

    def _read(self, data: Mapping[str, Any]) -> PullRequest:
        if not isinstance(data.get("pullRequestId"), int):
            raise HTTPError("Azure DevOps' answer holds no pull request", status=200)
        number = data["pullRequestId"]
        merged = data.get("status") == "completed"
        # Lists leave out the page of the repository.
        page = part(data, "repository").get("webUrl") or self._repository.page
        return PullRequest(
            number=number,
            url=f"{page}/pullrequest/{number}",
            open=data.get("status") == "active",
            merged=merged,
            commit=_commit(data, "lastMergeCommit") if merged else "",
            head=_commit(data, "lastMergeSourceCommit"),
            source=str(data.get("sourceRefName") or "").removeprefix(_HEADS),
            target=str(data.get("targetRefName") or "").removeprefix(_HEADS),
            created_at=str(data.get("creationDate") or ""),
        )


def _check(found: Mapping[str, Any]) -> None:
    """Say why a pull request that was to be completed is not."""
    status = found.get("mergeStatus")
    words = str(found.get("mergeFailureMessage") or "")
    if status == "rejectedByPolicy":
        raise NotReadyError(f"a policy of the target branch forbids the merge as yet{words and ': '}{words}")
    if status == "conflicts":
        raise RefusedError("the pull request has conflicts with its target branch")
    if status == "failure":
        raise RefusedError(f"Azure DevOps could not merge the pull request{words and ': '}{words}")


def _commit(data: Mapping[str, Any], key: str) -> str:
    return str(part(data, key).get("commitId") or "")
