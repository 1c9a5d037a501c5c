"""The planner: goes through the steps of a promotion as the engine would, and lets nothing act outside.

Conditions and configurations are evaluated by the same code as in a promotion. A step that stays within the work
directory, or reads, runs for real in a scratch directory; one that would write outside or wait tells what it would do.
What nobody can know before is Unknown, and so is everything that depends on it. There are no retries and no waits,
which is why this is not the engine's loop.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tranship.authoring import (
    LOCAL,
    NEEDS_PREVIEW,
    PURE,
    WRITE,
    Change,
    Effect,
    Effects,
    Preview,
    StepDefinition,
    StepRun,
)
from tranship.credentials.secrets import SecretRegistry
from tranship.errors import StepFailed, TranshipError, field_text
from tranship.execution import NEVER, Cancellation, Execution
from tranship.expressions.plain import replaced_unknowns
from tranship.exprlang import Unknown
from tranship.lifecycle.context import promotion_context
from tranship.models.freight import Freight
from tranship.models.promotion import Promotion, PromotionStepStatus
from tranship.models.stage import Stage
from tranship.plan.presented import presented
from tranship.plan.provisional import Provisional
from tranship.plan.results import Outcome, Plan, PlannedStep
from tranship.plan.unknowns import unknowns
from tranship.promotion.config import Config
from tranship.promotion.context import Context
from tranship.promotion.engine import unknown_kind
from tranship.promotion.evaluation import StepEvaluation
from tranship.promotion.exchange import Services, publish, step_context
from tranship.promotion.ledger import Ledger
from tranship.promotion.outcomes import attempt
from tranship.promotion.registry import StepRunnerCapability
from tranship.promotion.step import Step, steps_of

Watch = Callable[[Step, str], None]
"""Is told what is being looked at: the step, and what it is doing in a few words."""


def _ignore(_step: Step, _text: str) -> None:
    """Take no notice."""


@dataclass(frozen=True)
class Planner:
    """Says what promotions would do.

    :param services: what steps are given. Its store must be a copy, and its Git client push into a scratch folder.
    :param definitions: all kinds of steps.
    :param work_dir: an empty folder that a plan's steps work in; each plan wants one of its own.
    :param made_commits: the ids of commits that were made so far; they are shown as not known.
    """

    services: Services
    definitions: Mapping[str, StepDefinition]
    work_dir: Path
    ui_base_url: str = ""
    made_commits: Callable[[], Collection[str]] = tuple

    def plan(
        self,
        promotion: Promotion,
        stage: Stage,
        freight: Freight,
        *,
        cancel: Cancellation = NEVER,
        secrets: SecretRegistry | None = None,
        sends: Mapping[str, bool] = MappingProxyType({}),
        watch: Watch = _ignore,
        clock: Callable[[], datetime] | None = None,
    ) -> Plan:
        """What the Promotion of ``freight`` to ``stage`` would do.

        :param secrets: collects the secrets that the steps touch; a registry of its own if not given.
        :param sends: whether the requests of steps are sent, by alias, where it is not as it is by default.
        :param clock: tells expressions the time, so that plans that are compared have the same; the machine's if None.
        :raises CancelledError: asked to stop.
        """
        context = promotion_context(
            promotion,
            stage,
            freight,
            work_dir=str(self.work_dir),
            ui_base_url=self.ui_base_url,
            secrets=SecretRegistry() if secrets is None else secrets,
        )
        context = replace(context, clock=clock)
        steps = self.plan_steps(context, steps_of(promotion), cancel=cancel, sends=sends, watch=watch)
        return Plan(context.project, context.stage, promotion.spec.freight, steps)

    def plan_steps(
        self,
        context: Context,
        steps: Sequence[Step],
        *,
        cancel: Cancellation = NEVER,
        sends: Mapping[str, bool] = MappingProxyType({}),
        watch: Watch = _ignore,
    ) -> tuple[PlannedStep, ...]:
        """What these steps would do one after the other; the context's state takes in what they would put out."""
        ledger, provisional = Ledger(context.step_execution_metadata), Provisional(context.promotion)
        words: dict[str, Unknown] = {}
        context = replace(context, words=words)
        planned = []
        for index, step in enumerate(steps):
            execution = Execution(cancel, progress=_told(watch, step, context.secrets))
            execution.check()
            watch(step, "")
            looked_at = _Look(self, context, step, ledger, execution, sends.get(step.alias)).look()
            words |= {found.words: found for _, found in unknowns(looked_at.config)}
            provisional.note(self.made_commits(), step.alias)
            is_read = any(_may_read(later, step.alias) for later in steps[index + 1 :])
            planned.append(presented(replace(looked_at, is_read_later=is_read), context.secrets, provisional))
        return tuple(planned)


