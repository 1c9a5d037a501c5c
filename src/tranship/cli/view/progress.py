"""The progress of a promotion while it runs: a live table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any, Protocol

from rich.console import Console, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from tranship.cli.view.consoles import NARROWEST
from tranship.cli.view.remarks import remark
from tranship.cli.view.text import PENDING_SYMBOL, RETRY_SYMBOL, SYMBOLS, elapsed, one_line
from tranship.models.promotion import PromotionStep, StepExecutionMetadata
from tranship.models.promotion import PromotionStepStatus as Status
from tranship.promotion.observer import StepSnapshot

Mask = Callable[[str], str]

_WIDEST_NAME = 24
"""Cells that an alias or a kind may take in a table."""
_TIME_WIDTH = 6
"""Cells for how long a step took; few take more."""


class ProgressView(Protocol):
    """An observer with a screen."""

    def step_started(self, snapshot: StepSnapshot) -> None:
        """Show that a step runs."""

    def step_finished(self, snapshot: StepSnapshot) -> None:
        """Show what an attempt came to."""

    def log(self, alias: str, line: str) -> None:
        """Show a line that a step wrote."""

    def progress(self, alias: str, text: str) -> None:
        """Show what a step is doing."""

    def showing(self) -> AbstractContextManager[object]:
        """The time in which the screen is in use."""


def progress_view(console: Console, steps: Sequence[PromotionStep], mask: Mask, *, timestamps: bool) -> ProgressView:
    """The view that fits the console."""
    if console.is_terminal and not timestamps:
        return LiveProgress(console, steps, mask)
    return PlainProgress(console, steps, mask, timestamps=timestamps)


def _widths(steps: Sequence[PromotionStep]) -> tuple[int, int]:
    """The cells that aliases and kinds take."""
    aliases, kinds = (len(step.as_) for step in steps), (len(step.uses) for step in steps)
    return min(_WIDEST_NAME, max(aliases, default=0)), min(_WIDEST_NAME, max(kinds, default=0))


def _how_it_went(snapshot: StepSnapshot, step: PromotionStep | None, mask: Mask) -> str:
    """The remark on a step's line after an attempt."""
    entry = snapshot.metadata
    if entry.status == Status.SKIPPED and entry.started_at is None:
        return f"skipped (if: {one_line(step.if_)})" if step and step.if_ else "skipped after an earlier failure"
    if entry.message and entry.status != Status.SUCCEEDED:
        return one_line(entry.message)
    outputs: Mapping[str, Any] = snapshot.outputs
    return mask(remark(snapshot.kind, outputs.get(entry.alias), snapshot.config)) or one_line(entry.message)


def _is_waiting(entry: StepExecutionMetadata) -> bool:
    return entry.finished_at is None and entry.started_at is not None


class PlainProgress:
    """Lines, each complete in itself, for pipes, CI and files."""

    def __init__(
        self, console: Console, steps: Sequence[PromotionStep], mask: Mask, *, timestamps: bool = False
    ) -> None:
        self._console = console
        self._steps = {step.as_: step for step in steps}
        self._mask = mask
        self._timestamps = timestamps
        self._said: dict[str, str] = {}
        self._alias_width, self._kind_width = _widths(steps)

    def showing(self) -> AbstractContextManager[object]:
        """Nothing has to be set up for lines."""
        return nullcontext()

    def step_started(self, snapshot: StepSnapshot) -> None:
        """Take no notice: a line is written when there is something to say."""

    def step_finished(self, snapshot: StepSnapshot) -> None:
        """Write the step's line, unless it would be the same as the last one."""
        entry = snapshot.metadata
        symbol = _symbol(entry)[0]
        took = elapsed(entry.started_at, entry.finished_at or datetime.now(UTC))
        text = _how_it_went(snapshot, self._steps.get(entry.alias), self._mask)
        state = f"{entry.alias} {snapshot.kind} {entry.status} {text}"
        if self._said.get(entry.alias) != state:
            self._said[entry.alias] = state
            alias, kind = f"{entry.alias:{self._alias_width}}", f"{snapshot.kind:{self._kind_width}}"
            begin = f" {symbol} {alias}  {kind}  {took:>{_TIME_WIDTH}}  "
            # Of what went wrong nothing more is left out, for nobody may see the rest of it in time.
            fitted = one_line(text, NARROWEST - len(begin)) if entry.status == Status.SUCCEEDED else text
            self._line((begin + (text if "://" in text else fitted)).rstrip())

    def log(self, alias: str, line: str) -> None:
        """Take no notice: lines are for ``tranship logs``."""

    def progress(self, alias: str, text: str) -> None:
        """Write what a step is doing, once."""
        if self._said.get(alias) != text:
            self._said[alias] = text
            self._line(f" … {alias:{self._alias_width}}  {text}")

    def _line(self, text: str) -> None:
        stamp = f"{datetime.now(UTC).astimezone():%Y-%m-%dT%H:%M:%S%z} " if self._timestamps else ""
        self._console.print(Text(stamp + text), soft_wrap=True)


