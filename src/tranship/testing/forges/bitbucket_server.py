"""A double of Bitbucket Data Center: pull requests by its REST API, version 1.0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tranship.testing.forges.double import ForgeDouble, Hosted, Refusal, Route, basic, bearer
from tranship.testing.forges.repository import ConflictError, How
from tranship.testing.forges.values import PullRequest, Readiness, State
from tranship.testing.server import Answer, Request

_PLACE = r"/rest/api/1\.0/projects/([^/]+)/repos/([^/]+)/pull-requests"
_METHODS = {
    "no-ff": How.MERGE,
    "ff": How.MERGE,
    "ff-only": How.FAST_FORWARD,
    "squash": How.SQUASH,
    "squash-ff-only": How.SQUASH,
    "rebase-no-ff": How.REBASE_MERGE,
    "rebase-ff-only": How.REBASE,
}
_STATES = {State.OPEN: "OPEN", State.MERGED: "MERGED", State.CLOSED: "DECLINED"}
_PACKAGE = "com.atlassian.bitbucket."


class BitbucketServerDouble(ForgeDouble):
    """Bitbucket Data Center. Git is at ``<url>/scm/PROJECT/name.git``."""

    name_form: ClassVar[str] = "PROJECT/name"

    def _git_path(self, name: str) -> str:
        return f"/scm/{name}.git"

    def _git_name(self, path: str) -> str:
        return super()._git_name(path.removeprefix("/scm"))

    def _admits(self, request: Request) -> Answer | None:
        given = bearer(request) or basic(request)[1]
        if given == self.token:
            return None
        words = "Authentication failed." if given else "You are not permitted to access this resource"
        return self._error(401, words, exception="AuthorisationException")

    def _error(self, status: int, message: str, exception: str = "", **more: Any) -> Answer:
        name = f"{_PACKAGE}{exception or 'NoSuchEntityException'}"
        return Answer(status, {"errors": [{"context": None, "message": message, "exceptionName": name, **more}]})

    def _routes(self) -> Sequence[Route]:
        return (
            Route("GET", _PLACE, self._list),
            Route("POST", _PLACE, self._create),
            Route("GET", rf"{_PLACE}/([^/]+)", self._get),
            Route("GET", rf"{_PLACE}/([^/]+)/merge", self._test),
            Route("POST", rf"{_PLACE}/([^/]+)/merge", self._merge_it),
        )

    def _find(self, name: str) -> Hosted:
        try:
            return super()._find(name)
        except Refusal:
            raise Refusal(404, f"Repository {name} does not exist.") from None

    def _list(self, request: Request, project: str, slug: str) -> Answer:
        hosted, query = self._find(f"{project}/{slug}"), request.query
        found = [self._current(hosted, number) for number in sorted(hosted.pull_requests, reverse=True)]
        found = [one for one in found if query.get("state", "OPEN") in ("ALL", _STATES[one.state])]
        if at := query.get("at"):
            # Pull requests into a branch, or out of it.
            out = query.get("direction", "INCOMING") == "OUTGOING"
            found = [one for one in found if f"refs/heads/{one.source if out else one.target}" == at]
            found = [one for one in found if not (out and one.fork)]
        start, limit = int(query.get("start", "0")), min(int(query.get("limit", "25")), self.page_size)
        last = start + limit >= len(found)
        data = {
            "size": len(found[start : start + limit]),
            "limit": limit,
            "start": start,
            "isLastPage": last,
            "nextPageStart": None if last else start + limit,
            "values": [self._shown(hosted, one) for one in found[start : start + limit]],
        }
        return Answer(200, data)

    def _create(self, request: Request, project: str, slug: str) -> Answer:
        hosted, fields = self._find(f"{project}/{slug}"), request.fields
        source, target = (
            str((fields.get(end) or {}).get("id") or "").removeprefix("refs/heads/") for end in ("fromRef", "toRef")
        )
        for branch in (source, target):
            if not hosted.git.head(branch):
                raise Refusal(404, f'Repository "{slug}" of project with key "{project}" has no branch "{branch}"')
        if not fields.get("title"):
            raise Refusal(400, "Please enter a title.", context="title", exception="ArgumentValidationException")
        if self._open_one(hosted, source, target):
            words = "Only one pull request may be open for a given source and target branch"
            raise Refusal(409, words, exception="pull.DuplicatePullRequestException")
        if not hosted.git.new_commits(hosted.git.head(target), hosted.git.head(source)):
            words = f"{target} is already up-to-date with branch {source} in repository {hosted.name}"
            raise Refusal(409, words, exception="pull.EmptyPullRequestException")
        made = self._add(hosted, source, target, str(fields["title"]), str(fields.get("description") or ""))
        return Answer(201, self._shown(hosted, made))

    def _one(self, project: str, slug: str, number: str) -> tuple[Hosted, PullRequest]:
        hosted = self._find(f"{project}/{slug}")
        try:
            return hosted, self._pull_request(hosted, number)
        except Refusal:
            words = f"Pull request {number} does not exist in {hosted.name}."
            raise Refusal(404, words, exception="pull.NoSuchPullRequestException") from None

    def _get(self, _request: Request, project: str, slug: str, number: str) -> Answer:
        return Answer(200, self._shown(*self._one(project, slug, number)))

    def _test(self, _request: Request, project: str, slug: str, number: str) -> Answer:
        hosted, found = self._one(project, slug, number)
        if not found.is_open:
            raise Refusal(409, "This pull request has already been merged or declined.")
        conflicted, vetoes = self._has_conflicts(hosted, found), _vetoes(found)
        outcome = "UNKNOWN" if found.readiness is Readiness.CHECKING else "CONFLICTED" if conflicted else "CLEAN"
        can_merge = outcome == "CLEAN" and not vetoes
        return Answer(200, {"canMerge": can_merge, "conflicted": conflicted, "outcome": outcome, "vetoes": vetoes})

    def _merge_it(self, request: Request, project: str, slug: str, number: str) -> Answer:
        hosted, found = self._one(project, slug, number)
        version = request.query.get("version", request.fields.get("version"))
        how = _METHODS.get(str(request.fields.get("strategyId") or "no-ff"))
        if request.headers.get("x-atlassian-token", "no-check") not in ("no-check", "nocheck"):
            raise Refusal(403, "XSRF check failed")
        if how is None:
            raise Refusal(400, "The merge strategy is not enabled.", exception="pull.MergeStrategyException")
        if not found.is_open:
            raise Refusal(409, "This pull request has already been merged or declined.")
        if str(version) != str(found.version):
            words = "You are attempting to modify a pull request based on out-of-date information."
            raise Refusal(409, words, exception="pull.PullRequestOutOfDateException", currentVersion=found.version)
        if vetoes := _vetoes(found):
            raise Refusal(409, "Merging is vetoed.", exception="pull.PullRequestMergeVetoedException", vetoes=vetoes)
        try:
            merged = self._merge(hosted, found.number, how)
        except ConflictError:
            words = "The pull request has conflicts and cannot be merged."
            raise Refusal(409, words, exception="pull.PullRequestMergeConflictedException") from None
        return Answer(200, self._shown(hosted, merged))

    def _shown(self, hosted: Hosted, one: PullRequest) -> dict[str, Any]:
        project, _, slug = hosted.name.partition("/")
        repository = {"slug": slug, "project": {"key": project}}

        def end(branch: str, commit: str) -> dict[str, Any]:
            names = {"id": f"refs/heads/{branch}", "displayId": branch}
            return {**names, "latestCommit": commit, "repository": repository}

        page = f"{self.url}/projects/{project}/repos/{slug}/pull-requests/{one.number}"
        merge = {"mergeCommit": {"id": one.commit, "displayId": one.commit[:11]}} if one.commit else {}
        return {
            "id": one.number,
            "version": one.version,
            "title": one.title,
            "description": one.description,
            "state": _STATES[one.state],
            "open": one.is_open,
            "closed": not one.is_open,
            "draft": one.draft,
            "createdDate": int(one.created.timestamp() * 1000),
            "fromRef": end(one.source, one.head),
            "toRef": end(one.target, hosted.git.head(one.target)),
            "properties": merge,
            "links": {"self": [{"href": page}]},
        }


def _vetoes(one: PullRequest) -> list[dict[str, str]]:
    if one.draft:
        return [{"summaryMessage": "Pull request is a draft", "detailedMessage": "Drafts can't be merged."}]
    if one.readiness is Readiness.BLOCKED:
        return [{"summaryMessage": "Not all required reviewers have approved yet", "detailedMessage": "1 is missing."}]
    return []