def _may_read(step: Step, alias: str) -> bool:
    """Whether a step's texts name the outputs of another, as far as one can tell by its name alone."""
    name = alias.rpartition("::")[2]
    texts = f"{step.if_} {step.config} {[variable.value for variable in step.vars]}"
    return "outputs" in texts and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", texts) is not None


def _told(watch: Watch, step: Step, secrets: SecretRegistry) -> Callable[[str], None]:
    return lambda text: watch(step, secrets.mask(text))


class _Look:
    """One step, looked at."""

    def __init__(
        self,
        planner: Planner,
        context: Context,
        step: Step,
        ledger: Ledger,
        execution: Execution,
        sends: bool | None,
    ) -> None:
        self._planner = planner
        self._context = context
        self._step = step
        self._ledger = ledger
        self._execution = execution
        self._sends = sends
        self._certain = True
        self._notes: tuple[str, ...] = ()

    def look(self) -> PlannedStep:
        """What would become of the step; its status and output are noted for the steps after it."""
        step, services = self._step, self._planner.services
        evaluation = StepEvaluation(step, self._context, self._ledger, services.kargo_client, {})
        try:
            wanted = evaluation.condition()
        except TranshipError as error:
            return self._fails(f"its condition can't be decided: {error}")
        if wanted is False:
            return self._skipped()
        if isinstance(wanted, Unknown):
            self._certain = False
            self._notes = (f"only if {step.if_.strip()} ({wanted.reason or 'not known yet'})",)
        definition = self._planner.definitions.get(step.kind)
        if definition is None:
            return self._fails(unknown_kind(step.kind, self._planner.definitions))
        try:
            config = evaluation.config()
        except TranshipError as error:
            return self._fails(f"its configuration can't be evaluated: {error}")
        return self._act(definition, config)

    def _act(self, definition: StepDefinition, config: Config | None) -> PlannedStep:
        """Run the step or have it tell what it would do, if its configuration is known as far as it has to be."""
        given = step_context(self._context, self._step.alias, config)
        capabilities = self._planner.services.granted(definition.metadata, self._context.secrets)
        is_unknown = any(unknowns(config))
        try:
            run: StepRun[Any] | None = None
            if is_unknown:
                run = definition.prepare_unknown(given, capabilities, self._execution)
            if run is None and is_unknown and definition.effects != PURE:
                return self._unknown(definition, config)
            if run is None:
                run = definition.prepare(given, capabilities, self._execution)
        except StepFailed as error:
            # A step that touches nothing may work with what is not known, if its configuration can hold it.
            if is_unknown and definition.effects == PURE:
                return self._unknown(definition, config)
            return self._fails(str(error), config)
        effects = definition.effects_of(run.config)
        if self._is_run(definition, effects, is_unknown=is_unknown):
            return self._run(definition, run, effects)
        return self._previewed(definition, run)

    def _is_run(self, definition: StepDefinition, effects: Effects, *, is_unknown: bool) -> bool:
        """Whether the step runs in a plan."""
        if not definition.is_request:
            return not effects & NEEDS_PREVIEW
        sends = Effect.WRITE not in effects if self._sends is None else self._sends
        if not sends and not effects & NEEDS_PREVIEW:
            self._notes += ("not sent, as asked for",)
        elif sends and is_unknown:
            self._notes += ("not sent, because not all of it is known",)
        return sends and not is_unknown

    def _run(self, definition: StepDefinition, run: StepRun[Any], effects: Effects) -> PlannedStep:
        """Run the step once."""
        config = run.context.config
        if definition.may_be_unknown and any(unknowns(config)):
            # Words stand for what is not known, where the step can do with them.
            words = {path: unknown.words for path, unknown in unknowns(config)}
            run = replace(run, context=replace(run.context, config=Config(replaced_unknowns(config, words))))
        tried = attempt(lambda: definition.factory(run.capabilities), run.context, self._execution)
        self._execution.check()
        writes = Effect.WRITE in effects
        if tried.error is not None:
            hint = "" if not definition.is_request else f" (a plan without this request: --no-send {self._step.alias})"
            return self._fails(f"{tried.error}{hint}", config, tried.output)
        if writes:
            self._notes += ("it was sent for this plan, as asked for; a promotion sends it again",)
        if tried.status in (PromotionStepStatus.RUNNING, PromotionStepStatus.FAILED):
            # Both are asked again until they have what they wait for.
            self._notes += (f"would wait: {tried.message}",)
            if definition.is_request and definition.preview is not None:
                output = definition.preview(run).output
                return self._runs(definition, config, Preview(output, notes=("that it comes is assumed",)), sent=writes)
            return self._runs(definition, config, Preview(tried.output))
        said = tried.message if tried.status == PromotionStepStatus.SKIPPED else ""
        return self._runs(definition, config, Preview(tried.output, notes=(said,)), sent=writes)

    def _previewed(self, definition: StepDefinition, run: StepRun[Any]) -> PlannedStep:
        """Have the step tell what it would do."""
        config = run.context.config
        if definition.preview is None:
            self._notes += () if definition.is_request else ("this kind of step can't say what it would do",)
            return self._unknown(definition, config)
        try:
            preview = definition.preview(run)
        except (TranshipError, OSError) as error:
            self._execution.check()
            return self._fails(str(error), config)
        return self._runs(definition, config, preview)

    def _runs(
        self, definition: StepDefinition, config: Config | None, preview: Preview, *, sent: bool = False
    ) -> PlannedStep:
        output = preview.output
        self._note(PromotionStepStatus.SUCCEEDED)
        self._publish(definition, output)
        return self._planned(
            Outcome.RUNS,
            changes=preview.changes,
            notes=preview.notes,
            unknown=tuple(field_text(path) for path, _ in unknowns(output)),
            config=config,
            output=output,
            sent=sent,
        )

    def _unknown(self, definition: StepDefinition, config: Config | None) -> PlannedStep:
        """A step that can only be looked at when it runs: that it succeeds is assumed, its output is unknown."""
        self._note(PromotionStepStatus.SUCCEEDED)
        self._publish(definition, Unknown(f"known after {self._step.alias}"))
        found = list(unknowns(config))
        reasons = dict.fromkeys(unknown.reason or "not known yet" for _, unknown in found)
        effects = definition.effects
        if effects is not None and Effect.LOCAL in effects:
            self._notes += ("what it writes is missing in what is shown of later steps",)
        return self._planned(
            Outcome.UNKNOWN,
            message=", ".join(reasons),
            unknown=tuple(field_text(path) for path, _ in found),
            config=config,
            may_change=effects is None or bool(effects & (LOCAL | WRITE)),
        )

    def _publish(self, definition: StepDefinition, output: Any) -> None:
        propagates = StepRunnerCapability.TASK_OUTPUT_PROPAGATION in definition.metadata.required_capabilities
        publish(self._context.state, self._step.alias, output, propagates=propagates)

    def _fails(self, message: str, config: Config | None = None, output: Any = None) -> PlannedStep:
        # What only may fail is not expected to: the plan goes on as if the step's condition were false.
        self._note(PromotionStepStatus.FAILED if self._certain else PromotionStepStatus.SKIPPED, message)
        if config is not None and self._certain:
            publish(self._context.state, self._step.alias, output, propagates=False)
        return self._planned(Outcome.FAILS, message=message, config=config, output=output)

    def _skipped(self) -> PlannedStep:
        self._note(PromotionStepStatus.SKIPPED)
        why = f"if: {self._step.if_.strip()}" if self._step.if_ else "an earlier step would fail"
        return self._planned(Outcome.SKIPPED, message=why)

    def _note(self, status: PromotionStepStatus, message: str = "") -> None:
        entry = self._ledger.open(self._step.alias, continue_on_error=self._step.continue_on_error)
        self._ledger.put(entry.replace(status=status, message=message))

    def _planned(
        self,
        outcome: Outcome,
        *,
        message: str = "",
        changes: tuple[Change, ...] = (),
        notes: tuple[str, ...] = (),
        unknown: tuple[str, ...] = (),
        config: Config | None = None,
        output: Any = None,
        sent: bool = False,
        may_change: bool = True,
    ) -> PlannedStep:
        step = self._step
        return PlannedStep(
            step.alias,
            step.kind,
            outcome,
            certain=self._certain,
            tolerated=step.continue_on_error,
            sent=sent,
            may_change=may_change,
            message=message,
            changes=changes,
            notes=tuple(note for note in (*self._notes, *notes) if note),
            unknown=unknown,
            config=config,
            output=output,
            place=str(step.source.locate()) if step.source else "",
        )
