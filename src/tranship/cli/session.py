"""What verbs that run a promotion share: reading inputs into the store, driving with a view, the end's report."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import click

from tranship.app import App
from tranship.cli.inputs import MANIFESTS, add_secrets
from tranship.credentials.secrets import SecretRegistry
from tranship.errors import CancelledError, InputError, UnavailableStoreError
from tranship.execution import Cancellation
from tranship.lifecycle.apply import apply
from tranship.manifests import Manifests, read_manifests
from tranship.models.project import Project
from tranship.models.promotion import Promotion
from tranship.models.resource import Resource
from tranship.store.protocol import Store

INTERRUPTED = 130
_NO_PROJECT = "default"
"""The project of manifests that name none, where nobody else names one."""


def load_inputs(
    store: Store, files: Sequence[str], recursive: bool, secrets: Sequence[str], project: str | None
) -> list[Resource]:
    """Read manifests and --secret texts into the store; returns the resources read.

    :raises ManifestError: something in the manifests is wrong; all problems at once.
    :raises InputError: a --secret can't be read, or it is not clear which project it belongs to.
    """
    manifests = read_manifests(files, recursive=recursive) if files else Manifests()
    for one in manifests.skipped:
        if one.unreadable:
            click.echo(f"warning: {one.position}: {one.reason}; the file was passed over", err=True)
    resources = _placed(manifests.resources, project)
    apply(store, resources)
    if secrets:
        projects = {project} if project else {one.namespace for one in resources if one.namespace}
        if len(projects) != 1:
            found = f"several projects ({', '.join(sorted(projects))})" if projects else "no project"
            raise InputError(f"--secret needs --project: the manifests at hand are of {found}")
        add_secrets(store, secrets, projects.pop())
    return resources


def _placed(resources: Sequence[Resource], project: str | None) -> list[Resource]:
    """The resources, each in a project: those that name none are in ``project``, or where the others are."""
    if not project:
        named = {one.namespace for one in resources if one.namespace}
        named |= {one.name for one in resources if isinstance(one, Project)}
        project = named.pop() if len(named) == 1 else _NO_PROJECT
    return [
        one.with_metadata(namespace=project) if type(one).namespaced and not one.namespace else one for one in resources
    ]


def reload_inputs(store: Store, promotion: Promotion) -> None:
    """Read the manifests again that a Promotion was made from, for the Secrets in them; what is gone is passed over."""
    noted = promotion.metadata.annotations.get(MANIFESTS, "")
    recursive = noted.startswith("-R ")
    files = [file for file in noted.removeprefix("-R ").split(os.pathsep) if file and Path(file).exists()]
    load_inputs(store, files, recursive, (), promotion.namespace)


def drive_with_view(app: App, promotion: Promotion, *, output: str, timestamps: bool) -> int:
    """Drive a Promotion to its end, show how it goes on stderr and the result on stdout; returns the exit code."""
    # What draws is loaded after the first line is on the screen.
    from tranship.cli.view.consoles import progress_console
    from tranship.cli.view.progress import progress_view
    from tranship.cli.view.report import EXIT_CODES, print_report

    secrets = SecretRegistry()
    is_new, begin = promotion.status.started_at is None, time.monotonic()
    view = progress_view(progress_console(), promotion.spec.steps, secrets.mask, timestamps=timestamps)
    try:
        with interruptible(), view.showing():
            ended = app.driver.drive(
                promotion.namespace, promotion.name, cancel=Cancellation(), observer=view, secrets=secrets
            )
    except (KeyboardInterrupt, CancelledError):
        click.echo(f"\nInterrupted. Nothing runs any more. Go on with:\n  tranship resume {promotion.name}", err=True)
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
    """Let SIGTERM end the work as Ctrl-C does: children stopped, the promotion left where it can go on."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
