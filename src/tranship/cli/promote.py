"""tranship promote: builds a Promotion, drives it to its end, and shows how it goes."""

from __future__ import annotations

import click

from tranship.app import Settings, open_apart, open_app
from tranship.cli.inputs import make_wish
from tranship.cli.options import KEEP_WORK_DIR, OUTPUT, TIMESTAMPS, Request, request_options, with_options
from tranship.cli.reading import read_inputs
from tranship.cli.session import drive_with_view
from tranship.cli.view.headline import absence, headline
from tranship.credentials.secrets import SecretRegistry
from tranship.execution import utc_now
from tranship.lifecycle.push_targets import push_targets
from tranship.promotion.step import steps_of


@click.command("promote")
@request_options
@with_options(OUTPUT, KEEP_WORK_DIR, TIMESTAMPS)
@click.pass_context
def command(ctx: click.Context, request: Request, output: str, keep_work_dir: bool, timestamps: bool) -> int:
    """Promote Freight to a Stage.

    Runs the Stage's promotion template exactly as Kargo would, and writes to the repositories it names.
    `tranship plan` with the same flags shows what would change, and changes nothing.

    \b
    Examples:
      tranship promote -f kargo/ --stage test --image ghcr.io/acme/web:1.4.2
      tranship promote --stage prod --freight happy-otter

    Exit codes: 0 succeeded, 1 failed, 2 errored, 3 bad input, 130 interrupted (go on with `tranship resume`).
    """
    settings = Settings.from_environment(state=ctx.obj["state"], keep_work_dirs=keep_work_dir)
    secrets = ctx.obj["secrets"] = SecretRegistry()
    with open_apart(settings) as apart:
        # What is refused has changed nothing, so all of it is tried apart first.
        inputs = read_inputs(apart.store, request.files, request.recursive, request.secrets, request.project)
        inputs.put_into(apart.store)
        wish = make_wish(apart.store, inputs.resources, request, utc_now())
        context = wish.context(settings.ui_base_url, secrets)
        targets = push_targets(context, steps_of(wish.promotion), apart.store)
    with open_app(settings) as app:
        inputs.put_into(app.store)
        promotion = wish.stored(app.store)
        click.echo(headline(promotion, wish.freight, targets) + absence(wish.missing), err=True)
        return drive_with_view(app, promotion, secrets=secrets, output=output, timestamps=timestamps)
