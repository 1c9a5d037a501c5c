"""The judgement of a case: each expectation against what came, with its place and the step behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tranship.errors import FieldPath, InputError, Position
from tranship.models.argocd import Application
from tranship.models.base import dump
from tranship.models.resources import RESOURCES
from tranship.testing import outcome as results
from tranship.testing.clusters import place_of
from tranship.testing.expected import Expect, ExpectedBranch, ExpectedRepository, ExpectedRequest, ExpectedStep
from tranship.testing.hosting import Hosted
from tranship.testing.matching import Mismatch, absent, mismatches
from tranship.testing.outcome import Outcome
from tranship.testing.world import Sent

_LINE = "method and URL"
PHASE = "Succeeded"
"""How promotions have to end where nobody says how."""


@dataclass(frozen=True)
class Failure:
    """An expectation that is not met.

    :param position: where it stands. :param problem: what is not as expected. :param details: lines that show it.
    :param step: the step that has brought it about, as people are shown it; "" if nobody knows.
    """

    position: Position
    problem: str
    details: tuple[str, ...] = ()
    step: str = ""


def judge(outcome: Outcome, expects: Sequence[Expect], position: Position) -> list[Failure]:
    """All that is not as expected.

    :param expects: of the file, then of the case, which wins where both have a field.
    :param position: where the case stands.
    :raises InputError: what is expected can't be.
    """
    found: list[Failure] = []
    for index, expect in enumerate(expects):
        later = {name for one in expects[index + 1 :] for name in one.model_fields_set}
        wanted = {name for name in expect.model_fields_set if getattr(expect, name) is not None} - later
        found += _Judge(outcome, expect, position).judge(wanted)
    if all("phase" not in one.model_fields_set and "error" not in one.model_fields_set for one in expects):
        found = [*_Judge(outcome, Expect(phase=PHASE), position).judge({"phase"}), *found]
    return [
        Failure(
            one.position,
            outcome.secrets.mask(one.problem),
            tuple(map(outcome.secrets.mask, one.details)),
            outcome.secrets.mask(one.step),
        )
        for one in found
    ]


class _Judge:
    def __init__(self, outcome: Outcome, expect: Expect, position: Position) -> None:
        self._outcome = outcome
        self._expect = expect
        self._position = position

    def judge(self, wanted: set[str]) -> Iterator[Failure]:
        """What is wrong with the fields of these names, in the order of the format."""
        parts: dict[str, Callable[[], Iterator[Failure]]] = {
            "phase": self._phase,
            "message": self._message,
            "error": self._error,
            "steps": self._steps,
            "outputs": self._outputs,
            "repositories": self._repositories,
            "requests": self._requests,
            "applications": self._applications,
            "artifacts": self._artifacts,
            "resources": self._resources,
        }
        for name, part in parts.items():
            if name in wanted:
                yield from part()

    def _at(self, path: FieldPath) -> Position:
        return self._expect.source.locate(path) if self._expect.source else self._position

    def _failures(self, found: Iterator[Mismatch], step: str = "") -> Iterator[Failure]:
        for one in found:
            yield Failure(self._at(one.path), one.problem, one.details, step)

    def _phase(self) -> Iterator[Failure]:
        if self._outcome.phase == self._expect.phase:
            return
        guilty = self._outcome.guilty
        message = guilty.message if guilty and guilty.message else self._outcome.message
        problem = f"the promotion is {self._outcome.phase}, expected {self._expect.phase}"
        details = tuple(message.splitlines()) + self._outcome.world.unanswered
        yield Failure(self._at(("phase",)), problem, details, guilty.title if guilty else "")

    def _message(self) -> Iterator[Failure]:
        return self._failures(mismatches(self._expect.message, self._outcome.message, "the message", ("message",)))

    def _error(self) -> Iterator[Failure]:
        yield Failure(self._at(("error",)), f"the promotion could begin, and is {self._outcome.phase}")

    def _steps(self) -> Iterator[Failure]:
        for alias, expected in (self._expect.steps or {}).items():
            step, path = self._outcome.step(alias), ("steps", alias)
            if step is None:
                yield Failure(self._at(path), f'there is no step "{alias}"; there are {self._aliases()}')
            elif isinstance(expected, str):
                yield from self._status(step, expected, path)
            else:
                yield from self._step(step, expected, path)

    def _aliases(self) -> str:
        return ", ".join(one.alias for one in self._outcome.steps)

    def _status(self, step: results.StepOutcome, expected: str, path: FieldPath) -> Iterator[Failure]:
        if step.status != expected:
            problem = f'step "{step.alias}" is {step.status}, expected {expected}'
            yield Failure(self._at(path), problem, tuple(step.message.splitlines()), step.title)

    def _step(self, step: results.StepOutcome, expected: ExpectedStep, path: FieldPath) -> Iterator[Failure]:
        if expected.status is not None:
            yield from self._status(step, expected.status, (*path, "status"))
        for name in ("message", "output", "config"):
            if name in expected.model_fields_set:
                wanted, actual = getattr(expected, name), getattr(step, name)
                what = f'the {name} of step "{step.alias}"'
                actual = absent() if actual is None else actual
                yield from self._failures(mismatches(wanted, actual, what, (*path, name)), step.title)

    def _outputs(self) -> Iterator[Failure]:
        for alias, expected in (self._expect.outputs or {}).items():
            step, path = self._outcome.step(alias), ("outputs", alias)
            if step is None:
                yield Failure(self._at(path), f'there is no step "{alias}"; there are {self._aliases()}')
                continue
            actual = absent() if step.output is None else step.output
            yield from self._failures(mismatches(expected, actual, f"outputs.{alias}", path), step.title)

    def _repositories(self) -> Iterator[Failure]:
        for url, expected in (self._expect.repositories or {}).items():
            hosted, path = self._outcome.world.hosting.find(url), ("repositories", url)
            if hosted is None:
                raise InputError(f"{url} is none of the repositories that the test gives", self._at(path))
            yield from self._branch(hosted, hosted.given.branch, expected, path)
            for name, branch in expected.branches.items():
                yield from self._branch(hosted, name, branch, (*path, "branches", name))
            yield from self._tags(hosted, expected, path)
            yield from self._pull_requests(hosted, expected, path)

    def _branch(self, hosted: Hosted, name: str, expected: ExpectedBranch, path: FieldPath) -> Iterator[Failure]:
        step = self._steps_titled(self._outcome.world.pushed_by(hosted.url))
        is_there = bool(hosted.git.head(name))
        if expected.absent is not None:
            if expected.absent == is_there:
                state = "there" if is_there else "not there"
                yield Failure(self._at((*path, "absent")), f'the branch "{name}" is {state}', step=step)
            return
        asked = {"files", "commits", "diff"} & expected.model_fields_set
        if asked and not is_there and name != hosted.given.branch:
            yield Failure(self._at(path), f'there is no branch "{name}" in {hosted.url}', self._branches(hosted), step)
            return
        for file, wanted in (expected.files or {}).items():
            text = results.file_at(hosted, name, file)
            actual = absent() if text is None else text
            yield from self._failures(mismatches(wanted, actual, f"{file} on {name}", (*path, "files", file)), step)
        if expected.commits is not None:
            commits = results.commits_of(hosted, name)
            what = f"the list of new commits on {name}"
            if len(commits) != len(expected.commits):
                problem = f"{what} has {len(commits)}, expected {len(expected.commits)}"
                details = tuple(f"- {one['message']}".splitlines()[0] for one in commits) or ("(there are none)",)
                yield Failure(self._at((*path, "commits")), problem, details, step)
            else:
                for index, (one, commit) in enumerate(zip(expected.commits, commits, strict=True)):
                    yield from self._failures(
                        _partly(one, "message", commit, f"commit {index + 1} on {name}", (*path, "commits", index)),
                        step,
                    )
        if expected.diff is not None:
            actual = results.diff_of(hosted, name)
            what = f"the diff of {name}"
            yield from self._failures(mismatches(expected.diff, actual, what, (*path, "diff")), step)

    def _branches(self, hosted: Hosted) -> tuple[str, ...]:
        names = sorted(ref.removeprefix("refs/heads/") for ref in hosted.refs() if ref.startswith("refs/heads/"))
        return (f"there are {', '.join(names) or 'none'}",)

    def _tags(self, hosted: Hosted, expected: ExpectedRepository, path: FieldPath) -> Iterator[Failure]:
        if expected.tags is not None:
            found = mismatches(sorted(expected.tags), results.new_tags(hosted), "the list of new tags", (*path, "tags"))
            yield from self._failures(found, self._steps_titled(self._outcome.world.pushed_by(hosted.url)))

    def _pull_requests(self, hosted: Hosted, expected: ExpectedRepository, path: FieldPath) -> Iterator[Failure]:
        if expected.pull_requests is None:
            return
        path = (*path, "pullRequests")
        if hosted.forge is None:
            raise InputError(
                f"{hosted.url} is on no forge that is known, so it has no pull requests; give it a provider:",
                self._at(path),
            )
        opened = results.pull_requests_of(hosted)
        step = self._steps_titled(self._outcome.world.changed_by(hosted.url))
        if len(opened) != len(expected.pull_requests):
            problem = f"{_counted(len(opened), 'pull request')} opened, expected {len(expected.pull_requests)}"
            details = tuple(f"- {one['title']} ({one['source']} → {one['target']})" for one in opened)
            yield Failure(self._at(path), problem, details, step)
            return
        for index, (one, actual) in enumerate(zip(expected.pull_requests, opened, strict=True)):
            what = f"pull request {index + 1}"
            yield from self._failures(_partly(one, "title", actual, what, (*path, index)), step)

    def _requests(self) -> Iterator[Failure]:
        sent, wanted = self._outcome.world.sent, self._expect.requests or ()
        if len(sent) != len(wanted):
            problem = f"{_counted(len(sent), 'request')} sent, expected {len(wanted)}"
            details = tuple(f"- {one.method} {one.url}" for one in sent) or ("(there were none)",)
            steps = self._steps_titled(", ".join(dict.fromkeys(one.step for one in sent if one.step)))
            yield Failure(self._at(("requests",)), problem, details, steps)
            return
        for index, (one, request) in enumerate(zip(wanted, sent, strict=True)):
            actual = _request_data(request)
            path: FieldPath = ("requests", index)
            found = _partly(_lowered(one), _LINE, actual, f"request {index + 1}", path)
            yield from self._failures(found, self._steps_titled(request.step))

    def _applications(self) -> Iterator[Failure]:
        double = self._outcome.world.argocd
        for name, expected in (self._expect.applications or {}).items():
            namespace, own_name = place_of(name)
            path: FieldPath = ("applications", name)
            try:
                actual = double.application(own_name, namespace) if double else absent()
            except KeyError:
                actual = absent()
            yield from self._failures(mismatches(expected, actual, f"the Application {name}:", path))

    def _artifacts(self) -> Iterator[Failure]:
        for ref, expected in (self._expect.artifacts or {}).items():
            path: FieldPath = ("artifacts", ref)
            found = self._outcome.world.artifact(ref)
            if expected is None:
                if found is not None:
                    yield Failure(self._at(path), f"the artifact {ref} is there")
                continue
            actual = absent() if found is None else {"digest": found[0], **found[1]}
            yield from self._failures(mismatches(expected, actual, f"the artifact {ref}:", path))

    def _resources(self) -> Iterator[Failure]:
        for index, expected in enumerate(self._expect.resources or ()):
            path: FieldPath = ("resources", index)
            kind, name = str(expected.get("kind", "")), str((expected.get("metadata") or {}).get("name", ""))
            model = next((model for (_, one), model in RESOURCES.items() if one == kind), None)
            if model is None or model is Application:
                raise InputError(f'resources: there is no kind "{kind}"; write kind: Stage or another', self._at(path))
            found = [
                one
                for one in self._outcome.store.list(model)
                if one.namespace in ("", self._outcome.project) and name in ("", one.name)
            ]
            what = f"{kind} {name}".rstrip()
            if not found:
                yield Failure(self._at(path), f"{what} is not there")
                continue
            yield from self._failures(mismatches(expected, dump(found[0]), f"{what}:", path))

    def _steps_titled(self, aliases: str) -> str:
        found = [self._outcome.step(alias) for alias in aliases.split(", ")]
        return ", ".join(one.title for one in found if one)


def _partly(expected: Any, short: str, actual: dict[str, Any], what: str, path: FieldPath) -> Iterator[Mismatch]:
    """What is not as a model expects that may be written short, as the text of one field."""
    if isinstance(expected, str):
        yield from mismatches(expected, actual[short], what if short == _LINE else f"the {short} of {what}", path)
        return
    for field in sorted(expected.model_fields_set, key=list(type(expected).model_fields).index):
        key = type(expected).model_fields[field].alias or field
        value = getattr(expected, field)
        if value is not None:
            name = f"the {key} of {what}{':' if isinstance(value, Mapping) else ''}"
            yield from mismatches(value, actual.get(key, absent()), name, (*path, key))


def _counted(number: int, what: str) -> str:
    return f"{number} {what} was" if number == 1 else f"{number} {what}s were"


def _lowered(one: str | ExpectedRequest) -> str | ExpectedRequest:
    """An expected request with the names of its headers as they come."""
    if isinstance(one, str) or not one.headers:
        return one
    return one.replace(headers={name.lower(): value for name, value in one.headers.items()})


def _request_data(request: Sent) -> dict[str, Any]:
    data: dict[str, Any] = {
        _LINE: f"{request.method} {request.url}",
        "method": request.method,
        "url": request.url,
        "headers": dict(request.headers),
        "body": request.body.decode("utf-8", "replace"),
    }
    try:
        data["json"] = json.loads(request.body)
    except ValueError:
        data["json"] = absent()
    return data
