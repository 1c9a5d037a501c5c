"""A double of GitHub: pull requests by its REST API, below ``/api/v3`` as on GitHub Enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tranship.testing.forges.double import ForgeDouble, Hosted, Refusal, Route, bearer, page_of
from tranship.testing.forges.github_data import GitData
from tranship.testing.forges.repository import ConflictError, How
from tranship.testing.forges.values import PullRequest, Readiness, State
from tranship.testing.server import Answer, Request

_DOCS = "https://docs.github.com/rest"
_METHODS = {"merge": How.MERGE, "squash": How.SQUASH, "rebase": How.REBASE}
_PLACE = r"/api/v3/repos/([^/]+/[^/]+)"


class GitHubDouble(ForgeDouble):
    """GitHub. Git is at ``<url>/owner/name.git``."""

    methods = frozenset(_METHODS)
    """The ways to merge that its repositories allow."""

    def _admits(self, request: Request) -> Answer | None:
        given = bearer(request) or bearer(request, "token")
        if not given:
            # Who is not logged in does not even learn that there is a private repository.
            return self._error(404, "Not Found")
        return None if given == self.token else self._error(401, "Bad credentials")

    def _error(self, status: int, message: str, **more: Any) -> Answer:
        return Answer(status, {"message": message, **more, "documentation_url": _DOCS, "status": str(status)})

    def _routes(self) -> Sequence[Route]:
        data = GitData(self._find, self.page_size)
        return (
            Route("GET", rf"{_PLACE}/pulls", self._list),
            Route("POST", rf"{_PLACE}/pulls", self._create),
            Route("GET", rf"{_PLACE}/pulls/([^/]+)", self._get),
            Route("PUT", rf"{_PLACE}/pulls/([^/]+)/merge", self._merge_it),
            Route("POST", rf"{_PLACE}/issues/([^/]+)/labels", self._label),
            Route("GET", rf"{_PLACE}/git/ref/(.+)", data.get_ref),
            Route("POST", rf"{_PLACE}/git/refs", data.create_ref),
            Route("PATCH", rf"{_PLACE}/git/refs/(.+)", data.update_ref),
            Route("DELETE", rf"{_PLACE}/git/refs/(.+)", data.delete_ref),
            Route("POST", rf"{_PLACE}/git/commits", data.create_commit),
            Route("GET", rf"{_PLACE}/compare/(.+)\.\.\.(.+)", data.compare),
        )

    def _list(self, request: Request, name: str) -> Answer:
        hosted, query = self._find(name), request.query
        found = [self._current(hosted, number) for number in sorted(hosted.pull_requests, reverse=True)]
        state = query.get("state", "open")
        found = [one for one in found if state == "all" or one.is_open == (state == "open")]
        if query.get("base"):
            found = [one for one in found if one.target == query["base"]]
        if ":" in query.get("head", ""):
            # A head without its owner is no filter, as on the real one.
            owner, _, branch = query["head"].partition(":")
            found = [one for one in found if one.source == branch and owner == hosted.name.split("/")[0]]
        page, size = page_of(request, "per_page", self.page_size)
        headers = {}
        if page * size < len(found):
            rest = "&".join(part for part in request.query_text.split("&") if not part.startswith("page="))
            headers["Link"] = f'<{self.url}{request.path}?{rest}&page={page + 1}>; rel="next"'
        shown = found[(page - 1) * size : page * size]
        return Answer(200, [self._shown(hosted, one) for one in shown], headers)

    def _create(self, request: Request, name: str) -> Answer:
        hosted, fields = self._find(name), request.fields
        owner = hosted.name.split("/")[0]
        source, target = str(fields.get("head") or "").removeprefix(f"{owner}:"), str(fields.get("base") or "")
        for field, branch in (("head", source), ("base", target)):
            if not hosted.git.head(branch):
                raise _invalid(field=field, code="invalid")
        if not fields.get("title"):
            raise _invalid(field="title", code="missing_field")
        if self._open_one(hosted, source, target):
            raise _invalid(code="custom", message=f"A pull request already exists for {owner}:{source}.")
        if not hosted.git.new_commits(hosted.git.head(target), hosted.git.head(source)):
            raise _invalid(code="custom", message=f"No commits between {target} and {source}")
        made = self._add(hosted, source, target, str(fields["title"]), str(fields.get("body") or ""))
        if fields.get("draft"):
            made = self.change(name, made.number, draft=True)
        return Answer(201, self._shown(hosted, made, whole=True))

    def _get(self, _request: Request, name: str, number: str) -> Answer:
        hosted = self._find(name)
        return Answer(200, self._shown(hosted, self._pull_request(hosted, number), whole=True))

    def _merge_it(self, request: Request, name: str, number: str) -> Answer:
        hosted, fields = self._find(name), request.fields
        found, method = self._pull_request(hosted, number), str(fields.get("merge_method") or "merge")
        if method not in _METHODS:
            raise Refusal(422, "Invalid request.")
        if fields.get("sha") not in (None, found.head):
            raise Refusal(409, "Head branch was modified. Review and try the merge again.")
        if method not in self.methods:
            raise Refusal(405, f"{method.capitalize()} merges are not allowed on this repository.")
        if found.draft and found.is_open:
            raise Refusal(405, "Pull Request is still a draft")
        if found.readiness is Readiness.BLOCKED and found.is_open:
            raise Refusal(405, "At least 1 approving review is required by reviewers with write access.")
        if not found.is_open:
            raise Refusal(405, "Pull Request is not mergeable")
        try:
            merged = self._merge(hosted, found.number, _METHODS[method])
        except ConflictError:
            raise Refusal(405, "Pull Request is not mergeable") from None
        return Answer(200, {"sha": merged.commit, "merged": True, "message": "Pull Request successfully merged"})

    def _label(self, request: Request, name: str, number: str) -> Answer:
        hosted = self._find(name)
        found = self._pull_request(hosted, number)
        given = request.data if isinstance(request.data, list) else request.fields.get("labels", [])
        labels = tuple(dict.fromkeys((*found.labels, *map(str, given))))
        hosted.pull_requests[found.number] = replace(found, labels=labels)
        return Answer(200, [{"name": label} for label in labels])

    def _shown(self, hosted: Hosted, one: PullRequest, *, whole: bool = False) -> dict[str, Any]:
        """A pull request as it is sent; lists leave out what has to be worked out."""
        page = f"{self.url}/{hosted.name}/pull/{one.number}"
        merged = one.state is State.MERGED
        data = {
            "id": 1000 + one.number,
            "number": one.number,
            "url": f"{self.url}/api/v3/repos/{hosted.name}/pulls/{one.number}",
            "html_url": page,
            "state": "open" if one.is_open else "closed",
            "title": one.title,
            "body": one.description or None,
            "draft": one.draft,
            "created_at": one.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "merged_at": "2026-02-01T00:00:00Z" if merged else None,
            "merge_commit_sha": one.commit or None,
            "labels": [{"name": label} for label in one.labels],
            "head": _end(one.fork or hosted.name, one.source, one.head),
            "base": _end(hosted.name, one.target, hosted.git.head(one.target)),
        }
        if whole:
            state = self._state(hosted, one)
            mergeable = None if state == "unknown" else state != "dirty"
            data |= {"merged": merged, "mergeable": mergeable, "mergeable_state": state}
        return data

    def _state(self, hosted: Hosted, one: PullRequest) -> str:
        if not one.is_open or one.readiness is Readiness.CHECKING:
            return "unknown"
        if self._has_conflicts(hosted, one):
            return "dirty"
        if one.draft:
            return "draft"
        return "blocked" if one.readiness is Readiness.BLOCKED else "clean"


def _end(repository: str, branch: str, commit: str) -> dict[str, Any]:
    owner = repository.partition("/")[0]
    return {"label": f"{owner}:{branch}", "ref": branch, "sha": commit, "repo": {"full_name": repository}}


def _invalid(**error: str) -> Refusal:
    return Refusal(422, "Validation Failed", errors=[{"resource": "PullRequest", **error}])
