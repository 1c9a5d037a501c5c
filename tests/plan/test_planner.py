from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field

from tests.cli.things import freight, promotion, stage, store_of
from tranship.authoring import (
    LOCAL,
    PURE,
    READ,
    WAIT,
    WRITE,
    Change,
    ChangeKind,
    Effects,
    KargoModel,
    Preview,
    StepDefinition,
    StepError,
    StepFailed,
    StepResult,
    StepRun,
    step_runner,
)
from tranship.credentials.secrets import SecretRegistry, SecretSource
from tranship.errors import CancelledError, GitError
from tranship.execution import Cancellation
from tranship.exprlang import Unknown
from tranship.models.promotion import ExpressionVariable, PromotionStep, PromotionStepStatus
from tranship.plan import Outcome, Plan, PlannedStep, Planner
from tranship.promotion.exchange import Services
from tranship.steps import compose_output, set_metadata

PUSHED = Change(ChangeKind.PUSH, "git.acme.dev/gitops main", "1 commit", "+tag: 2\n")


class Config(KargoModel):
    """A configuration of a fake step."""

    text: str = ""


class Numbered(KargoModel):
    """A configuration with a number."""

    pr_number: Annotated[int, Field(ge=1)]
    text: str = ""


Run = Callable[[StepRun[Config]], StepResult]


def fake(
    kind: str,
    run: Run | None = None,
    *,
    effects: Effects | Callable[[Config], Effects] = PURE,
    preview: Callable[[StepRun[Config]], Preview] | None = None,
) -> StepDefinition:
    def never(_step: StepRun[Config]) -> StepResult:
        raise AssertionError(f"{kind} ran in a plan")

    return step_runner(kind=kind, config=Config, run=run or never, effects=effects, preview=preview)


def push_preview(step: StepRun[Config]) -> Preview:
    output = {"branch": "main", "commit": Unknown(f"known after {step.context.alias}")}
    return Preview(output, (PUSHED,), ("assumes that nobody else pushes",))


PUSH = fake("push", effects=WRITE, preview=push_preview)
WAITING = fake("wait", effects=WAIT, preview=lambda _run: Preview({"x": Unknown("known after wait")}))
SAY = fake("say", lambda step: StepResult(output={"text": step.config.text}))


