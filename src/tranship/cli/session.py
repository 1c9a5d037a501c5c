"""What verbs that run a promotion share: driving it with a view, and the report at its end."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import click

from tranship.app import App
from tranship.credentials.secrets import SecretRegistry
from tranship.errors import CancelledError, UnavailableStoreError
from tranship.execution import Cancellation
from tranship.models.promotion import Promotion

INTERRUPTED = 130
_ENDING = (signal.SIGINT, signal.SIGTERM)
"""What asks a process to end."""


def drive_with_view(app: App, promotion: Promotion, *, secrets: SecretRegistry, output: str, timestamps: bool) -> int:
    """Drive a Promotion to its end, show how it goes on stderr and the result on stdout; returns the exit code.

    :param secrets: collects what must not be shown.
    """
    # What draws is loaded after the first line is on the screen.
    from tranship.cli.view.consoles import progress_console
    from tranship.cli.view.progress import progress_view
    from tranship.cli.view.report import EXIT_CODES, print_report

    is_new, begin = promotion.status.started_at is None, time.monotonic()
    view = progress_view(progress_console(), promotion.spec.steps, secrets.mask, timestamps=timestamps)
    with interruptible():
        try:
            with view.showing():
                ended = app.driver.drive(
                    promotion.namespace, promotion.name, cancel=Cancellation(), observer=view, secrets=secrets
                )
        except (KeyboardInterrupt, CancelledError):
            click.echo(
                f"\nInterrupted. Nothing runs any more. Go on with:\n  tranship resume {promotion.name}", err=True
            )
            return INTERRUPTED
        except UnavailableStoreError as error:
            raise UnavailableStoreError(f"{error}\nThen go on with:\n  tranship resume {promotion.name}") from error
    click.echo(err=True)
    seconds = time.monotonic() - begin if is_new else None
    # Whoever reads the report may have seen enough; how the promotion went is told by the exit code all the same.
    with suppress(BrokenPipeError):
        kept = app.driver.work_dirs.path(promotion.metadata.uid) if app.settings.keep_work_dirs else None
        print_report(app.store, ended, secrets, output=output, seconds=seconds, work_dir=kept)
        sys.stdout.flush()
    return EXIT_CODES[ended.status.phase]


@contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGTERM end the work as Ctrl-C does: children stopped, the promotion left where it can go on.

    Only the first of such signals counts, so that whoever is impatient does not cut short what it brings about.
    """

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        for number in _ENDING:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
