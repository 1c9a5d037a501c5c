"""tranship logs: what the steps of a promotion wrote while they ran."""

from __future__ import annotations

import time

import click

from tranship.app import Settings, open_app
from tranship.cli.completing import complete_promotion
from tranship.cli.finding import find_promotion
from tranship.cli.options import PROJECT
from tranship.cli.record import is_interrupted, written_lines
from tranship.errors import InputError
from tranship.models.promotion import Promotion

_LOOK_EVERY = 0.5


@click.command("logs")
@click.argument("name", default="last", shell_complete=complete_promotion)
@click.option("-f", "--follow", is_flag=True, help="Go on until the promotion has ended, or nobody runs it any more.")
@click.option("--step", metavar="ALIAS", help="Only this step.")
@PROJECT
@click.pass_context
def command(ctx: click.Context, name: str, follow: bool, step: str | None, project: str | None) -> None:
    """Show what the steps of the promotion NAME (default: the last one) wrote. Each line begins with its step."""
    with open_app(Settings.from_environment(state=ctx.obj["state"])) as app:
        promotion = find_promotion(app.store, project, name)
        meta, after, left, silent = promotion.metadata, 0, False, True
        known = [one.as_ for one in promotion.spec.steps]
        if step is not None and step not in known:
            raise InputError(f'the promotion {meta.name} has no step "{step}"; it has: {", ".join(known)}')
        while True:
            ended = promotion.status.phase is not None and promotion.status.phase.is_terminal
            for number, alias, line in written_lines(app.store, promotion, after):
                after = number
                if step in (None, alias):
                    click.echo(f"{alias}  {line}")
                    silent = False
            if not follow or ended:
                if silent:
                    whose = "the steps of this promotion have" if step is None else f'the step "{step}" has'
                    click.echo(f"{whose} written nothing", err=True)
                return
            # Twice in a row, for who resumes it may just be about to begin.
            left, was_left = is_interrupted(app.store, promotion), left
            if left and was_left:
                click.echo(f"interrupted; go on with: tranship resume {meta.name}", err=True)
                return
            time.sleep(_LOOK_EVERY)
            promotion = app.store.get(Promotion, meta.namespace, meta.name) or promotion