def plan(
    tmp_path: Path,
    *steps: PromotionStep,
    definitions: tuple[StepDefinition, ...] = (),
    secrets: SecretRegistry | None = None,
    cancel: Cancellation | None = None,
    variables: dict[str, str] | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Plan:
    known = {one.kind: one for one in (PUSH, SAY, compose_output.registration, *definitions)}
    made = promotion(*steps, phase=None)
    values = tuple(ExpressionVariable(name=name, value=value) for name, value in (variables or {}).items())
    made = made.replace(spec=made.spec.replace(vars=values))
    planner = Planner(Services(store_of(stage())), known, tmp_path)
    return planner.plan(made, stage(), freight(), secrets=secrets, cancel=cancel or Cancellation(), clock=clock)


def step(uses: str, alias: str = "", if_: str = "", **config: Any) -> PromotionStep:
    return PromotionStep(uses=uses, as_=alias or uses, if_=if_, config=config)


def only(planned: Plan) -> PlannedStep:
    (one,) = planned.steps
    return one


def test_what_stays_in_the_work_directory_runs_for_real(tmp_path: Path) -> None:
    def write(run: StepRun[Config]) -> StepResult:
        Path(run.context.work_dir, "file").write_text(run.config.text)
        return StepResult(output={"path": "file"})

    planned = plan(tmp_path, step("write", text="${{ ctx.stage }}"), definitions=(fake("write", write, effects=LOCAL),))
    assert only(planned).outcome is Outcome.RUNS
    assert only(planned).config == {"text": "test"}
    assert only(planned).output == {"path": "file"}
    assert (tmp_path / "file").read_text() == "test"
    assert not planned.changes_anything


def test_what_would_write_is_asked_and_never_run(tmp_path: Path) -> None:
    planned = plan(tmp_path, step("push"))
    assert planned.steps[0].changes == (PUSHED,)
    assert planned.steps[0].notes == ("assumes that nobody else pushes",)
    assert planned.steps[0].unknown == ("commit",)
    assert planned.steps[0].output == {"branch": "main", "commit": "(known after push)"}
    assert planned.changes_anything


def test_what_is_unknown_is_so_for_everything_that_depends_on_it(tmp_path: Path) -> None:
    planned = plan(
        tmp_path,
        step("push"),
        step("say", "known", text="${{ outputs.push.branch }}"),
        step("say", "unknown", text="pushed ${{ outputs.push.commit }}"),
        step("say", "after", text="${{ outputs.unknown.text }}"),
    )
    assert planned.steps[1].output == {"text": "main"}
    assert planned.steps[2].outcome is Outcome.UNKNOWN
    assert planned.steps[2].message == "known after push"
    assert planned.steps[2].unknown == ("text",)
    assert planned.steps[3].message == "known after unknown"


def test_a_step_that_touches_nothing_passes_on_what_is_unknown(tmp_path: Path) -> None:
    planned = plan(
        tmp_path,
        step("push"),
        step("compose-output", "out", branch="${{ outputs.push.branch }}", commit="${{ outputs.push.commit }}"),
        step("say", text="${{ outputs.out.branch }}"),
    )
    assert planned.steps[1].outcome is Outcome.RUNS
    assert planned.steps[1].unknown == ("commit",)
    assert planned.steps[2].output == {"text": "main"}


def test_a_preview_may_do_without_what_is_unknown(tmp_path: Path) -> None:
    merge = step_runner(
        kind="merge",
        config=Numbered,
        run=lambda _step: StepResult(),
        effects=WAIT,
        preview=lambda run: Preview({"number": run.config.pr_number}, notes=("assumes that it is merged",)),
        may_be_unknown={"prNumber": 1},
    )
    planned = plan(
        tmp_path,
        step("push"),
        step("merge", prNumber="${{ outputs.push.commit }}"),
        step("merge", "wrong", prNumber="${{ outputs.push.commit }}", textt="x"),
        definitions=(merge,),
    )
    assert planned.steps[1].outcome is Outcome.RUNS
    assert planned.steps[1].notes == ("assumes that it is merged",)
    assert planned.steps[1].config == {"prNumber": "(known after push)"}
    assert planned.steps[1].output == {"number": "(known after push)"}
    assert planned.steps[2].outcome is Outcome.FAILS
    assert "textt" in planned.steps[2].message


def test_other_fields_have_to_be_known(tmp_path: Path) -> None:
    merge = step_runner(
        kind="merge",
        config=Numbered,
        run=lambda _step: StepResult(),
        effects=WAIT,
        preview=lambda _run: Preview(),
        may_be_unknown={"prNumber": 1},
    )
    for config in ({"prNumber": 1, "text": "${{ outputs.push.commit }}"}, {"prNumber": ["${{ outputs.push.commit }}"]}):
        planned = plan(tmp_path, step("push"), step("merge", **config), definitions=(merge,))
        assert planned.steps[1].outcome is Outcome.UNKNOWN


def test_a_condition_that_is_unknown_makes_a_maybe(tmp_path: Path) -> None:
    planned = plan(tmp_path, step("push"), step("say", if_="${{ outputs.push.commit == 'x' }}", text="a"))
    assert planned.steps[1].outcome is Outcome.RUNS
    assert not planned.steps[1].certain
    assert planned.steps[1].notes == ("only if ${{ outputs.push.commit == 'x' }} (known after push)",)


def test_a_condition_that_is_false_skips(tmp_path: Path) -> None:
    skipped = only(plan(tmp_path, step("say", if_="${{ vars.on }}", text="a"), variables={"on": "false"}))
    assert skipped.outcome is Outcome.SKIPPED
    assert skipped.message == "if: ${{ vars.on }}"


def test_after_a_failure_only_what_asks_for_it_runs(tmp_path: Path) -> None:
    def fail(_run: StepRun[Config]) -> StepResult:
        raise StepFailed("no luck", output={"why": "luck"})

    planned = plan(
        tmp_path,
        step("bad"),
        step("say", "not-reached"),
        step("say", "always", if_="${{ always() }}", text="${{ status('bad') }}"),
        definitions=(fake("bad", fail),),
    )
    assert planned.failure is planned.steps[0]
    assert planned.steps[0].message == "no luck"
    assert planned.steps[1].message == "an earlier step would fail"
    assert planned.steps[2].output == {"text": "Failed"}


def test_a_failure_that_may_be_does_not_count(tmp_path: Path) -> None:
    def fail(_run: StepRun[Config]) -> StepResult:
        raise StepError("no luck")

    may_fail = step("bad").replace(continue_on_error=True)
    planned = plan(tmp_path, may_fail, step("say", text="a"), definitions=(fake("bad", fail),))
    assert [one.outcome for one in planned.steps] == [Outcome.FAILS, Outcome.RUNS]


@pytest.mark.parametrize(
    ("uses", "config", "if_", "message"),
    [
        ("sya", {}, "", 'there is no step kind "sya"; did you mean "say"?'),
        ("say", {"text": 1}, "", "text: must be text, but is a number"),
        ("say", {"txt": "a"}, "", 'unknown field "txt" (did you mean "text"?)'),
        ("say", {"text": "${{ fromJSON('{') }}"}, "", "its configuration can't be evaluated"),
        ("say", {}, "text", "its condition can't be decided"),
    ],
)
def test_what_can_not_go_well_would_fail(
    tmp_path: Path, uses: str, config: dict[str, Any], if_: str, message: str
) -> None:
    failed = only(plan(tmp_path, step(uses, if_=if_, **config)))
    assert failed.outcome is Outcome.FAILS
    assert message in failed.message


def test_a_preview_that_fails_says_why(tmp_path: Path) -> None:
    def refuse(_run: StepRun[Config]) -> Preview:
        raise GitError("git.acme.dev refused the password")

    failed = only(plan(tmp_path, step("publish"), definitions=(fake("publish", effects=WRITE, preview=refuse),)))
    assert failed.outcome is Outcome.FAILS
    assert failed.message == "git.acme.dev refused the password"


def test_a_kind_that_writes_by_its_configuration_and_can_not_tell_is_not_run(tmp_path: Path) -> None:
    def effects(config: Config) -> Effects:
        return WRITE if config.text == "POST" else READ

    ask = fake("ask", lambda _run: StepResult(output={"status": 200}), effects=effects)
    read, write = plan(
        tmp_path, step("ask", "read", text="GET"), step("ask", "write", text="POST"), definitions=(ask,)
    ).steps
    assert read.outcome is Outcome.RUNS
    assert write.outcome is Outcome.UNKNOWN
    assert write.notes == ("this kind of step can't say what it would do",)


def test_waiting_changes_nothing(tmp_path: Path) -> None:
    change = Change(ChangeKind.WAIT, "argocd/web", "waits until it is healthy")
    wait = fake("wait", effects=WAIT, preview=lambda _run: Preview(changes=(change,)))
    running = StepResult(PromotionStepStatus.RUNNING, "not there yet")
    poll = fake("poll", lambda _run: running, effects=READ)
    planned = plan(tmp_path, step("wait"), definitions=(wait,))
    assert not planned.changes_anything
    assert only(plan(tmp_path, step("poll"), definitions=(poll,))).notes == ("would wait: not there yet",)


def test_a_skipped_result_says_why(tmp_path: Path) -> None:
    result = StepResult(PromotionStepStatus.SKIPPED, "there is nothing to commit")
    planned = plan(tmp_path, step("commit"), definitions=(fake("commit", lambda _run: result, effects=LOCAL),))
    assert only(planned).outcome is Outcome.RUNS
    assert only(planned).notes == ("there is nothing to commit",)


def test_outputs_of_a_task_s_steps_are_seen_by_their_short_names(tmp_path: Path) -> None:
    planned = plan(
        tmp_path,
        step("compose-output", "task::out", text="inner"),
        step("say", "task::say", text="${{ task.outputs.out.text }}"),
        step("say", "outer", text="${{ outputs.task.text }}"),
    )
    assert [one.output for one in planned.steps[1:]] == [{"text": "inner"}, {"text": "inner"}]


def test_secrets_are_masked_in_everything(tmp_path: Path) -> None:
    secrets = SecretRegistry()
    secrets.record("s3cret-value", SecretSource("Secret", "demo", "s", "k"))

    def leak(_run: StepRun[Config]) -> Preview:
        text = "with s3cret-value"
        change = Change(ChangeKind.REQUEST, text, text, text, {"body": text})
        return Preview({"text": text}, (change,), (text,))

    planned = only(
        plan(
            tmp_path,
            step("leak", text="s3cret-value"),
            definitions=(fake("leak", effects=WRITE, preview=leak),),
            secrets=secrets,
        )
    )
    masked = "with ***"
    assert planned.changes == (Change(ChangeKind.REQUEST, masked, masked, masked, {"body": masked}),)
    assert planned.notes == (masked,)
    assert planned.output == {"text": masked}
    assert planned.config == {"text": "***"}


def test_it_can_be_stopped(tmp_path: Path) -> None:
    cancel = Cancellation()

    def stop(_run: StepRun[Config]) -> StepResult:
        cancel.cancel("enough")
        return StepResult()

    with pytest.raises(CancelledError, match="enough"):
        plan(tmp_path, step("stop"), step("say"), definitions=(fake("stop", stop),), cancel=cancel)


def test_who_watches_is_told_what_is_looked_at(tmp_path: Path) -> None:
    def work(run: StepRun[Config]) -> StepResult:
        run.execution.progress("receiving objects")
        return StepResult()

    told: list[str] = []
    planner = Planner(Services(store_of()), {"work": fake("work", work, effects=READ)}, tmp_path)
    made = promotion(step("work", "clone"), phase=None)
    planner.plan(made, stage(), freight(), watch=lambda one, text: told.append(f"{one.alias} {text}"))
    assert told == ["clone ", "clone receiving objects"]


def test_what_would_fail_only_maybe_ends_no_plan(tmp_path: Path) -> None:
    planned = plan(
        tmp_path,
        step("push"),
        step("bad", if_="${{ outputs.push.commit == 'x' }}"),
        step("say", text="a"),
        definitions=(fake("bad", lambda _run: StepResult(PromotionStepStatus.ERRORED, "no luck")),),
    )
    assert [one.outcome for one in planned.steps] == [Outcome.RUNS, Outcome.FAILS, Outcome.RUNS]
    assert planned.failure is None
    assert planned.steps[1].notes == ("only if ${{ outputs.push.commit == 'x' }} (known after push)",)


def test_a_failure_that_is_allowed_is_not_the_plan_s(tmp_path: Path) -> None:
    bad = fake("bad", lambda _run: StepResult(PromotionStepStatus.ERRORED, "no luck"))
    planned = plan(tmp_path, step("bad").replace(continue_on_error=True), definitions=(bad,))
    assert (planned.failure, only(planned).outcome, only(planned).tolerated) == (None, Outcome.FAILS, True)


def test_a_step_that_can_do_with_words_runs_with_them(tmp_path: Path) -> None:
    write = step_runner(
        kind="write",
        config=Config,
        run=lambda run: StepResult(output={"text": run.config.text}),
        effects=LOCAL,
        may_be_unknown={"text": str},
    )
    planned = plan(tmp_path, step("push"), step("write", text="at ${{ outputs.push.commit }}"), definitions=(write,))
    assert planned.steps[1].output == {"text": "at (known after push)"}


def request(effects: Effects, status: str = PromotionStepStatus.SUCCEEDED) -> StepDefinition:
    return step_runner(
        kind="ask",
        config=Config,
        run=lambda _run: StepResult(status, "it said so", {"answer": 1}),
        effects=effects,
        preview=lambda _run: Preview({"answer": Unknown("known after ask")}),
        is_request=True,
    )


@pytest.mark.parametrize(
    ("effects", "sends", "answer"),
    [
        (READ, {}, 1),
        (WAIT, {}, 1),
        (WRITE, {}, "(known after ask)"),
        (WRITE, {"ask": True}, 1),
        (WAIT, {"ask": False}, "(known after ask)"),
    ],
)
def test_requests_are_sent_if_they_read_or_are_asked_for(
    tmp_path: Path, effects: Effects, sends: dict[str, bool], answer: Any
) -> None:
    planner = Planner(Services(store_of()), {"ask": request(effects)}, tmp_path)
    made = only(planner.plan(promotion(step("ask"), phase=None), stage(), freight(), sends=sends))
    assert made.output == {"answer": answer}
    assert made.sent == (effects == WRITE and answer == 1)


def test_an_answer_that_is_not_there_yet_is_taken_to_come(tmp_path: Path) -> None:
    planned = only(plan(tmp_path, step("ask"), definitions=(request(WAIT, PromotionStepStatus.RUNNING),)))
    assert planned.notes == ("would wait: it said so", "that it comes is assumed")
    assert planned.output == {"answer": "(known after ask)"}


def test_an_unknown_step_that_only_reads_changes_nothing(tmp_path: Path) -> None:
    ask = fake("ask", effects=READ)
    planned = plan(tmp_path, step("wait"), step("ask", text="${{ outputs.wait.x }}"), definitions=(ask, WAITING))
    assert planned.steps[1].outcome is Outcome.UNKNOWN
    assert not planned.changes_anything


def test_commits_that_the_plan_has_made_do_not_look_final(tmp_path: Path) -> None:
    commit = "9ab31c7d0000000000000000000000000000beef"
    made: set[str] = set()

    def work(_run: StepRun[Config]) -> StepResult:
        made.add(commit)
        return StepResult(output={"commit": commit})

    definitions = {"commit": fake("commit", work, effects=LOCAL), "say": SAY}
    planner = Planner(Services(store_of()), definitions, tmp_path, made_commits=lambda: made)
    steps = (step("commit"), step("say", text="${{ outputs.commit.commit }} ${{ ctx.promotion }}"))
    first, second = planner.plan(promotion(*steps, phase=None), stage(), freight()).steps
    assert (first.output, first.unknown) == ({"commit": "(known after commit)"}, ("commit",))
    assert first.is_read_later
    assert second.output["text"].startswith("(known after commit) ")


def test_what_is_noted_and_not_known_stays_unknown_for_later_steps(tmp_path: Path) -> None:
    values = {"commit": "web ${{ outputs.push.commit }}", "branch": "${{ outputs.push.branch }}"}
    note = step("set-metadata", updates=[{"kind": "Stage", "name": "test", "values": values}])
    metadata = 'stageMetadata("test")'
    planned = plan(
        tmp_path,
        step("push"),
        note,
        step("say", "same", if_=f'${{{{ {metadata}.commit == "web 1" }}}}'),
        step("say", "other", if_=f'${{{{ {metadata}.branch == "other" }}}}', text="no"),
        step("say", "shown", text=f"${{{{ {metadata}.commit }}}}"),
        definitions=(set_metadata.registration,),
    )
    assert planned.steps[1].changes[0].details == {"commit": "web (known after push)", "branch": "main"}
    same, other, shown = planned.steps[2:]
    assert (same.certain, same.outcome) == (False, Outcome.RUNS)
    assert same.notes == (f'only if ${{{{ {metadata}.commit == "web 1" }}}} (known after push)',)
    assert (other.certain, other.outcome) == (True, Outcome.SKIPPED)
    assert shown.config == {"text": "web (known after push)"}


def test_a_plan_may_have_a_clock_of_its_own(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 31, 12, 0, 0, 250000, tzinfo=UTC)
    text = '${{ now().Format("2006-01-02T15:04:05.000") }} ${{ now(timezone("Asia/Tokyo")).Hour() }}'
    planned = plan(tmp_path, step("say", text=text), variables={"at": "${{ now().Unix() }}"}, clock=lambda: moment)
    assert only(planned).output == {"text": "2026-01-31T12:00:00.250 21"}
