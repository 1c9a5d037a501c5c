"""A double of Gitea, and so of Forgejo: pull requests by its REST API, version 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tranship.testing.forges.double import ForgeDouble, Hosted, Refusal, Route, basic, bearer, page_of
from tranship.testing.forges.repository import ConflictError, How
from tranship.testing.forges.values import PullRequest, Readiness, State
from tranship.testing.server import Answer, Request

_PLACE = r"/api/v1/repos/([^/]+/[^/]+)"
_METHODS = {
    "merge": How.MERGE,
    "squash": How.SQUASH,
    "rebase": How.REBASE,
    "rebase-merge": How.REBASE_MERGE,
    "fast-forward-only": How.FAST_FORWARD,
}


class GiteaDouble(ForgeDouble):
    """Gitea. Git is at ``<url>/owner/name.git``."""

    version = "1.22.0"
    labels: Mapping[str, int] = {"promotion": 1, "prod": 2}
    """The labels that its repositories have, with their numbers."""

    def _admits(self, request: Request) -> Answer | None:
        given = bearer(request, "token") or bearer(request) or basic(request)[1]
        if request.path == "/api/v1/version" and not given:
            return None
        if not given:
            return self._error(404, "The target couldn't be found.")
        return None if given == self.token else self._error(401, "user does not exist [uid: 0, name: ]")

    def _error(self, status: int, message: str, **_more: Any) -> Answer:
        return Answer(status, {"message": message, "url": f"{self.url}/api/swagger"})

    def _routes(self) -> Sequence[Route]:
        return (
            Route("GET", "/api/v1/version", lambda _request: Answer(200, {"version": self.version})),
            Route("GET", rf"{_PLACE}/labels", self._list_labels),
            Route("GET", rf"{_PLACE}/pulls", self._list),
            Route("POST", rf"{_PLACE}/pulls", self._create),
            Route("GET", rf"{_PLACE}/pulls/([^/]+)", self._get),
            Route("POST", rf"{_PLACE}/pulls/([^/]+)/merge", self._merge_it),
        )

    def _list_labels(self, request: Request, name: str) -> Answer:
        self._find(name)
        return self._page(request, [{"id": number, "name": label} for label, number in self.labels.items()])

    def _list(self, request: Request, name: str) -> Answer:
        hosted, state = self._find(name), request.query.get("state", "open")
        found = [self._current(hosted, number) for number in sorted(hosted.pull_requests, reverse=True)]
        found = [one for one in found if state == "all" or one.is_open == (state == "open")]
        return self._page(request, [self._shown(hosted, one) for one in found])

    def _page(self, request: Request, entries: list[dict[str, Any]]) -> Answer:
        page, size = page_of(request, "limit", self.page_size)
        headers = {"X-Total-Count": str(len(entries))}
        if page * size < len(entries):
            rest = "&".join(part for part in request.query_text.split("&") if not part.startswith("page="))
            headers["Link"] = f'<{self.url}{request.path}?{rest}&page={page + 1}>; rel="next"'
        return Answer(200, entries[(page - 1) * size : page * size], headers)

    def _create(self, request: Request, name: str) -> Answer:
        hosted, fields = self._find(name), request.fields
        source, target = str(fields.get("head") or ""), str(fields.get("base") or "")
        if not hosted.git.head(source) or not hosted.git.head(target):
            raise Refusal(404, "The target couldn't be found.")
        if found := self._open_one(hosted, source, target):
            raise Refusal(409, f"pull request already exists for these targets [id: {found.number}]")
        names = {number: label for label, number in self.labels.items()}
        wanted = fields.get("labels") or []
        if not all(one in names for one in wanted):
            raise Refusal(404, "The target couldn't be found.")
        title = str(fields.get("title") or "")
        made = self._add(hosted, source, target, title, str(fields.get("body") or ""))
        made = replace(made, labels=tuple(names[one] for one in wanted), draft=title.startswith("WIP:"))
        hosted.pull_requests[made.number] = made
        return Answer(201, self._shown(hosted, made))

    def _get(self, _request: Request, name: str, number: str) -> Answer:
        hosted = self._find(name)
        return Answer(200, self._shown(hosted, self._pull_request(hosted, number)))

    def _merge_it(self, request: Request, name: str, number: str) -> Answer:
        hosted, fields = self._find(name), request.fields
        found = self._pull_request(hosted, number)
        how = _METHODS.get(str(fields.get("Do")))
        if how is None:
            raise Refusal(422, "[Do]: Invalid merge style")
        if fields.get("head_commit_id") not in (None, "", found.head):
            raise Refusal(409, "head out of date")
        if not found.is_open:
            raise Refusal(405 if found.state is State.MERGED else 404, "The target couldn't be found.")
        if found.draft:
            raise Refusal(405, "Work in progress PRs cannot be merged")
        if found.readiness is Readiness.CHECKING:
            raise Refusal(405, "Please try again later")
        if found.readiness is Readiness.BLOCKED:
            raise Refusal(405, "Does not have enough approvals")
        try:
            self._merge(hosted, found.number, how)
        except ConflictError:
            raise Refusal(409, "merge conflict") from None
        return Answer(200, body=b"")

    def _shown(self, hosted: Hosted, one: PullRequest) -> dict[str, Any]:
        checking = one.readiness is Readiness.CHECKING
        mergeable = one.is_open and not checking and not self._has_conflicts(hosted, one)
        return {
            "id": 1000 + one.number,
            "number": one.number,
            "html_url": f"{self.url}/{hosted.name}/pulls/{one.number}",
            "state": "open" if one.is_open else "closed",
            "title": one.title,
            "body": one.description,
            "draft": one.draft,
            "labels": [{"id": self.labels[label], "name": label} for label in one.labels],
            "mergeable": mergeable,
            "merged": one.state is State.MERGED,
            "merge_commit_sha": one.commit or None,
            "created_at": one.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "head": {"ref": one.source, "sha": one.head, "label": one.source, "repo_id": 2 if one.fork else 1},
            "base": {
                "ref": one.target,
                "sha": hosted.git.head(one.target),
                "label": one.target,
                "repo_id": 1,
            },
        }
