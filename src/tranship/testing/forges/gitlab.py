"""A double of GitLab: merge requests by its REST API, version 4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tranship.testing.forges.double import ForgeDouble, Hosted, Refusal, Route, bearer, page_of
from tranship.testing.forges.repository import ConflictError, How
from tranship.testing.forges.values import PullRequest, Readiness, State
from tranship.testing.server import Answer, Request

_PLACE = r"/api/v4/projects/([^/]+)/merge_requests"


class GitLabDouble(ForgeDouble):
    """GitLab. Git is at ``<url>/group/name.git``; groups may have groups.

    :param fast_forward: merge by moving the target forwards, as a project's settings may say.
    """

    def __init__(self, folder: Path, *, token: str = "", page_size: int = 30, fast_forward: bool = False) -> None:
        super().__init__(folder, token=token, page_size=page_size)
        self.fast_forward = fast_forward

    def _admits(self, request: Request) -> Answer | None:
        given = request.headers.get("private-token") or bearer(request)
        if not given:
            # Who is not logged in does not even learn that there is a private project.
            return self._error(404, "404 Project Not Found")
        return None if given == self.token else self._error(401, "401 Unauthorized")

    def _error(self, status: int, message: str, **_more: Any) -> Answer:
        text = {404: "404 Not Found", 405: "405 Method Not Allowed"}.get(status, message)
        # What is wrong with the fields of a new merge request comes as a list.
        return Answer(status, {"message": [text] if status in (400, 409) and "SHA" not in text else text})

    def _routes(self) -> Sequence[Route]:
        return (
            Route("GET", _PLACE, self._list),
            Route("POST", _PLACE, self._create),
            Route("GET", rf"{_PLACE}/([^/]+)", self._get),
            Route("PUT", rf"{_PLACE}/([^/]+)/merge", self._merge_it),
        )

    def _list(self, request: Request, name: str) -> Answer:
        hosted, query = self._find(name), request.query
        found = [self._current(hosted, number) for number in sorted(hosted.pull_requests, reverse=True)]
        for parameter, value in (("source_branch", "source"), ("target_branch", "target")):
            if wanted := query.get(parameter):
                found = [one for one in found if getattr(one, value) == wanted]
        if query.get("state", "all") != "all":
            found = [one for one in found if _STATES[one.state] == query["state"]]
        page, size = page_of(request, "per_page", self.page_size)
        more = page * size < len(found)
        headers = {"X-Page": str(page), "X-Next-Page": str(page + 1) if more else "", "X-Total": str(len(found))}
        return Answer(200, [self._shown(hosted, one) for one in found[(page - 1) * size : page * size]], headers)

    def _create(self, request: Request, name: str) -> Answer:
        hosted, fields = self._find(name), request.fields
        source, target = str(fields.get("source_branch") or ""), str(fields.get("target_branch") or "")
        if not hosted.git.head(source):
            raise Refusal(400, f'Source branch "{source}" does not exist')
        if not hosted.git.head(target):
            raise Refusal(400, f'Target branch "{target}" does not exist')
        if not fields.get("title"):
            raise Refusal(400, "Title can't be blank")
        if found := self._open_one(hosted, source, target):
            raise Refusal(409, f"Another open merge request already exists for this source branch: !{found.number}")
        made = self._add(hosted, source, target, str(fields["title"]), str(fields.get("description") or ""))
        labels = tuple(filter(None, str(fields.get("labels") or "").split(",")))
        made = replace(made, labels=labels, draft=made.title.startswith("Draft:"))
        hosted.pull_requests[made.number] = made
        return Answer(201, self._shown(hosted, made))

    def _get(self, _request: Request, name: str, number: str) -> Answer:
        hosted = self._find(name)
        return Answer(200, self._shown(hosted, self._pull_request(hosted, number)))

    def _merge_it(self, request: Request, name: str, number: str) -> Answer:
        hosted, fields = self._find(name), request.fields
        found = self._pull_request(hosted, number)
        if fields.get("sha") not in (None, found.head):
            raise Refusal(409, f"SHA does not match HEAD of source branch: {found.head}")
        if self._status(hosted, found) != "mergeable":
            raise Refusal(405, "405 Method Not Allowed")
        how = How.SQUASH if fields.get("squash") else How.FAST_FORWARD if self.fast_forward else How.MERGE
        message = f"Merge branch '{found.source}' into '{found.target}'\n\n{found.title}\n"
        try:
            merged = self._merge(hosted, found.number, how, message)
        except ConflictError:
            raise Refusal(422, "Branch cannot be merged") from None
        return Answer(200, self._shown(hosted, merged))

    def _shown(self, hosted: Hosted, one: PullRequest) -> dict[str, Any]:
        status = self._status(hosted, one)
        forwarded = self.fast_forward or one.squashed
        return {
            "id": 1000 + one.number,
            "iid": one.number,
            "title": one.title,
            "description": one.description or None,
            "state": _STATES[one.state],
            "draft": one.draft,
            "detailed_merge_status": status,
            "merge_status": "can_be_merged" if status == "mergeable" else "cannot_be_merged",
            "has_conflicts": status == "conflict",
            "sha": one.head,
            "source_project_id": 2 if one.fork else 1,
            "target_project_id": 1,
            "source_branch": one.source,
            "target_branch": one.target,
            "labels": list(one.labels),
            "created_at": one.created.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "merge_commit_sha": one.commit if one.commit and not forwarded else None,
            "squash_commit_sha": one.commit if one.commit and one.squashed else None,
            "web_url": f"{self.url}/{hosted.name}/-/merge_requests/{one.number}",
        }

    def _status(self, hosted: Hosted, one: PullRequest) -> str:
        if not one.is_open:
            return "not_open"
        if one.readiness is Readiness.CHECKING:
            return "checking"
        if one.draft:
            return "draft_status"
        if self._has_conflicts(hosted, one):
            return "conflict"
        return "not_approved" if one.readiness is Readiness.BLOCKED else "mergeable"


_STATES = {State.OPEN: "opened", State.MERGED: "merged", State.CLOSED: "closed"}
