"""What the doubles of all forges have in common: repositories, pull requests, the token, and failures by script."""

from __future__ import annotations

import base64
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import unquote

from tranship.testing.forges.repository import How, Repository
from tranship.testing.forges.smart_http import GIT, git_answer
from tranship.testing.forges.values import PullRequest, State
from tranship.testing.server import Answer, Request, answering


@dataclass(frozen=True)
class Failure:
    """A failure that is answered instead of what was asked for.

    :param message: in the forge's form of an error. :param body: sent as it is, instead.
    :param path: a regular expression for a part of the path; :param method: "" for any.
    :param call: which of the requests that fit fails first, counted from 1; :param times: and how many from there on.
    :param done: whether what was asked for is done all the same, and only its answer is lost.
    """

    status: int
    message: str = "scripted failure"
    method: str = ""
    path: str = ""
    call: int = 1
    times: int = 1
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    done: bool = False

    def fits(self, request: Request) -> bool:
        """Whether it is about this request."""
        return self.method in ("", request.method) and re.search(self.path, request.path) is not None


class Refusal(Exception):  # noqa: N818 - an answer, not an error of the double
    """What a handler raises to refuse: ``more`` goes into the forge's form of an error."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.more = more


@dataclass(frozen=True)
class Route:
    """Who answers requests whose whole path is of this form; the groups are handed on, without their escapes."""

    method: str
    path: str
    handler: Callable[..., Answer]


@dataclass
class Hosted:
    """A repository with its pull requests by number."""

    name: str
    git: Repository
    pull_requests: dict[int, PullRequest] = field(default_factory=dict)


class ForgeDouble(ABC):
    """A forge on this machine while its block runs.

    :param folder: where its repositories are. :param token: the only one that opens it; "": it is open to all.
    :param page_size: the entries of a page of a list, at most.
    """

    name_form: ClassVar[str] = "owner/name"
    """How repositories are named."""

    def __init__(self, folder: Path, *, token: str = "", page_size: int = 30) -> None:
        self.token = token
        self.address = ""
        """The URL by which it calls itself, if others lead to it by that one."""
        self.page_size = page_size
        self._folder = folder
        self._hosted: dict[str, Hosted] = {}
        self._failures: list[Failure] = []
        self._hits: dict[int, int] = {}
        self._requests: list[Request] = []
        self._lock = threading.RLock()
        self._server = answering(self.respond)

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return self.address or f"http://{self._server.host}"

    @property
    def requests(self) -> tuple[Request, ...]:
        """The requests to the API so far, in the order in which they came."""
        with self._lock:
            return tuple(self._requests)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def create_repository(self, name: str, files: Mapping[str, str] | None = None, branch: str = "main") -> str:
        """Make a repository, with one commit if there are files; its URL."""
        if name.count("/") < self.name_form.count("/"):
            raise ValueError(f"{name} is not of the form {self.name_form}")
        with self._lock:
            hosted = Hosted(name, Repository.create(self._folder / f"{name.lower()}.git", branch))
            self._hosted[name.lower()] = hosted
            if files:
                hosted.git.commit(branch, files, "init")
        return self.repository_url(name)

    def repository_url(self, name: str) -> str:
        """Where Git finds a repository."""
        return f"{self.url}{self._git_path(name)}"

    def repository(self, name: str) -> Repository:
        """A repository, to look into or to commit to."""
        return self._hosted[name.lower()].git

    def pull_requests(self, name: str) -> tuple[PullRequest, ...]:
        """A repository's pull requests, the oldest first."""
        with self._lock:
            hosted = self._hosted[name.lower()]
            return tuple(self._current(hosted, number) for number in sorted(hosted.pull_requests))

    def open_pull_request(self, name: str, source: str, target: str = "main", title: str = "") -> PullRequest:
        """Open a pull request as a user would in the browser."""
        with self._lock:
            return self._add(self._hosted[name.lower()], source, target, title or source, "")

    def change(self, name: str, number: int, **changes: Any) -> PullRequest:
        """Change a pull request's fields, such as ``draft``, ``readiness`` or ``state``."""
        with self._lock:
            hosted = self._hosted[name.lower()]
            current = self._current(hosted, number)
            changed = replace(current, version=current.version + 1, **changes)
            hosted.pull_requests[number] = changed
            return changed

    def merge(self, name: str, number: int, how: How = How.MERGE) -> PullRequest:
        """Merge a pull request as a user would in the browser.

        :raises ConflictError: there are conflicts.
        """
        with self._lock:
            return self._merge(self._hosted[name.lower()], number, how)

    def fail(self, failure: Failure) -> None:
        """Have requests to the API fail by script; the first failure that fits counts."""
        with self._lock:
            self._failures.append(failure)

    # What is different from forge to forge.

    @abstractmethod
    def _routes(self) -> Sequence[Route]:
        """The API."""

    @abstractmethod
    def _error(self, status: int, message: str, **more: Any) -> Answer:
        """An error in the forge's form."""

    @abstractmethod
    def _admits(self, request: Request) -> Answer | None:
        """None, if the request has the token, else the answer that the forge gives."""

    def _git_path(self, name: str) -> str:
        return f"/{name}.git"

    def _git_name(self, path: str) -> str:
        """The repository's name for the path that Git asks for."""
        return path.strip("/").removesuffix(".git")

    def name_at(self, path: str) -> str:
        """The name of the repository at the path of a URL."""
        return self._git_name(path)

    # What is not.

    def respond(self, request: Request) -> Answer:
        """The answer to a request, to the API or by Git."""
        if match := GIT.fullmatch(request.path):
            return self._git(unquote(match["place"]), match["action"], request)
        with self._lock:
            self._requests.append(request)
            failure = self._next_failure(request)
            if failure is None or failure.done:
                answer = self._answer(request)
            if failure is None:
                return answer
            if failure.body is not None:
                return Answer(failure.status, headers=failure.headers, body=failure.body)
            return replace(self._error(failure.status, failure.message), headers=failure.headers)

    def _next_failure(self, request: Request) -> Failure | None:
        found = None
        for index, failure in enumerate(self._failures):
            if failure.fits(request):
                count = self._hits[index] = self._hits.get(index, 0) + 1
                if found is None and failure.call <= count < failure.call + failure.times:
                    found = failure
        return found

    def _answer(self, request: Request) -> Answer:
        if self.token and (refused := self._admits(request)):
            return refused
        try:
            for route in self._routes():
                if route.method == request.method and (match := re.fullmatch(route.path, request.path)):
                    return route.handler(request, *(unquote(group) for group in match.groups()))
            raise Refusal(404, "Not Found")
        except Refusal as refusal:
            return self._error(refusal.status, refusal.message, **refusal.more)

    def _git(self, place: str, action: str, request: Request) -> Answer:
        if self.token and basic(request)[1] != self.token:
            return Answer(401, headers={"WWW-Authenticate": 'Basic realm="git"'}, body=b"Unauthorized\n")
        hosted = self._hosted.get(self._git_name(place).lower())
        if hosted is None:
            return Answer(404, body=b"not found\n")
        return git_answer(hosted.git.folder, action, request)

    def _find(self, name: str) -> Hosted:
        """The repository that a request names."""
        found = self._hosted.get(name.lower())
        if found is None:
            raise Refusal(404, "Not Found")
        return found

    def _pull_request(self, hosted: Hosted, number: str) -> PullRequest:
        if not number.isdigit() or int(number) not in hosted.pull_requests:
            raise Refusal(404, "Not Found")
        return self._current(hosted, int(number))

    def _current(self, hosted: Hosted, number: int) -> PullRequest:
        """A pull request as it is now: what was pushed to the source of an open one belongs to it."""
        kept = hosted.pull_requests[number]
        head = hosted.git.head(kept.source)
        if kept.is_open and head and head != kept.head:
            kept = hosted.pull_requests[number] = replace(kept, head=head)
        return kept

    def _open_one(self, hosted: Hosted, source: str, target: str) -> PullRequest | None:
        """The open pull request between two branches."""
        kept = hosted.pull_requests.values()
        return next((one for one in kept if one.is_open and (one.source, one.target) == (source, target)), None)

    def _add(self, hosted: Hosted, source: str, target: str, title: str, description: str) -> PullRequest:
        number = len(hosted.pull_requests) + 1
        made = PullRequest(number, title, description, source, target, hosted.git.head(source))
        hosted.pull_requests[number] = made
        return made

    def _merge(self, hosted: Hosted, number: int, how: How, message: str = "") -> PullRequest:
        """Merge in Git, and note it."""
        current = self._current(hosted, number)
        text = message or f"Merge #{number}: {current.title}\n"
        commit = hosted.git.merge(current.target, current.head, how, text)
        merged = replace(
            current,
            state=State.MERGED,
            commit=commit,
            squashed=how is How.SQUASH,
            version=current.version + 1,
        )
        hosted.pull_requests[number] = merged
        return merged

    def _has_conflicts(self, hosted: Hosted, pull_request: PullRequest) -> bool:
        return pull_request.is_open and not hosted.git.can_merge(pull_request.target, pull_request.head)


def basic(request: Request) -> tuple[str, str]:
    """User name and password of a request, empty where there are none."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    user, _, password = base64.b64decode(value).decode("utf-8", "replace").partition(":")
    return user, password


def bearer(request: Request, scheme: str = "bearer") -> str:
    """The token of a request; "" if there is none."""
    given, _, value = request.headers.get("authorization", "").partition(" ")
    return value if given.lower() == scheme else ""


def page_of(request: Request, name: str, most: int) -> tuple[int, int]:
    """The number of the page that is asked for, from 1, and how many entries it has.

    :param name: the parameter for the number of entries.
    """
    wanted = request.query.get(name, "")
    size = int(wanted) if wanted.isdigit() and int(wanted) else most
    page = request.query.get("page", "")
    return (int(page) if page.isdigit() and int(page) else 1), min(size, most)
