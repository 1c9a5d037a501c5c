"""A double of Bitbucket Cloud: pull requests by its REST API, version 2.0."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tranship.testing.forges.double import ForgeDouble, Hosted, Refusal, Route, basic, bearer, page_of
from tranship.testing.forges.repository import ConflictError, How
from tranship.testing.forges.values import PullRequest, Readiness, State
from tranship.testing.server import Answer, Request

_PLACE = r"/2\.0/repositories/([^/]+/[^/]+)"
_METHODS = {
    "merge_commit": How.MERGE,
    "squash": How.SQUASH,
    "fast_forward": How.FAST_FORWARD,
    "squash_fast_forward": How.SQUASH,
    "rebase_fast_forward": How.REBASE,
    "rebase_merge": How.REBASE_MERGE,
}
_STATES = {State.OPEN: "OPEN", State.MERGED: "MERGED", State.CLOSED: "DECLINED"}
_CONDITION = re.compile(r'(source|destination)\.branch\.name\s*=\s*"((?:[^"\\]|\\.)*)"')


class BitbucketCloudDouble(ForgeDouble):
    """Bitbucket Cloud. Git is at ``<url>/workspace/name.git``; like the real one it sends short ids of commits.

    :param slow: merges take longer than a request may, so that the answer is where to ask for the outcome.
    """

    def __init__(self, folder: Path, *, token: str = "", page_size: int = 50, slow: bool = False) -> None:
        super().__init__(folder, token=token, page_size=page_size)
        self.slow = slow

    def _admits(self, request: Request) -> Answer | None:
        given = bearer(request) or basic(request)[1]
        if given == self.token:
            return None
        return self._error(401, "Token is invalid, expired, or not supported for this endpoint." if given else "")

    def _error(self, status: int, message: str, **more: Any) -> Answer:
        return Answer(status, {"type": "error", "error": {"message": message, **more}})

    def _routes(self) -> Sequence[Route]:
        return (
            Route("GET", rf"{_PLACE}/pullrequests", self._list),
            Route("POST", rf"{_PLACE}/pullrequests", self._create),
            Route("GET", rf"{_PLACE}/pullrequests/([^/]+)", self._get),
            Route("POST", rf"{_PLACE}/pullrequests/([^/]+)/merge", self._merge_it),
            Route("GET", rf"{_PLACE}/commit/([^/]+)", self._commit),
        )

    def _list(self, request: Request, name: str) -> Answer:
        hosted, query = self._find(name), request.query
        found = [self._current(hosted, number) for number in sorted(hosted.pull_requests, reverse=True)]
        found = [one for one in found if _STATES[one.state] == query.get("state", "OPEN")]
        for which, text in _CONDITION.findall(query.get("q", "")):
            branch = re.sub(r"\\(.)", r"\1", text)
            found = [one for one in found if (one.source if which == "source" else one.target) == branch]
        page, size = page_of(request, "pagelen", self.page_size)
        data = {
            "values": [self._shown(hosted, one) for one in found[(page - 1) * size : page * size]],
            "pagelen": size,
            "size": len(found),
            "page": page,
        }
        if page * size < len(found):
            data["next"] = f"{self.url}{request.path}?{urlencode({**query, 'page': page + 1})}"
        return Answer(200, data)

    def _create(self, request: Request, name: str) -> Answer:
        hosted, fields = self._find(name), request.fields
        source, target = (
            str((((fields.get(end) or {}).get("branch")) or {}).get("name") or "") for end in ("source", "destination")
        )
        for end, branch in (("source", source), ("destination", target)):
            if not hosted.git.head(branch):
                raise Refusal(400, "Bad request", fields={end: [f"branch not found: {branch}"]})
        if not fields.get("title"):
            raise Refusal(400, "Bad request", fields={"title": ["required key not provided"]})
        if not hosted.git.new_commits(hosted.git.head(target), hosted.git.head(source)):
            raise Refusal(400, "There are no changes to be pulled")
        if found := self._open_one(hosted, source, target):
            # A second one of the same branches is the first one with new words.
            description = str(fields.get("description") or "")
            made = self.change(name, found.number, title=str(fields["title"]), description=description)
        else:
            made = self._add(hosted, source, target, str(fields["title"]), str(fields.get("description") or ""))
        return Answer(201, self._shown(hosted, made))

    def _get(self, _request: Request, name: str, number: str) -> Answer:
        hosted = self._find(name)
        return Answer(200, self._shown(hosted, self._pull_request(hosted, number)))

    def _merge_it(self, request: Request, name: str, number: str) -> Answer:
        hosted = self._find(name)
        found = self._pull_request(hosted, number)
        how = _METHODS.get(str(request.fields.get("merge_strategy") or "merge_commit"))
        if how is None:
            raise Refusal(400, "Bad request", fields={"merge_strategy": ["not a valid choice"]})
        if not found.is_open:
            raise Refusal(400, "This pull request is already closed.")
        if found.draft:
            raise Refusal(400, "Draft pull requests can't be merged.")
        if found.readiness is not Readiness.READY:
            raise Refusal(400, "1 of 1 merge checks have not passed.")
        try:
            merged = self._merge(hosted, found.number, how)
        except ConflictError:
            raise Refusal(400, "You can't merge until you resolve all merge conflicts.") from None
        if self.slow:
            place = f"{self.url}{request.path}/task-status/1"
            return Answer(202, headers={"Location": place}, body=b"")
        return Answer(200, self._shown(hosted, merged))

    def _commit(self, _request: Request, name: str, commit: str) -> Answer:
        whole = self._find(name).git.resolve(commit)
        if not whole:
            raise Refusal(404, f"Commit not found: {commit}")
        return Answer(200, {"type": "commit", "hash": whole})

    def _shown(self, hosted: Hosted, one: PullRequest) -> dict[str, Any]:
        def end(repository: str, branch: str, commit: str) -> dict[str, Any]:
            return {
                "branch": {"name": branch},
                "commit": {"type": "commit", "hash": commit[:12]},
                "repository": {"type": "repository", "full_name": repository},
            }

        return {
            "type": "pullrequest",
            "id": one.number,
            "title": one.title,
            "description": one.description,
            "state": _STATES[one.state],
            "draft": one.draft,
            "source": end(one.fork or hosted.name, one.source, one.head),
            "destination": end(hosted.name, one.target, hosted.git.head(one.target)),
            "merge_commit": {"type": "commit", "hash": one.commit[:12]} if one.commit else None,
            "created_on": one.created.isoformat(timespec="microseconds"),
            "links": {"html": {"href": f"{self.url}/{hosted.name}/pull-requests/{one.number}"}},
        }
