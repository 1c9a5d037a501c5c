"""tranship abort: stops a promotion for good, also one that another process drives."""

from __future__ import annotations

import click

from tranship.app import Settings, open_app
from tranship.cli.completing import complete_promotion
from tranship.cli.finding import find_promotion
from tranship.cli.options import PROJECT
from tranship.errors import ConflictError
from tranship.execution import Cancellation
from tranship.lifecycle.abort import request_abort


@click.command("abort")
@click.argument("name", shell_complete=complete_promotion)
@PROJECT
@click.option("--actor", default="", metavar="NAME", help="Who aborts it.")
@click.pass_context
def command(ctx: click.Context, name: str, project: str | None, actor: str) -> None:
    """Stop the promotion NAME (or the start of its name) for good.

    A process that drives it notices within a second or two and stops the step that runs. What was pushed stays pushed.
    """
    with open_app(Settings.from_environment(state=ctx.obj["state"])) as app:
        promotion = find_promotion(app.store, project, name, unended=True)
        found = (promotion.metadata.namespace, promotion.metadata.name)
        request_abort(app.store, *found, actor=actor)
        try:
            ended = app.driver.drive_once(*found, cancel=Cancellation()).promotion
        except ConflictError:
            click.echo(f"{found[1]}: asked the process that runs it to stop")
            return
        click.echo(f"{found[1]}: {ended.status.phase} ({ended.status.message})")
