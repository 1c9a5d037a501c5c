"""A double of Azure DevOps: pull requests by its REST API, version 7.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from tranship.testing.forges.double import ForgeDouble, Hosted, Refusal, Route, basic, bearer
from tranship.testing.forges.repository import ConflictError, How
from tranship.testing.forges.values import PullRequest, Readiness, State
from tranship.testing.server import Answer, Request

_PLACE = r"/([^/]+)/([^/]+)/_apis/git/repositories/([^/]+)"
_METHODS = {
    "noFastForward": How.MERGE,
    "squash": How.SQUASH,
    "rebase": How.REBASE,
    "rebaseMerge": How.REBASE_MERGE,
}
_STATES = {State.OPEN: "active", State.MERGED: "completed", State.CLOSED: "abandoned"}
_HEADS = "refs/heads/"


class AzureDouble(ForgeDouble):
    """Azure DevOps. Git is at ``<url>/organisation/project/_git/name``.

    :param looks: how often a pull request that is being completed still looks active; the real one takes a moment.
    """

    name_form: ClassVar[str] = "organisation/project/name"

    def __init__(self, folder: Path, *, token: str = "", page_size: int = 100, looks: int = 0) -> None:
        super().__init__(folder, token=token, page_size=page_size)
        self.looks = looks
        self._completing: dict[tuple[str, int], int] = {}

    def _git_path(self, name: str) -> str:
        place, _, repository = name.rpartition("/")
        return f"/{place}/_git/{repository}"

    def _git_name(self, path: str) -> str:
        return path.strip("/").replace("/_git/", "/")

    def _admits(self, request: Request) -> Answer | None:
        given = bearer(request) or basic(request)[1]
        if given == self.token:
            return None
        if request.headers.get("x-tfs-fedauthredirect", "").lower() == "suppress":
            return Answer(401, body=b"")
        # Everybody else is taken for a browser, and shown where to sign in.
        return Answer(203, headers={"Content-Type": "text/html"}, body=b"<html>Azure DevOps Services | Sign In</html>")

    def _error(self, status: int, message: str, key: str = "", **_more: Any) -> Answer:
        return Answer(status, {"$id": "1", "message": message, "typeKey": key or "GitException", "errorCode": 0})

    def _routes(self) -> Sequence[Route]:
        return (
            Route("GET", _PLACE, self._repository),
            Route("GET", rf"{_PLACE}/pullrequests", self._list),
            Route("POST", rf"{_PLACE}/pullrequests", self._create),
            Route("GET", rf"{_PLACE}/pullrequests/([^/]+)", self._get),
            Route("PATCH", rf"{_PLACE}/pullrequests/([^/]+)", self._update),
        )

    def _found(self, request: Request, *names: str) -> Hosted:
        if not request.query.get("api-version"):
            raise Refusal(400, "No api-version was supplied for the request.", key="VssVersionNotSpecifiedException")
        hosted = self._hosted.get("/".join(names).lower())
        if hosted is None:
            words = (
                f"TF401019: The Git repository with name or identifier {names[-1]} does not exist or you do not have "
                "permissions for the operation you are attempting."
            )
            raise Refusal(404, words, key="GitRepositoryNotFoundException")
        return hosted

    def _repository(self, request: Request, *names: str) -> Answer:
        return Answer(200, self._origin(self._found(request, *names), whole=True))

    def _list(self, request: Request, *names: str) -> Answer:
        hosted, query = self._found(request, *names), request.query
        found = [self._current(hosted, number) for number in sorted(hosted.pull_requests, reverse=True)]
        status = query.get("searchCriteria.status", "active")
        found = [one for one in found if status in ("all", _STATES[one.state])]
        if ref := query.get("searchCriteria.sourceRefName"):
            found = [one for one in found if _HEADS + one.source == ref]
        if ref := query.get("searchCriteria.targetRefName"):
            found = [one for one in found if _HEADS + one.target == ref]
        skip, top = int(query.get("$skip", "0")), min(int(query.get("$top", "101")), self.page_size)
        shown = [self._shown(hosted, one, whole=False) for one in found[skip : skip + top]]
        return Answer(200, {"value": shown, "count": len(shown)})

    def _create(self, request: Request, *names: str) -> Answer:
        hosted, fields = self._found(request, *names), request.fields
        refs = [str(fields.get(end) or "") for end in ("sourceRefName", "targetRefName")]
        if not all(ref.startswith(_HEADS) for ref in refs):
            raise Refusal(
                400, "A source and a target reference must be specified.", key="InvalidArgumentValueException"
            )
        source, target = (ref.removeprefix(_HEADS) for ref in refs)
        for branch in (source, target):
            if not hosted.git.head(branch):
                words = f"TF401398: The pull request cannot be activated because the branch {branch} no longer exists."
                raise Refusal(400, words, key="GitPullRequestCannotBeActivated")
        if self._open_one(hosted, source, target):
            words = "TF401179: An active pull request for the source and target branch already exists."
            raise Refusal(409, words, key="GitPullRequestExistsException")
        made = self._add(hosted, source, target, str(fields.get("title") or ""), str(fields.get("description") or ""))
        labels = tuple(str(label.get("name")) for label in fields.get("labels") or ())
        made = hosted.pull_requests[made.number] = replace(made, labels=labels, draft=bool(fields.get("isDraft")))
        return Answer(201, self._shown(hosted, made))

    def _one(self, hosted: Hosted, number: str) -> PullRequest:
        try:
            return self._pull_request(hosted, number)
        except Refusal:
            words = f"TF401180: The requested pull request was not found. ({number})"
            raise Refusal(404, words, key="GitPullRequestNotFoundException") from None

    def _get(self, request: Request, *names: str) -> Answer:
        hosted = self._found(request, *names[:-1])
        found = self._one(hosted, names[-1])
        left = self._completing.get((hosted.name, found.number), 0)
        self._completing[hosted.name, found.number] = max(0, left - 1)
        if left and found.state is State.MERGED:
            return Answer(200, self._shown(hosted, replace(found, state=State.OPEN, commit="")))
        return Answer(200, self._shown(hosted, found))

    def _update(self, request: Request, *names: str) -> Answer:
        hosted, fields = self._found(request, *names[:-1]), request.fields
        found = self._one(hosted, names[-1])
        if fields.get("status") != "completed":
            raise Refusal(400, "A double can only complete pull requests.")
        if not found.is_open:
            raise Refusal(409, "TF401181: The pull request cannot be edited due to its state.")
        if (fields.get("lastMergeSourceCommit") or {}).get("commitId") != found.head:
            words = "TF401192: The source branch has been modified since the last merge attempt."
            raise Refusal(409, words, key="GitPullRequestStaleException")
        if found.draft:
            raise Refusal(400, "TF401027: A draft pull request can't be completed.")
        method = (fields.get("completionOptions") or {}).get("mergeStrategy") or "noFastForward"
        if found.readiness is Readiness.BLOCKED:
            # It is accepted, tried, and found not to be allowed.
            return Answer(200, self._shown(hosted, found) | {"mergeStatus": "rejectedByPolicy"})
        try:
            merged = self._merge(hosted, found.number, _METHODS.get(method, How.MERGE))
        except ConflictError:
            return Answer(200, self._shown(hosted, found) | {"mergeStatus": "conflicts"})
        self._completing[hosted.name, found.number] = self.looks
        # The answer comes before the merge is made.
        return Answer(
            200, self._shown(hosted, replace(merged, state=State.OPEN, commit="")) | {"mergeStatus": "queued"}
        )

    def _origin(self, hosted: Hosted, *, whole: bool) -> dict[str, Any]:
        """The repository; lists leave out where people find it."""
        name = hosted.name.rpartition("/")[2]
        data = {"id": f"{len(name):08d}-0000-4000-8000-000000000000", "name": name}
        return data | ({"webUrl": self.repository_url(hosted.name)} if whole else {})

    def _shown(self, hosted: Hosted, one: PullRequest, *, whole: bool = True) -> dict[str, Any]:
        data = {
            "repository": self._origin(hosted, whole=whole),
            "pullRequestId": one.number,
            "status": _STATES[one.state],
            "creationDate": one.created.strftime("%Y-%m-%dT%H:%M:%S.0000000Z"),
            "title": one.title,
            "description": one.description,
            "sourceRefName": _HEADS + one.source,
            "targetRefName": _HEADS + one.target,
            "mergeStatus": self._status(hosted, one),
            "isDraft": one.draft,
            "lastMergeSourceCommit": {"commitId": one.head},
            "lastMergeTargetCommit": {"commitId": hosted.git.head(one.target)},
        }
        if one.fork:
            data["forkSource"] = {"repository": {"name": one.fork}}
        if one.commit:
            data["lastMergeCommit"] = {"commitId": one.commit}
        if whole:
            data["labels"] = [{"name": label, "active": True} for label in one.labels]
        return data

    def _status(self, hosted: Hosted, one: PullRequest) -> str:
        if one.readiness is Readiness.CHECKING:
            return "queued"
        return "conflicts" if self._has_conflicts(hosted, one) else "succeeded"
