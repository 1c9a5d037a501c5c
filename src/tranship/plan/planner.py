"""The planner: goes through the steps of a promotion as the engine would, and lets nothing act outside.

Conditions and configurations are evaluated by the same code as in a promotion. A step that stays within the work
directory, or reads, runs for real in a scratch directory; one that would write outside or wait tells what it would do.
What nobody can know before is Unknown, and so is everything that depends on it. There are no retries and no waits,
which is why this is not the engine's loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tranship.authoring import NEEDS_PREVIEW, PURE, Change, Preview, StepDefinition, StepRun
from tranship.credentials.secrets import SecretRegistry
from tranship.errors import StepFailed, TranshipError, field_text
from tranship.execution import NEVER, Cancellation, Execution
from tranship.exprlang import Unknown
from tranship.lifecycle.context import promotion_context
from tranship.models.freight import Freight
from tranship.models.promotion import Promotion, PromotionStepStatus
from tranship.models.stage import Stage
from tranship.plan.results import Outcome, Plan, PlannedStep
from tranship.plan.unknowns import shown, unknowns
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
    """

    services: Services
    definitions: Mapping[str, StepDefinition]
    work_dir: Path
    ui_base_url: str = ""

    def plan(
        self,
        promotion: Promotion,
        stage: Stage,
        freight: Freight,
        *,
        cancel: Cancellation = NEVER,
        secrets: SecretRegistry | None = None,
        watch: Watch = _ignore,
    ) -> Plan:
        """What the Promotion of ``freight`` to ``stage`` would do.

        :param secrets: collects the secrets that the steps touch; a registry of its own if not given.
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
        steps = self.plan_steps(context, steps_of(promotion), cancel=cancel, watch=watch)
        return Plan(context.project, context.stage, promotion.spec.freight, steps)

    def plan_steps(
        self, context: Context, steps: Sequence[Step], *, cancel: Cancellation = NEVER, watch: Watch = _ignore
    ) -> tuple[PlannedStep, ...]:
        """What these steps would do one after the other; the context's state takes in what they would put out."""
        ledger = Ledger(context.step_execution_metadata)
        planned = []
        for step in steps:
            execution = Execution(cancel, progress=_told(watch, step, context.secrets))
            execution.check()
            watch(step, "")
            looked_at = _Look(self, context, step, ledger, execution).look()
            planned.append(_masked(looked_at, context.secrets))
        return tuple(planned)


def _told(watch: Watch, step: Step, secrets: SecretRegistry) -> Callable[[str], None]:
    return lambda text: watch(step, secrets.mask(text))


