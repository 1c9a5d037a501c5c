"""tranship health: how what a promotion has changed is doing now, by the checks that its steps left."""

from __future__ import annotations

import time

import click

from tranship.app import App, Settings, open_app
from tranship.cli.completing import complete_promotion, complete_stage
from tranship.cli.finding import find_promotion, last_of_stage
from tranship.cli.options import OUTPUT, PROJECT
from tranship.cli.view.health import health_document, print_health
from tranship.credentials.secrets import SecretRegistry
from tranship.gotypes.duration import Duration
from tranship.health import Health, HealthState
from tranship.lifecycle.health import health_of_promotion
from tranship.models.promotion import Promotion, PromotionPhase

_UNHEALTHY = 1
_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 1.0, 15.0, 1.4
_NEVER = frozenset({PromotionPhase.FAILED, PromotionPhase.ERRORED, PromotionPhase.ABORTED})


@click.command("health")
@click.argument("name", required=False, metavar="[PROMOTION]", shell_complete=complete_promotion)
@click.option("--stage", metavar="NAME", help="Of the last promotion to this Stage.", shell_complete=complete_stage)
@PROJECT
@click.option("-w", "--wait", is_flag=True, help="Look again until all is healthy, or the time is over.")
@click.option("--timeout", default="5m", metavar="TIME", help="How long --wait waits, as in 90s or 10m. Default: 5m.")
@OUTPUT
@click.pass_context
def command(
    ctx: click.Context, name: str | None, stage: str | None, project: str | None, wait: bool, timeout: str, output: str
) -> int:
    """Ask how what PROMOTION (or the start of its name; default: the last one) has changed is doing now.

    Steps such as argocd-update leave health checks behind. Each is made anew, and the worst counts, as for the health
    of a Stage in Kargo. Argo CD is found as promotions find it: see docs/argocd.md.

    \b
    Examples:
      tranship health
      tranship health --stage prod --wait
      tranship health prod.01k4 -o json

    Exit codes: 0 healthy, 1 not healthy, 3 bad input.
    """
    if name and stage:
        raise click.UsageError("give the name of a promotion or --stage, not both")
    seconds = _seconds(timeout)
    secrets = ctx.obj["secrets"] = SecretRegistry()
    with open_app(Settings.from_environment(state=ctx.obj["state"])) as app:
        found = (
            last_of_stage(app.store, project, stage) if stage else find_promotion(app.store, project, name or "last")
        )
        promotion, health = _look(app, found, secrets, seconds if wait else 0.0)
    document = secrets.mask_value(health_document(promotion, health))
    print_health(document, output, waited=wait)
    return 0 if health.status is HealthState.HEALTHY else _UNHEALTHY


def _seconds(text: str) -> float:
    try:
        duration = Duration.parse(text)
    except ValueError as error:
        raise click.UsageError(f"--timeout: {error}") from None
    if duration < 0:
        raise click.UsageError("--timeout can't be negative")
    return duration / 1e9


def _look(app: App, promotion: Promotion, secrets: SecretRegistry, seconds: float) -> tuple[Promotion, Health]:
    """The Promotion and its health, once it is healthy, never will be, or the time is over. Tells what changes."""
    until, pause, told = time.monotonic() + seconds, _FIRST_PAUSE, ""
    while True:
        health = health_of_promotion(promotion, app.health_checkers, app.resolve_secret, secrets)
        left = until - time.monotonic()
        if health.status is HealthState.HEALTHY or promotion.status.phase in _NEVER or left <= 0:
            return promotion, health
        text = f"{health.status}: {'; '.join(health.issues)}"
        if text != told:
            click.echo(secrets.mask(text), err=True)
            told = text
        time.sleep(min(pause, left))
        pause = min(pause * _GROWTH, _LONGEST_PAUSE)
        promotion = app.store.get(Promotion, promotion.namespace, promotion.name) or promotion
