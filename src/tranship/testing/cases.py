"""One case from its plan to its result: a world is made, the promotion driven in it, and what came of it judged."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tranship.credentials.secrets import SecretRegistry
from tranship.errors import CancelledError, InputError, ManifestError, Position, TranshipError
from tranship.formats.lines import Lines
from tranship.lifecycle.apply import apply, placed
from tranship.manifest_objects import objects_in
from tranship.manifests import read_manifests
from tranship.models.argocd import Application
from tranship.models.base import read_model
from tranship.models.promotion import Promotion, PromotionPhase, StepExecutionMetadata
from tranship.models.resource import Resource
from tranship.models.resources import RESOURCES
from tranship.testing.bench import Bench, Opener, Surroundings
from tranship.testing.coverage import Covered, covered
from tranship.testing.expected import Expect
from tranship.testing.given import Event
from tranship.testing.hurry import BEGIN, WAITS, Clock, Hurry
from tranship.testing.judging import Failure, judge
from tranship.testing.matching import mismatches
from tranship.testing.outcome import Outcome, StepOutcome
from tranship.testing.reading import Planned
from tranship.testing.record import record_of
from tranship.testing.subject import make_subject, project_of
from tranship.testing.watching import Watcher
from tranship.testing.world import World


@dataclass(frozen=True)
class CaseResult:
    """What came of a case.

    :param failures: the expectations that are not met. :param refused: why it could not be run at all.
    :param steps: how far the template was run. :param seconds: how long it took.
    :param snapshot: what a snapshot of it holds, None if it has none; ``snapshot_at``: where that is asked for.
    """

    file: str
    name: str
    position: Position
    failures: tuple[Failure, ...] = ()
    refused: str = ""
    steps: tuple[Covered, ...] = ()
    seconds: float = 0.0
    snapshot: Any = None
    snapshot_at: Position | None = None

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not self.failures and not self.refused


def run_case(case: Planned, open_bench: Opener) -> CaseResult:
    """Run a case in a folder of its own, which is gone afterwards."""
    begin = time.monotonic()
    result = CaseResult(case.file, case.name, case.position)
    with tempfile.TemporaryDirectory(prefix="tranship-test-", ignore_cleanup_errors=True) as folder:
        try:
            result = _Run(case, open_bench, Path(folder)).result(result)
        except TranshipError as error:
            placed_itself = isinstance(error, ManifestError) or (isinstance(error, InputError) and error.position)
            result = replace(result, refused=str(error) if placed_itself else f"{case.position}: {error}")
        except Exception as bug:  # noqa: BLE001 - one case must not end the run of all.
            text = f"{case.position}: tranship has a bug: {type(bug).__name__}: {bug}; please report it"
            result = replace(result, refused=text)
    return replace(result, seconds=time.monotonic() - begin)


class _Run:
    def __init__(self, case: Planned, open_bench: Opener, folder: Path) -> None:
        self._case = case
        self._given = case.given
        self._open_bench = open_bench
        self._folder = folder

    def result(self, result: CaseResult) -> CaseResult:
        """The result.

        :raises InputError: the case can't be run as it is written.
        """
        resources = self._resources()
        project = project_of(self._given, resources)
        resources = placed(resources, project)
        applications = tuple(one for one in resources if isinstance(one, Application))
        rest = [one for one in resources if not isinstance(one, Application)]
        stage = f"{project}:{self._given.stage or 'test'}"
        clock = Clock(self._given.now or BEGIN)
        world = World(self._folder, self._given, self._case.folder, applications, stage)
        with world:
            environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self._folder), **world.environment}
            surroundings = Surroundings(self._folder, world.stand_in, environment, clock)
            with self._open_bench(surroundings) as bench:
                apply(bench.store, rest)
                return self._judged(result, bench, world, project, clock)

    def _resources(self) -> list[Resource]:
        manifests = read_manifests(self._case.manifests)
        found = list(manifests.resources)
        for number, data in enumerate(self._given.resources):
            text = json.dumps(data)
            for one in objects_in(Lines(f"resources[{number}]", text)):
                model = RESOURCES.get((one.group, one.kind))
                if model is None:
                    raise InputError(f'resources[{number}]: "{one.kind}" is no kind that templates can see')
                try:
                    found.append(read_model(model, data))
                except InputError as error:
                    raise InputError(f"resources[{number}]: {error}") from None
        return found

    def _judged(self, result: CaseResult, bench: Bench, world: World, project: str, clock: Clock) -> CaseResult:
        wanted = next((one for one in reversed(self._case.expects) if one.error is not None), None)
        try:
            subject = make_subject(bench.store, self._given, project, world.hosting, clock())
            bench.check(subject.promotion)
        except InputError as error:
            if wanted is not None:
                return replace(result, failures=tuple(_refusal(wanted, str(error), self._case.position)))
            if not isinstance(error, ManifestError):
                raise
            problem = "the promotion can't begin, for the template is wrong"
            return replace(result, failures=(Failure(self._case.position, problem, tuple(str(error).splitlines())),))
        watcher = Watcher(world, self._given.events)
        secrets = SecretRegistry()
        waits = WAITS if self._given.waits is None else self._given.waits
        name = subject.promotion.name
        try:
            ended = bench.driver.drive(project, name, cancel=Hurry(clock, waits), observer=watcher, secrets=secrets)
        except CancelledError:
            found = bench.store.get(Promotion, project, name)
            ended = found if found is not None else subject.promotion
        steps = _steps(subject.promotion, ended, watcher)
        phase = ended.status.phase or PromotionPhase.PENDING
        outcome = Outcome(str(phase), ended.status.message, steps, world, bench.store, project, secrets)
        failures = judge(outcome, self._case.expects, self._case.position)
        failures += [
            Failure(self._case.position, "an event never happened, for its time never came", (_told(event),))
            for event in watcher.missed
        ]
        asked = next((one for one in reversed(self._case.expects) if one.snapshot is not None), None)
        if asked is not None and asked.snapshot:
            place = asked.source.locate(("snapshot",)) if asked.source else None
            result = replace(result, snapshot=record_of(outcome, name), snapshot_at=place)
        return replace(result, failures=tuple(failures), steps=covered(subject.promotion, ended))


def _refusal(expect: Expect, text: str, position: Position) -> Iterator[Failure]:
    """What is not as expected of the reason why a promotion can't begin."""
    for one in mismatches(expect.error, text, "why the promotion can't begin", ("error",)):
        yield Failure(expect.source.locate(one.path) if expect.source else position, one.problem, one.details)


def _told(event: Event) -> str:
    """An event as the test file has it, as far as it says when."""
    return f"after: {event.after}" if event.after else f"during: {event.during}" if event.during else "once it waits"


def _steps(promotion: Promotion, ended: Promotion, watcher: Watcher) -> list[StepOutcome]:
    entries: dict[str, StepExecutionMetadata] = {one.alias: one for one in ended.status.step_execution_metadata}
    found = []
    for step in promotion.spec.steps:
        entry = entries.get(step.as_)
        found.append(
            StepOutcome(
                alias=step.as_,
                kind=step.uses,
                status=str(entry.status) if entry and entry.status else "Pending",
                message=entry.message if entry else "",
                output=watcher.outputs.get(step.as_),
                config=watcher.configs.get(step.as_),
                place=str(step.source.locate()) if step.source else "",
            )
        )
    return found
