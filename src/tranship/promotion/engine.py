"""The engine: runs steps in order until one waits, is to be tried again, or all are done; then says how it stands."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Protocol

from tranship.credentials.database import Database
from tranship.errors import StepError, TranshipError
from tranship.execution import NEVER, Cancellation, Execution, utc_now
from tranship.health import Criteria
from tranship.models.promotion import PromotionPhase, PromotionStepStatus, StepExecutionMetadata
from tranship.promotion.config import Config
from tranship.promotion.context import Context
from tranship.promotion.evaluation import Cache, StepEvaluation
from tranship.promotion.exchange import Services, publish, step_context
from tranship.promotion.ledger import Ledger
from tranship.promotion.observer import SILENT, Observer, StepSnapshot
from tranship.promotion.outcomes import Attempt, Limits, attempt, judge
from tranship.promotion.phase import final_phase
from tranship.promotion.registry import (
    DEFAULT_REGISTRY,
    GitUserResolver,
    StepRunnerCapability,
    StepRunnerMetadata,
    StepRunnerRegistration,
)
from tranship.promotion.results import Result
from tranship.promotion.step import Step
from tranship.store.applications import Applications
from tranship.store.protocol import Store

ExprDataCacheFn = Callable[[], Cache | None]
"""Makes the cache that the expression functions of one step share: one for each step, for data may change between
steps. It may return None: then nothing is kept."""


def default_expr_data_cache_fn() -> Cache | None:
    """A new cache; what is in it stays as long as it does."""
    return {}


class Engine(Protocol):
    """Runs the steps of promotions."""

    def promote(
        self,
        context: Context,
        steps: Sequence[Step],
        *,
        cancel: Cancellation = NEVER,
        observer: Observer = SILENT,
    ) -> Result:
        """Run ``steps`` from ``context.start_from_step`` and say how far they came. See :class:`Result`."""


class SimpleEngine:
    """An engine that runs steps in this process.

    It is re-entrant: a call runs until a step waits or is to be tried again, and returns; the next call is given what
    the last one returned. It keeps nothing itself, so one engine serves any number of promotions in any threads.

    :param kargo_client: the resources of Kargo's control plane, for functions and steps that read or change them.
    :param argocd_client: those of Argo CD's, None where there is none.
    :param creds_db: answers which credentials a repository has.
    :param cache_fn: makes the cache for expression functions of a step; None: nothing is cached.
    :param git_users: knows the system's Git user.
    :param toolbox: the clients that steps work with; opaque to the engine.
    :param registry: kinds of steps; the process's registry if not given.
    :param clock: the time in UTC.
    """

    def __init__(
        self,
        kargo_client: Store | None = None,
        argocd_client: Applications | None = None,
        creds_db: Database | None = None,
        cache_fn: ExprDataCacheFn | None = default_expr_data_cache_fn,
        *,
        git_users: GitUserResolver | None = None,
        toolbox: object | None = None,
        registry: Mapping[str, StepRunnerRegistration] | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._services = Services(kargo_client, argocd_client, creds_db, git_users, toolbox)
        self._cache_fn = cache_fn
        self._registry = DEFAULT_REGISTRY if registry is None else registry
        self._clock = clock

    def promote(
        self,
        context: Context,
        steps: Sequence[Step],
        *,
        cancel: Cancellation = NEVER,
        observer: Observer = SILENT,
    ) -> Result:
        """Run ``steps`` from ``context.start_from_step`` and say how far they came. See :class:`Result`.

        Cancellation is looked at before each step: the promotion is then Errored. The context is left as it is.
        """
        if context.work_dir:
            return self._run(context, steps, cancel, observer)
        with tempfile.TemporaryDirectory(prefix="tranship-") as work_dir:
            return self._run(replace(context, work_dir=work_dir), steps, cancel, observer)

    def _run(self, context: Context, steps: Sequence[Step], cancel: Cancellation, observer: Observer) -> Result:
        context = replace(context, state=context.state.deep_copy())
        ledger = Ledger(context.step_execution_metadata)
        health_checks: list[Criteria] = []

        def result(status: PromotionPhase, current_step: int, message: str = "") -> Result:
            return Result(status, message, current_step, tuple(health_checks), tuple(ledger), context.state)

        for index in range(context.start_from_step, len(steps)):
            step = steps[index]
            entry = ledger.open(step.alias, continue_on_error=step.continue_on_error)
            if cancel.cancelled:
                message = f"stopped before step {step.alias!r}: {cancel.reason}"
                if entry.started_at and not entry.finished_at:
                    status = PromotionStepStatus.ERRORED
                    ledger.put(entry.replace(status=status, message=cancel.reason, finished_at=self._clock()))
                return result(PromotionPhase.ERRORED, index, message)

            run = _StepRun(self, context, step, index, ledger, observer)
            verdict = run.to_end(cancel)
            if verdict is not None:
                waiting, error = verdict
                return replace(
                    result(PromotionPhase.RUNNING, index),
                    retry_after=waiting.retry_after,
                    error=StepError(f'step "{step.alias}": {error}') if error is not None else None,
                )
            if run.health_check is not None:
                health_checks.append(run.health_check)

        phase, message = final_phase(steps, ledger)
        return result(phase, len(steps) - 1, message)

    def new_cache(self) -> Cache | None:
        """A cache for the expression functions of one step."""
        return self._cache_fn() if self._cache_fn else None


class _StepRun:
    """One step within one call of the engine: from its condition to the verdict on its attempt."""

    def __init__(
        self,
        engine: SimpleEngine,
        context: Context,
        step: Step,
        index: int,
        ledger: Ledger,
        observer: Observer,
    ) -> None:
        self._engine = engine
        self._context = context
        self._step = step
        self._index = index
        self._ledger = ledger
        self._observer = observer
        self.health_check: Criteria | None = None

    def to_end(self, cancel: Cancellation) -> tuple[Attempt, str | None] | None:
        """Bring the step to its end; if that can't be now, return the attempt that left it open and its error."""
        engine, step, ledger = self._engine, self._step, self._ledger
        evaluation = StepEvaluation(step, self._context, ledger, engine._services.kargo_client, engine.new_cache())
        # The condition decides whether a step starts. Asking it again later would let a step's own failed attempt
        # skip the step.
        if self._entry.started_at is None:
            try:
                wanted = evaluation.condition()
            except TranshipError as error:
                self._not_run(PromotionStepStatus.ERRORED, f"its condition can't be decided: {error}")
                return None
            if wanted is not True:
                self._not_run(PromotionStepStatus.SKIPPED)
                return None

        registration = engine._registry.get(step.kind)
        if registration is None:
            self._not_run(PromotionStepStatus.ERRORED, unknown_kind(step.kind, engine._registry))
            return None

        if self._entry.started_at is None:
            ledger.put(self._entry.replace(started_at=engine._clock(), error_count=0))
        try:
            config = evaluation.config()
        except TranshipError as error:
            self._not_run(PromotionStepStatus.ERRORED, f"its configuration can't be evaluated: {error}")
            return None
        return self._attempt(registration, config, cancel)

    def _attempt(
        self, registration: StepRunnerRegistration, config: Config | None, cancel: Cancellation
    ) -> tuple[Attempt, str | None] | None:
        engine, secrets = self._engine, self._context.secrets
        metadata, alias = registration.metadata, self._step.alias
        limits = self._limits(metadata)
        masked_config = secrets.mask_value(config) if config is not None else None
        self._observer.step_started(StepSnapshot(self._index, self._step.kind, self._entry, config=masked_config))
        execution = Execution(
            cancel,
            deadline=self._deadline(limits),
            log=lambda line: self._observer.log(alias, secrets.mask(line)),
            progress=lambda text: self._observer.progress(alias, secrets.mask(text)),
        )
        capabilities = engine._services.granted(metadata, secrets)
        given = step_context(self._context, alias, config)
        tried = attempt(lambda: registration.factory(capabilities), given, execution)
        tried = replace(
            tried,
            message=secrets.mask(tried.message),
            error=None if tried.error is None else secrets.mask(tried.error),
        )
        outputs = self._publish(tried, metadata)
        verdict = judge(self._entry, tried, limits, engine._clock())
        entry = self._ledger.put(verdict.entry)
        if verdict.done and entry.status == PromotionStepStatus.SUCCEEDED:
            self.health_check = tried.health_check
        self._observer.step_finished(
            StepSnapshot(
                self._index, self._step.kind, entry, outputs, masked_config, self.health_check, done=verdict.done
            )
        )
        return None if verdict.done else (tried, verdict.error)

    @property
    def _entry(self) -> StepExecutionMetadata:
        return self._ledger.open(self._step.alias, continue_on_error=self._step.continue_on_error)

    def _not_run(self, status: str, message: str = "") -> None:
        """End the step before its runner is called."""
        masked = self._context.secrets.mask(message)
        entry = self._ledger.put(self._entry.replace(status=status, message=masked or self._entry.message))
        self._observer.step_finished(StepSnapshot(self._index, self._step.kind, entry, done=True))

    def _publish(self, tried: Attempt, metadata: StepRunnerMetadata) -> dict[str, Any]:
        """Store the attempt's output; returns the entries of the state that this changed."""
        propagates = StepRunnerCapability.TASK_OUTPUT_PROPAGATION in metadata.required_capabilities
        return publish(self._context.state, self._step.alias, tried.output, propagates=propagates)

    def _limits(self, metadata: StepRunnerMetadata) -> Limits:
        retry = self._step.retry
        timeout = metadata.default_timeout if retry is None or retry.timeout is None else retry.timeout
        return Limits(timeout, (retry.error_threshold if retry else 0) or metadata.default_error_threshold)

    def _deadline(self, limits: Limits) -> float | None:
        if limits.timeout <= 0 or self._entry.started_at is None:
            return None
        left = limits.timeout.seconds - (self._engine._clock() - self._entry.started_at).total_seconds()
        # A step whose time ran out while nobody called has one last attempt: what it waits for may be there by now.
        return time.monotonic() + left if left > 0 else None


def unknown_kind(kind: str, registry: Mapping[str, object]) -> str:
    """What to tell who uses a kind of step that is not there."""
    close = get_close_matches(kind, registry, n=1)
    hint = f'did you mean "{close[0]}"?' if close else "`tranship steps` lists what there is"
    return f'there is no step kind "{kind}"; {hint}'
