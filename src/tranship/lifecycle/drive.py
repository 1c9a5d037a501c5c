"""Driving a Promotion: load it, run the engine as far as it goes, save it, and say when to come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tranship.credentials.secrets import SecretRegistry
from tranship.errors import CancelledError, NotFoundError
from tranship.execution import Cancellation, utc_now
from tranship.gotypes.duration import Duration
from tranship.lifecycle.abort import abort_message, aborted, obeying
from tranship.lifecycle.backoff import next_delay
from tranship.lifecycle.context import promotion_context
from tranship.lifecycle.freight import target_collection
from tranship.lifecycle.journal import JournalWriter, health_check_step, note_restart
from tranship.lifecycle.lease import alone
from tranship.lifecycle.progress import Progress, position_noted, read_progress
from tranship.lifecycle.secret_state import Resolver, conceal
from tranship.lifecycle.settle import settle
from tranship.lifecycle.work_dir import WorkDirs
from tranship.models.freight import Freight
from tranship.models.promotion import Promotion, PromotionPhase
from tranship.models.stage import Stage
from tranship.promotion.context import Context
from tranship.promotion.engine import Engine
from tranship.promotion.observer import SILENT, Observer
from tranship.promotion.registry import StepRunnerRegistration
from tranship.promotion.results import Result
from tranship.promotion.state import State
from tranship.promotion.step import steps_of
from tranship.store.protocol import Store


@dataclass(frozen=True)
class Turn:
    """What one turn of driving came to: the Promotion as it is stored now, and when to drive it again.

    ``delay`` is in seconds; None: it has ended. ``error`` is the text of the error that the current step backs off on.
    """

    promotion: Promotion
    delay: float | None = None
    error: str | None = None


@dataclass(frozen=True)
class Driver:
    """Drives Promotions that are in ``store`` with ``engine``.

    :param resolve_secret: reads a secret that saved state refers to.
    :param registry: kinds of steps, for their timeouts.
    :param keep_work_dirs: leave the work directory of a Promotion that has ended.
    :param settles: note in Stage and Freight what a Promotion has brought; not where Kargo's controllers do that.
    :param now: tells expressions the time, if it is not the machine's, which is finer.
    """

    store: Store
    engine: Engine
    work_dirs: WorkDirs
    resolve_secret: Resolver
    registry: Mapping[str, StepRunnerRegistration]
    ui_base_url: str = ""
    keep_work_dirs: bool = False
    settles: bool = True
    clock: Callable[[], datetime] = utc_now
    now: Callable[[], datetime] | None = None

    def drive(
        self,
        project: str,
        name: str,
        *,
        cancel: Cancellation,
        observer: Observer = SILENT,
        secrets: SecretRegistry | None = None,
    ) -> Promotion:
        """Drive a Promotion to its end, waiting where it waits. Nobody else can drive it meanwhile.

        :param secrets: collects the secrets that the Promotion touches; a registry of its own if not given.

        :raises NotFoundError: it, its Stage or its Freight does not exist.
        :raises ConflictError: somebody else drives it.
        :raises CancelledError: asked to stop while waiting; the Promotion stays as it is and can be driven on.
        """
        with alone(self.store, self._load(project, name)):
            secrets = SecretRegistry() if secrets is None else secrets
            while True:
                turn = self._turn(project, name, cancel, observer, secrets)
                if turn.delay is None:
                    return turn.promotion
                with obeying(self.store, turn.promotion, cancel):
                    cancel.wait(turn.delay)
                if cancel.cancelled and not abort_message(self._load(project, name)):
                    raise CancelledError(f"stopped while the Promotion {name} was waiting: {cancel.reason}")

    def drive_once(
        self,
        project: str,
        name: str,
        *,
        cancel: Cancellation,
        observer: Observer = SILENT,
        secrets: SecretRegistry | None = None,
    ) -> Turn:
        """Drive a Promotion until it ends or waits.

        :param secrets: collects the secrets that the Promotion touches; a registry of its own if not given.

        :raises NotFoundError: it, its Stage or its Freight does not exist.
        :raises ConflictError: somebody else drives it.
        """
        with alone(self.store, self._load(project, name)):
            return self._turn(project, name, cancel, observer, SecretRegistry() if secrets is None else secrets)

    def _turn(self, project: str, name: str, cancel: Cancellation, observer: Observer, secrets: SecretRegistry) -> Turn:
        promotion = self._load(project, name)
        if promotion.status.phase and promotion.status.phase.is_terminal:
            return Turn(promotion)
        progress = read_progress(self.store, promotion)
        if message := abort_message(promotion):
            status = aborted(progress.applied_to(promotion.status), message, self.clock())
            return Turn(self._save(promotion.replace(status=status)))

        promotion, freight = self._begun(promotion)
        if progress.metadata and not self.work_dirs.holds(promotion.metadata.uid):
            # What earlier steps left in the work directory is gone, so all of them run again; their outputs stay. It is
            # noted before there is a new one, which would look like the old one to the next process.
            note_restart(self.store, promotion)
            progress = Progress(state=progress.state)
        work_dir = self.work_dirs.open(promotion.metadata.uid)
        context = self._context(promotion, freight, progress, str(work_dir.path), secrets)
        writer = JournalWriter(self.store, promotion.metadata.uid, secrets, observer)
        with obeying(self.store, promotion, cancel):
            result = self.engine.promote(context, steps_of(promotion), cancel=cancel, observer=writer)
        writer.flush()
        return self._saved_turn(promotion, progress, result, secrets)

    def _load(self, project: str, name: str) -> Promotion:
        promotion = self.store.get(Promotion, project, name)
        if promotion is None:
            raise NotFoundError(f'there is no Promotion "{name}" in the project "{project}"')
        return promotion

    def _begun(self, promotion: Promotion) -> tuple[Promotion, Freight]:
        """The Promotion with its Freight collected and its start noted, the first time; and the Freight."""
        project, spec = promotion.metadata.namespace, promotion.spec
        freight = self.store.get(Freight, project, spec.freight)
        if freight is None:
            raise NotFoundError(f'there is no Freight "{spec.freight}" in the project "{project}"')
        if promotion.status.phase is PromotionPhase.RUNNING:
            return promotion, freight
        target = freight.reference()
        status = promotion.status.replace(
            phase=PromotionPhase.RUNNING,
            started_at=promotion.status.started_at or self.clock(),
            freight=target,
            freight_collection=promotion.status.freight_collection or target_collection(self._stage(promotion), target),
        )
        return self.store.update(promotion.replace(status=status)), freight

    def _stage(self, promotion: Promotion) -> Stage:
        project, name = promotion.metadata.namespace, promotion.spec.stage
        stage = self.store.get(Stage, project, name)
        if stage is None:
            raise NotFoundError(f'there is no Stage "{name}" in the project "{project}"')
        return stage

    def _context(
        self, promotion: Promotion, freight: Freight, progress: Progress, work_dir: str, secrets: SecretRegistry
    ) -> Context:
        context = promotion_context(
            promotion,
            self._stage(promotion),
            freight,
            work_dir=work_dir,
            ui_base_url=self.ui_base_url,
            secrets=secrets,
        )
        return replace(
            context,
            clock=self.now,
            start_from_step=progress.current_step,
            step_execution_metadata=tuple(progress.metadata.values()),
            state=State(progress.revealed_state(self.resolve_secret, secrets)),
            interrupted=progress.interrupted,
        )

    def _saved_turn(self, promotion: Promotion, progress: Progress, result: Result, secrets: SecretRegistry) -> Turn:
        """Save what the engine returned, and decide when to come back."""
        now = self.clock()
        health_checks = (health_check_step(criteria, secrets) for criteria in result.health_checks)
        status = promotion.status.replace(
            phase=result.status,
            message=secrets.mask(result.message),
            current_step=result.current_step,
            step_execution_metadata=result.step_execution_metadata,
            state=conceal(dict(result.state), secrets) or None,
            health_checks=(*progress.health_checks, *health_checks),
            finished_at=now if result.status.is_terminal else None,
        )
        asked = self._load(promotion.metadata.namespace, promotion.metadata.name)
        if message := abort_message(asked):
            status = aborted(status, message, now)
        saved = self._save(asked.replace(status=status))
        if status.phase and status.phase.is_terminal:
            return Turn(saved)
        return Turn(saved, self._delay(promotion, result, now), str(result.error) if result.error else None)

    def _save(self, promotion: Promotion) -> Promotion:
        """Store the whole status, with a note of how much of the journal is in it.

        Stage and Freight are told first that it has ended: who is cut off in between does it again, and once the end
        is stored nobody comes back. For the same reason the work directory goes last.
        """
        has_ended, gone = promotion.status.phase is not None and promotion.status.phase.is_terminal, None
        if has_ended and self.settles:
            try:
                settle(self.store, promotion, self.clock())
            except NotFoundError as error:
                gone = error
        saved = self.store.update(position_noted(self.store, promotion))
        if has_ended:
            close = self.work_dirs.keep if self.keep_work_dirs else self.work_dirs.remove
            close(promotion.metadata.uid)
        if gone is not None:
            raise gone
        return saved

    def _delay(self, promotion: Promotion, result: Result, now: datetime) -> float:
        step = promotion.spec.steps[result.current_step]
        entry = next(entry for entry in result.step_execution_metadata if entry.alias == step.as_)
        registration = self.registry.get(step.uses)
        timeout = registration.metadata.default_timeout if registration else Duration(0)
        if step.retry is not None and step.retry.timeout is not None:
            timeout = step.retry.timeout
        return next_delay(entry, now, failed=result.error is not None, retry_after=result.retry_after, timeout=timeout)