class _Look:
    """One step, looked at."""

    def __init__(self, planner: Planner, context: Context, step: Step, ledger: Ledger, execution: Execution) -> None:
        self._planner = planner
        self._context = context
        self._step = step
        self._ledger = ledger
        self._execution = execution
        self._certain = True

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
        notes: tuple[str, ...] = ()
        if isinstance(wanted, Unknown):
            self._certain = False
            notes = (f"only if {step.if_.strip()} ({wanted.reason or 'not known yet'})",)
        definition = self._planner.definitions.get(step.kind)
        if definition is None:
            return self._fails(unknown_kind(step.kind, self._planner.definitions))
        try:
            config = evaluation.config()
        except TranshipError as error:
            return self._fails(f"its configuration can't be evaluated: {error}")
        return self._act(definition, config, notes)

    def _act(self, definition: StepDefinition, config: Config | None, notes: tuple[str, ...]) -> PlannedStep:
        """Run the step or have it tell what it would do, if its configuration is known."""
        given = step_context(self._context, self._step.alias, config)
        capabilities = self._planner.services.granted(definition.metadata, self._context.secrets)
        if definition.effects != PURE and any(unknowns(config)):
            try:
                without = definition.prepare_unknown(given, capabilities, self._execution)
            except StepFailed as error:
                return self._fails(str(error), config)
            return self._previewed(definition, without, notes) if without else self._unknown(definition, config, notes)
        try:
            prepared = definition.prepare(given, capabilities, self._execution)
        except StepFailed as error:
            # A step that touches nothing may work with what is not known, if its configuration can hold it.
            if any(unknowns(config)):
                return self._unknown(definition, config, notes)
            return self._fails(str(error), config)
        if definition.effects_of(prepared.config) & NEEDS_PREVIEW:
            return self._previewed(definition, prepared, notes)
        tried = attempt(lambda: definition.factory(capabilities), given, self._execution)
        self._execution.check()
        if tried.error is not None or tried.status == PromotionStepStatus.FAILED:
            return self._fails(tried.error or tried.message, config, tried.output)
        if tried.status == PromotionStepStatus.RUNNING:
            return self._unknown(definition, config, (*notes, f"would wait: {tried.message}"))
        said = tried.message if tried.status == PromotionStepStatus.SKIPPED else ""
        return self._runs(definition, config, Preview(tried.output, notes=(*notes, said)))

    def _previewed(self, definition: StepDefinition, run: StepRun[Any], notes: tuple[str, ...]) -> PlannedStep:
        """Have the step tell what it would do."""
        config = run.context.config
        if definition.preview is None:
            return self._unknown(definition, config, (*notes, "this kind of step can't say what it would do"))
        try:
            preview = definition.preview(run)
        except (TranshipError, OSError) as error:
            self._execution.check()
            return self._fails(str(error), config)
        return self._runs(definition, config, replace(preview, notes=(*notes, *preview.notes)))

    def _runs(self, definition: StepDefinition, config: Config | None, preview: Preview) -> PlannedStep:
        output = preview.output
        self._note(PromotionStepStatus.SUCCEEDED)
        propagates = StepRunnerCapability.TASK_OUTPUT_PROPAGATION in definition.metadata.required_capabilities
        publish(self._context.state, self._step.alias, output, propagates=propagates)
        unknown = tuple(field_text(path) for path, _ in unknowns(output))
        return self._planned(
            Outcome.RUNS,
            changes=preview.changes,
            notes=tuple(note for note in preview.notes if note),
            unknown=unknown,
            config=config,
            output=output,
        )

    def _unknown(self, definition: StepDefinition, config: Config | None, notes: tuple[str, ...]) -> PlannedStep:
        """A step that can only be looked at when it runs: that it succeeds is assumed, its output is unknown."""
        self._note(PromotionStepStatus.SUCCEEDED)
        output = Unknown(f"known after {self._step.alias}")
        propagates = StepRunnerCapability.TASK_OUTPUT_PROPAGATION in definition.metadata.required_capabilities
        publish(self._context.state, self._step.alias, output, propagates=propagates)
        found = list(unknowns(config))
        reasons = dict.fromkeys(unknown.reason or "not known yet" for _, unknown in found)
        return self._planned(
            Outcome.UNKNOWN,
            message=", ".join(reasons),
            notes=tuple(note for note in notes if note),
            unknown=tuple(field_text(path) for path, _ in found),
            config=config,
        )

    def _fails(self, message: str, config: Config | None = None, output: Any = None) -> PlannedStep:
        self._note(PromotionStepStatus.FAILED, message)
        if config is not None:
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
    ) -> PlannedStep:
        step = self._step
        return PlannedStep(
            step.alias,
            step.kind,
            outcome,
            certain=self._certain,
            message=message,
            changes=changes,
            notes=notes,
            unknown=unknown,
            config=shown(config),
            output=shown(output),
            place=str(step.source.locate()) if step.source else "",
        )


def _masked(step: PlannedStep, secrets: SecretRegistry) -> PlannedStep:
    """The step with no secret in any of its texts."""
    mask, mask_value = secrets.mask, secrets.mask_value
    return replace(
        step,
        message=mask(step.message),
        changes=tuple(
            Change(
                change.kind,
                mask(change.target),
                mask(change.summary),
                diff=mask(change.diff),
                details=mask_value(shown(change.details)),
            )
            for change in step.changes
        ),
        notes=tuple(mask(note) for note in step.notes),
        config=mask_value(step.config),
        output=mask_value(step.output),
    )
