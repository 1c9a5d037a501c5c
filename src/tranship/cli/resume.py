"""tranship resume: goes on with a promotion that was interrupted, or waits."""

from __future__ import annotations

import click

from tranship.app import Settings, open_app
from tranship.cli.completing import complete_promotion
from tranship.cli.finding import find_promotion
from tranship.cli.options import (
    FILES,
    KEEP_WORK_DIR,
    OUTPUT,
    PROJECT,
    RECURSIVE,
    SECRET,
    TIMESTAMPS,
    with_options,
)
from tranship.cli.reading import load_inputs, reload_inputs
from tranship.cli.session import drive_with_view
from tranship.credentials.secrets import SecretRegistry
from tranship.errors import InputError


@click.command("resume")
@click.argument("name", shell_complete=complete_promotion)
@with_options(FILES, RECURSIVE, PROJECT, SECRET, OUTPUT, KEEP_WORK_DIR, TIMESTAMPS)
@click.pass_context
def command(
    ctx: click.Context,
    name: str,
    files: tuple[str, ...],
    recursive: bool,
    project: str | None,
    secrets: tuple[str, ...],
    output: str,
    keep_work_dir: bool,
    timestamps: bool,
) -> int:
    """Go on with the promotion NAME (or the start of its name, or "last").

    The step that was interrupted runs again, in the work directory as it was left; steps that had ended don't. The
    manifests that the promotion was made from are read again for the Secrets in them; -f names others. Values that
    --secret gave have to be given again, for they are never stored.
    """
    settings = Settings.from_environment(state=ctx.obj["state"], keep_work_dirs=keep_work_dir)
    secrets_seen = ctx.obj["secrets"] = SecretRegistry()
    with open_app(settings) as app:
        promotion = find_promotion(app.store, project, name, unended=True)
        if promotion.status.phase and promotion.status.phase.is_terminal:
            raise InputError(
                f"the promotion {promotion.name} has ended ({promotion.status.phase}); start a new one with "
                "`tranship promote`"
            )
        if not files:
            reload_inputs(app.store, promotion)
        load_inputs(app.store, files, recursive, secrets, promotion.namespace)
        return drive_with_view(app, promotion, secrets=secrets_seen, output=output, timestamps=timestamps)
