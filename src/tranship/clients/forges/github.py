"""GitHub, also as GitHub Enterprise: its REST API, version 2022-11-28."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tranship.clients.forges.api import API, Answer, part, refusal
from tranship.clients.forges.protocol import NewPullRequest, NotReadyError, PullRequest, RefusedError
from tranship.errors import HTTPError

_READY = frozenset({"clean", "unstable", "has_hooks"})
_MAYBE = frozenset({"blocked", "behind"})
_NOT_YET = frozenset({"draft", "unknown"})
_RACES = ("Base branch was modified", "Pull Request is not mergeable")


class GitHub:
    """A repository on GitHub. Implements :class:`~tranship.clients.forges.protocol.Forge`.

    :param repository: ``owner/name``.
    """

    def __init__(self, api: API, repository: str) -> None:
        self._api = api
        self._place = f"/repos/{repository}"

    def open_pull_requests(self, source: str, target: str) -> Sequence[PullRequest]:
        """See the protocol. GitHub takes a branch without its owner for no filter at all, so all are looked through."""
        found = self._api.pages(f"{self._place}/pulls", base=target, head=source, per_page=100, state="open")
        ours = [_read(one) for one in found if self._is_ours(one)]
        return [one for one in ours if one.open and one.source in ("", source)]

    def create(self, wanted: NewPullRequest) -> PullRequest:
        """See the protocol. Labels come in a second request; the pull request stays if that fails."""
        body = {
            "title": wanted.title,
            "head": wanted.source,
            "base": wanted.target,
            "body": wanted.description,
            "maintainer_can_modify": False,
        }
        made = _read(self._api.ask("POST", f"{self._place}/pulls", body).fields)
        if wanted.labels:
            self._api.ask("POST", f"{self._place}/issues/{made.number}/labels", list(wanted.labels))
        return made

    def get(self, number: int) -> PullRequest:
        """See the protocol."""
        return _read(self._raw(number))

    def merge(self, number: int, method: str) -> PullRequest:
        """See the protocol."""
        found = self._raw(number)
        before = _read(found)
        if before.merged:
            return before
        _check(found, before)
        path = f"{self._place}/pulls/{number}/merge"
        answer = self._api.call("PUT", path, {"merge_method": method} if method else {})
        if answer.status == 405:
            raise _not_allowed(answer, str(found.get("mergeable_state") or ""))
        if answer.status == 409:
            raise NotReadyError(f"the head of the pull request has moved: {answer.words}", status=409)
        if answer.status != 200:
            raise refusal(answer, "PUT", path)
        if "merged" not in answer.fields:
            raise HTTPError("GitHub's answer to the merge does not say whether it was made", status=200)
        if not answer.fields["merged"]:
            raise RefusedError(f"GitHub did not merge the pull request: {answer.words}")
        return self._merged(number, before, str(answer.fields.get("sha") or ""))

    def _is_ours(self, data: Mapping[str, Any]) -> bool:
        """Whether the source is in this repository: who has a fork can offer the same branch, and change it later."""
        head = part(data, "head")
        name = str(part(head, "repo").get("full_name") or "")
        # A repository that was renamed is found by its old name, too, and answers with the new one.
        own = str(part(data, "base", "repo").get("full_name") or "") or self._place.removeprefix("/repos/")
        return "repo" not in head or name.lower() == own.lower()

    def _merged(self, number: int, before: PullRequest, commit: str) -> PullRequest:
        """The pull request after the merge, whose commit the answer to the merge has already said."""
        try:
            after = self.get(number)
        except HTTPError:
            after = before
        return PullRequest(number, after.url, False, True, after.commit if after.merged and after.commit else commit)

    def _raw(self, number: int) -> Mapping[str, Any]:
        return self._api.ask("GET", f"{self._place}/pulls/{number}").fields


def _check(found: Mapping[str, Any], pull_request: PullRequest) -> None:
    """Refuse what GitHub knows can't be merged, now or ever."""
    if not pull_request.open:
        raise RefusedError("the pull request was closed without being merged")
    state = str(found.get("mergeable_state") or "")
    if state in _READY | _MAYBE:
        return
    if state == "dirty":
        raise RefusedError("the pull request has conflicts with its target branch")
    if state in _NOT_YET or not found.get("mergeable") or found.get("draft"):
        raise NotReadyError(f'the pull request can\'t be merged yet: its state is "{state or "unknown"}"')


def _not_allowed(answer: Answer, state: str) -> HTTPError:
    words = answer.words
    if "not allowed" in words:
        return RefusedError(f"GitHub refused the merge: {words}", status=405)
    if any(race in words for race in _RACES) or state in _MAYBE:
        return NotReadyError(f"GitHub does not merge the pull request yet: {words}", status=405)
    return RefusedError(f"GitHub refused the merge: {words}", status=405)


def _read(data: Mapping[str, Any]) -> PullRequest:
    if not isinstance(data.get("number"), int):
        raise HTTPError("GitHub's answer holds no pull request", status=200)
    head, base = part(data, "head"), part(data, "base")
    return PullRequest(
        number=data["number"],
        url=str(data.get("html_url") or ""),
        open=data.get("state") == "open",
        merged=bool(data.get("merged_at")),
        commit=str(data.get("merge_commit_sha") or ""),
        head=str(head.get("sha") or ""),
        source=str(head.get("ref") or ""),
        target=str(base.get("ref") or ""),
        created_at=str(data.get("created_at") or ""),
    )
