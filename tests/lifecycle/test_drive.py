"""Driving: a Promotion is loaded, promoted, saved, and driven on from wherever it was left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.lifecycle.things import freight, promotion, stage
from tests.promotion.doubles import calls, runs
from tranship.credentials.secrets import SecretRegistry, SecretSource
from tranship.errors import CancelledError, ConflictError, NotFoundError, StepError, StoreError
from tranship.execution import Cancellation, Execution
from tranship.gotypes.duration import Duration
from tranship.health import Criteria
from tranship.lifecycle.abort import request_abort
from tranship.lifecycle.drive import Driver
from tranship.lifecycle.work_dir import WorkDirs
from tranship.models.freight import Freight
from tranship.models.promotion import Promotion, PromotionPhase
from tranship.models.stage import Stage
from tranship.promotion import (
    SimpleEngine,
    StepContext,
    StepResult,
    StepRunnerRegistration,
    StepRunnerRegistry,
)
from tranship.store.memory import MemoryStore
from tranship.store.protocol import R
from tranship.store.sqlite import SqliteStore

AT_ONCE = Duration.parse("1ms")
SOURCE = SecretSource("Secret", "demo", "s", "k")


@dataclass
class World:
    """A store with a Stage and Freight, and a driver over some kinds of steps; ``crash`` gives it a new process."""

    work: Path
    kinds: dict[str, StepRunnerRegistration]
    store: MemoryStore | SqliteStore = field(default_factory=MemoryStore)
    secret: str | None = "hunter22"

    def __post_init__(self) -> None:
        if self.store.get(Stage, "demo", "test") is None:
            self.store.create(stage({"uses": "fail"}))
            self.store.create(freight())

    @property
    def driver(self) -> Driver:
        registry = StepRunnerRegistry(self.kinds.items())
        engine = SimpleEngine(registry=registry)
        return Driver(self.store, engine, WorkDirs(self.work), lambda _source: self.secret, registry)

    def promote(self, *kinds: str) -> Promotion:
        return self.store.create(promotion(*({"uses": kind, "as": kind} for kind in kinds)))

    def drive(self, *kinds: str, cancel: Cancellation | None = None) -> Promotion:
        made = self.promote(*kinds)
        return self.driver.drive("demo", made.metadata.name, cancel=cancel or Cancellation())

    def again(self, cancel: Cancellation | None = None) -> Promotion:
        return self.driver.drive("demo", "test.1.fffffff", cancel=cancel or Cancellation())

    @property
    def stored(self) -> Promotion:
        found = self.store.get(Promotion, "demo", "test.1.fffffff")
        assert found is not None
        return found


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., World]:
    return lambda **kinds: World(tmp_path / "work", kinds)


Worlds = Callable[..., World]


def statuses(made: Promotion) -> dict[str, str]:
    return {entry.alias: entry.status for entry in made.status.step_execution_metadata}


def test_a_promotion_is_driven_to_its_end_and_settled(world: Worlds) -> None:
    check = Criteria("argocd", {"app": "web"})
    here = world(a=runs(StepResult(output={"n": 1}, health_check=check)), b=runs())
    ended = here.drive("a", "b")
    status = ended.status
    assert (status.phase, status.state) == ("Succeeded", {"a": {"n": 1}, "b": None})
    assert [(one.uses, one.config) for one in status.health_checks] == [("argocd", {"app": "web"})]
    assert status.started_at is not None
    assert status.finished_at is not None
    its, settled = here.store.get(Freight, "demo", "f" * 40), here.store.get(Stage, "demo", "test")
    assert its is not None
    assert settled is not None
    assert list(its.status.currently_in) == ["test"]
    assert settled.status.last_promotion is not None
    assert list(here.work.iterdir()) == []


def test_waits_and_errors_are_gone_through(world: Worlds) -> None:
    waits = runs(StepResult("Running", retry_after=AT_ONCE), StepResult())
    fails = runs(StepError("no", retry_after=0.001), StepResult(), threshold=3)
    assert statuses(world(w=waits, f=fails).drive("w", "f")) == {"w": "Succeeded", "f": "Succeeded"}


def test_one_turn_says_when_to_come_back(world: Worlds) -> None:
    here = world(w=runs(StepResult("Running", retry_after=Duration.parse("90s"))))
    here.promote("w")
    turn = here.driver.drive_once("demo", "test.1.fffffff", cancel=Cancellation())
    assert (turn.promotion.status.phase, turn.delay, turn.error) == ("Running", 90, None)


def test_a_turn_after_an_error_backs_off_and_says_why(world: Worlds) -> None:
    here = world(f=runs(StepError("no answer"), threshold=2))
    here.promote("f")
    turn = here.driver.drive_once("demo", "test.1.fffffff", cancel=Cancellation())
    assert turn.delay is not None
    assert 1 <= turn.delay <= 1.2
    assert turn.error == 'step "f": no answer'


def test_health_checks_add_up_over_calls(world: Worlds) -> None:
    first, second = (runs(StepResult(health_check=Criteria(kind))) for kind in "xy")
    wait = runs(StepResult("Running", retry_after=AT_ONCE), StepResult())
    ended = world(a=first, w=wait, b=second).drive("a", "w", "b")
    assert [one.uses for one in ended.status.health_checks] == ["x", "y"]


def test_who_ended_is_not_driven_again(world: Worlds) -> None:
    ran: list[str] = []

    def run(context: StepContext, _execution: Execution) -> StepResult:
        ran.append(context.alias)
        return StepResult()

    here = world(a=calls(run))
    here.drive("a")
    assert (here.again().status.phase, ran) == ("Succeeded", ["a"])


def _dies_once() -> tuple[StepRunnerRegistration, list[str]]:
    """A kind of step whose first run ends the process, as SIGKILL would; what each run finds in its work directory."""
    found: list[str] = []

    def run(context: StepContext, _execution: Execution) -> StepResult:
        file = Path(context.work_dir, "file")
        found.append(file.read_text() if file.exists() else "nothing")
        file.write_text(f"{found[-1]} and more")
        if len(found) == 1:
            raise SystemExit
        return StepResult(output={"x": 1})

    return calls(run), found


def test_after_a_crash_the_interrupted_step_runs_again_in_its_work_directory(world: Worlds) -> None:
    dies, found = _dies_once()
    before = runs(StepResult(output={"n": 1}))
    here = world(a=before, d=dies)
    with pytest.raises(SystemExit):
        here.drive("a", "d")
    assert here.stored.status.phase == "Running"
    ended = here.again()
    assert (ended.status.phase, ended.status.state) == ("Succeeded", {"a": {"n": 1}, "d": {"x": 1}})
    assert found == ["nothing", "nothing and more"]


def test_without_its_work_directory_all_steps_run_again_and_the_state_stays(world: Worlds) -> None:
    dies, found = _dies_once()
    seen: list[dict[str, object]] = []

    def look(context: StepContext, _execution: Execution) -> StepResult:
        seen.append(dict(context.shared_state))
        return StepResult(output={"n": len(seen)})

    here = world(a=calls(look), d=dies)
    with pytest.raises(SystemExit):
        here.drive("a", "d")
    WorkDirs(here.work).remove(here.stored.metadata.uid)
    here.again()
    assert found == ["nothing", "nothing"]
    assert seen == [{}, {"a": {"n": 1}}]


class _Dies(MemoryStore):
    """A store whose process ends, as SIGKILL would, just before the entry or resource for which ``deadly`` holds."""

    def __init__(self, deadly: Callable[[object], bool]) -> None:
        super().__init__()
        self.deadly: Callable[[object], bool] | None = deadly

    def _pass(self, what: object) -> None:
        if self.deadly is not None and self.deadly(what):
            self.deadly = None
            raise SystemExit

    def append(self, uid: str, entry: Mapping[str, Any]) -> int:
        self._pass(entry)
        return super().append(uid, entry)

    def update(self, resource: R) -> R:
        self._pass(resource)
        return super().update(resource)


def _counted(ran: list[str], kind: str) -> StepRunnerRegistration:
    def run(context: StepContext, _execution: Execution) -> StepResult:
        ran.append(f"{kind} interrupted" if context.interrupted else kind)
        return StepResult(output={"n": 1}, health_check=Criteria(kind))

    return calls(run)


def _crashed(tmp_path: Path, deadly: Callable[[object], bool]) -> tuple[World, list[str]]:
    ran: list[str] = []
    here = World(tmp_path / "work", {kind: _counted(ran, kind) for kind in "ab"}, _Dies(deadly))
    with pytest.raises(SystemExit):
        here.drive("a", "b")
    return here, ran


def test_a_step_whose_end_was_noted_does_not_run_again(tmp_path: Path) -> None:
    here, ran = _crashed(
        tmp_path, lambda what: isinstance(what, dict) and (what["event"], what["index"]) == ("started", 1)
    )
    ended = here.again()
    assert (ended.status.phase, ran) == ("Succeeded", ["a", "b"])
    assert [check.uses for check in ended.status.health_checks] == ["a", "b"]


def test_a_step_whose_end_was_not_noted_is_told_so(tmp_path: Path) -> None:
    here, ran = _crashed(tmp_path, lambda what: isinstance(what, dict) and what["event"] == "finished")
    assert here.again().status.phase == "Succeeded"
    assert ran == ["a", "a interrupted", "b"]


def test_who_dies_before_the_end_is_stored_does_nothing_twice_and_settles(tmp_path: Path) -> None:
    here, ran = _crashed(
        tmp_path, lambda what: isinstance(what, Promotion) and what.status.phase is PromotionPhase.SUCCEEDED
    )
    assert here.stored.status.phase == "Running"
    ended = here.again()
    assert (ended.status.phase, ran) == ("Succeeded", ["a", "b"])
    assert [check.uses for check in ended.status.health_checks] == ["a", "b"]
    found = here.store.get(Stage, "demo", "test")
    assert found is not None
    assert found.status.last_promotion is not None
    assert len(found.status.freight_history) == 1


def test_a_second_crash_after_the_work_directory_was_lost_goes_on_with_the_new_one(world: Worlds) -> None:
    ran: list[str] = []
    deaths = iter([True, True])

    def die(_context: StepContext, _execution: Execution) -> StepResult:
        ran.append("d")
        if next(deaths, False):
            raise SystemExit
        return StepResult()

    here = world(a=_counted(ran, "a"), b=_counted(ran, "b"), d=calls(die))
    with pytest.raises(SystemExit):
        here.drive("a", "d", "b")
    WorkDirs(here.work).remove(here.stored.metadata.uid)
    with pytest.raises(SystemExit):
        here.again()
    assert here.again().status.phase == "Succeeded"
    assert ran == ["a", "d", "a", "d", "d", "b"]


def test_a_new_work_directory_is_noted_before_it_is_there(tmp_path: Path) -> None:
    here, ran = _crashed(
        tmp_path, lambda what: isinstance(what, dict) and (what["event"], what["index"]) == ("started", 1)
    )
    work = WorkDirs(here.work)
    work.remove(here.stored.metadata.uid)
    assert isinstance(here.store, _Dies)
    here.store.deadly = lambda what: isinstance(what, dict) and what["event"] == "restarted"
    with pytest.raises(SystemExit):
        here.again()
    assert not work.holds(here.stored.metadata.uid)
    assert here.again().status.phase == "Succeeded"
    assert ran == ["a", "a", "b"]


def test_nobody_else_can_drive_it_meanwhile(world: Worlds) -> None:
    here = world()
    refused: list[str] = []

    def intrude(_context: StepContext, _execution: Execution) -> StepResult:
        with pytest.raises(ConflictError) as caught:
            here.again()
        refused.append(str(caught.value))
        return StepResult()

    here.kinds["a"] = calls(intrude)
    here.drive("a")
    assert "is in use by" in refused[0]


def test_an_interruption_while_waiting_leaves_it_running(world: Worlds) -> None:
    cancel = Cancellation()
    here = world(w=runs(StepResult("Running", retry_after=Duration.parse("1h"))))
    timer = threading.Timer(0.1, cancel.cancel, ("Ctrl-C",))
    timer.start()
    with pytest.raises(CancelledError, match=r"stopped while the Promotion test\.1\.fffffff was waiting: Ctrl-C"):
        here.drive("w", cancel=cancel)
    timer.join()
    assert here.stored.status.phase == "Running"


def test_an_abort_reaches_who_waits(world: Worlds) -> None:
    here = world(w=runs(StepResult("Running", retry_after=Duration.parse("1h"))), z=runs())
    timer = threading.Timer(0.1, request_abort, (here.store, "demo", "test.1.fffffff"), {"actor": "jane"})
    timer.start()
    ended = here.drive("w", "z")
    timer.join()
    assert (ended.status.phase, ended.status.message) == ("Aborted", "aborted by jane")
    assert statuses(ended) == {"w": "Aborted"}


def test_an_abort_reaches_the_step_that_runs(world: Worlds) -> None:
    here = world()

    def hang(_context: StepContext, execution: Execution) -> StepResult:
        request_abort(here.store, "demo", "test.1.fffffff")
        execution.wait(60)
        return StepResult()

    here.kinds["a"] = calls(hang)
    ended = here.drive("a")
    assert (ended.status.phase, ended.status.message) == ("Aborted", "aborted on request")


def test_a_secret_in_the_state_is_saved_as_a_reference_and_resolved_again(tmp_path: Path) -> None:
    seen: list[object] = []

    def look(context: StepContext, _execution: Execution) -> StepResult:
        seen.append(context.shared_state["a"])
        return StepResult("Running", retry_after=AT_ONCE) if len(seen) == 1 else StepResult()

    def leak(context: StepContext, _execution: Execution) -> StepResult:
        context.secrets.record("hunter22", SOURCE)
        return StepResult(output={"token": "hunter22"})

    database = tmp_path / "store.db"
    here = World(tmp_path / "work", {"a": calls(leak), "b": calls(look)}, SqliteStore(database))
    here.drive("a", "b")
    assert seen == [{"token": "hunter22"}] * 2
    files = [file.read_bytes() for file in tmp_path.glob("store.db*") if file.is_file()]
    assert files
    assert not any(b"hunter22" in data for data in files)


def test_a_secret_that_is_gone_stops_the_promotion_with_a_clear_error(world: Worlds) -> None:
    def leak(context: StepContext, _execution: Execution) -> StepResult:
        context.secrets.record("hunter22", SOURCE)
        return StepResult(output={"token": "hunter22"})

    here = world(a=calls(leak), w=runs(StepResult("Running", retry_after=AT_ONCE)))
    here.secret = None
    with pytest.raises(StoreError, match="a secret that the promotion has used is gone: Secret demo/s, key k"):
        here.drive("a", "w")


def test_secrets_of_a_promotion_can_be_collected(world: Worlds) -> None:
    secrets = SecretRegistry()

    def leak(context: StepContext, _execution: Execution) -> StepResult:
        context.secrets.record("hunter22", SOURCE)
        return StepResult()

    here = world(a=calls(leak))
    made = here.promote("a")
    here.driver.drive("demo", made.metadata.name, cancel=Cancellation(), secrets=secrets)
    assert "hunter22" in secrets


@pytest.mark.parametrize(
    ("gone", "message"),
    [
        (Promotion, 'there is no Promotion "test.1.fffffff" in the project "demo"'),
        (Freight, 'there is no Freight "f+" in the project "demo"'),
        (Stage, 'there is no Stage "test" in the project "demo"'),
    ],
)
def test_what_is_gone_is_named(world: Worlds, gone: type[Promotion | Freight | Stage], message: str) -> None:
    here = world(a=runs())
    here.promote("a")
    names = {Promotion: "test.1.fffffff", Freight: "f" * 40, Stage: "test"}
    here.store.delete(gone, "demo", names[gone])
    with pytest.raises(NotFoundError, match=message):
        here.again()


def test_the_context_has_what_the_promotion_says(world: Worlds) -> None:
    contexts: list[StepContext] = []

    def look(context: StepContext, _execution: Execution) -> StepResult:
        contexts.append(context)
        return StepResult()

    here = world(a=calls(look))
    made = promotion({"uses": "a", "as": "a"})
    annotations = {"kargo.akuity.io/create-actor": "jane", "kargo.akuity.io/rollback": "true"}
    here.store.create(made.with_metadata(annotations=annotations))
    here.again()
    context = contexts[0]
    assert (context.project, context.stage, context.promotion) == ("demo", "test", "test.1.fffffff")
    assert (context.promotion_actor, context.rollback, context.target_freight_ref.name) == ("jane", True, "f" * 40)
    assert list(context.freight.items) == ["Warehouse/web"]
    assert [str(request.origin) for request in context.freight_requests] == ["Warehouse/web"]