class LiveProgress:
    """A table of all steps that changes in place."""

    def __init__(self, console: Console, steps: Sequence[PromotionStep], mask: Mask) -> None:
        self._console = console
        self._steps = list(steps)
        self._mask = mask
        self._entries: dict[str, StepExecutionMetadata] = {}
        self._remarks: dict[str, str] = {}
        self._live: Live | None = None
        self._alias_width, self._kind_width = _widths(steps)

    def showing(self) -> AbstractContextManager[object]:
        """Keep the table on the screen while the block runs; what it showed last stays."""
        self._live = Live(self, console=self._console, refresh_per_second=8, transient=False, redirect_stdout=False)
        return self._live

    def __rich__(self) -> RenderableType:
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(width=self._alias_width + 3, no_wrap=True, overflow="ellipsis")
        table.add_column(width=self._kind_width, no_wrap=True, overflow="ellipsis")
        table.add_column(width=_TIME_WIDTH, justify="right", no_wrap=True)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        for step in self._steps:
            table.add_row(*self._row(step))
        return table

    def step_started(self, snapshot: StepSnapshot) -> None:
        """Show that the step runs."""
        self._entries[snapshot.metadata.alias] = snapshot.metadata.replace(status=Status.RUNNING)

    def step_finished(self, snapshot: StepSnapshot) -> None:
        """Show what the attempt came to."""
        alias = snapshot.metadata.alias
        self._entries[alias] = snapshot.metadata
        step = next((step for step in self._steps if step.as_ == alias), None)
        self._remarks[alias] = _how_it_went(snapshot, step, self._mask)

    def log(self, alias: str, line: str) -> None:
        """Show the step's latest line."""
        self._remarks[alias] = one_line(line)

    def progress(self, alias: str, text: str) -> None:
        """Show what the step is doing."""
        self._remarks[alias] = one_line(text)

    def _row(self, step: PromotionStep) -> tuple[Text, ...]:
        entry = self._entries.get(step.as_)
        symbol, style = PENDING_SYMBOL if entry is None else _symbol(entry)
        now = datetime.now(UTC)
        took = elapsed(entry.started_at, entry.finished_at or now) if entry else ""
        if entry and _is_waiting(entry) and symbol == SYMBOLS[Status.RUNNING][0] and int(time.monotonic() * 2) % 2:
            style = f"bold {style}"
        dim = "dim" if entry is None or entry.status == Status.SKIPPED else ""
        return (
            Text.assemble((f" {symbol} ", style), (step.as_, dim)),
            Text(step.uses, "dim"),
            Text(took, "dim"),
            Text(self._remarks.get(step.as_, ""), dim),
        )


def _symbol(entry: StepExecutionMetadata) -> tuple[str, str]:
    if entry.finished_at is None and entry.started_at is not None and entry.error_count:
        return RETRY_SYMBOL
    return SYMBOLS.get(entry.status, PENDING_SYMBOL)
