"""tranship describe: one promotion in full: its steps, what each ran with, what it put out and said."""

from __future__ import annotations

import click

from tranship.app import Settings, open_app
from tranship.cli.completing import complete_described
from tranship.cli.finding import find_promotion
from tranship.cli.options import PROJECT
from tranship.cli.record import configurations, places, present
from tranship.cli.view.blocks import as_yaml, block
from tranship.cli.view.text import PENDING_SYMBOL, SYMBOLS, elapsed
from tranship.lifecycle.lease import driver_of
from tranship.lifecycle.secret_state import concealed_text
from tranship.models.promotion import Promotion, PromotionPhase, PromotionStepStatus, StepExecutionMetadata
from tranship.store.protocol import Store

_KIND = ("promotion", "promotions", "promo", "promos")


@click.command("describe")
@click.argument("words", nargs=-1, metavar="[promotion] [NAME]", shell_complete=complete_described)
@PROJECT
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...], project: str | None) -> None:
    """Show the promotion NAME (or the start of its name; default: the last one) in full.

    Secrets are never shown: where one stood, *** stands.

    \b
    Examples:
      tranship describe promotion
      tranship describe promotion prod.01k4
    """
    name = _name(words)
    with open_app(Settings.from_environment(state=ctx.obj["state"])) as app:
        promotion = find_promotion(app.store, project, name)
        _print(app.store, promotion)


def _name(words: tuple[str, ...]) -> str:
    """The name of the promotion that is meant: of one that was given without its kind, too."""
    if words and words[0].lower() in _KIND:
        words = words[1:]
    elif len(words) > 1:
        raise click.UsageError(f"only promotions are described; for others: tranship get {words[0]} {words[1]} -o yaml")
    if len(words) > 1:
        raise click.UsageError("one promotion at a time is described")
    return words[0] if words else "last"


def _print(store: Store, stored: Promotion) -> None:
    say, promotion = click.echo, present(store, stored)
    status, meta = promotion.status, promotion.metadata
    say(f"Promotion  {meta.name}")
    say(f"Project    {meta.namespace}")
    say(f"Stage      {promotion.spec.stage}")
    say(f"Freight    {promotion.spec.freight}")
    say(f"Phase      {status.phase or 'Pending'}{f': {status.message}' if status.message else ''}")
    if status.phase is PromotionPhase.RUNNING:
        driver = driver_of(store, stored)
        say(f"           {f'in {driver}' if driver else f'interrupted; go on with: tranship resume {meta.name}'}")
    if status.started_at:
        started = f"{status.started_at.astimezone():%Y-%m-%d %H:%M:%S %Z}"
        took = f", took {elapsed(status.started_at, status.finished_at)}" if status.finished_at else ""
        say(f"Started    {started}{took}")
    if promotion.spec.vars:
        say(f"Vars       {', '.join(f'{variable.name}={variable.value}' for variable in promotion.spec.vars)}")
    entries = {entry.alias: entry for entry in status.step_execution_metadata}
    state, configs, written = status.state or {}, configurations(store, stored), places(promotion)
    for step in promotion.spec.steps:
        entry = entries.get(step.as_)
        say(f"\n{_symbol(entry)} {step.as_}  {step.uses}  {_state(entry)}")
        if place := written.get(step.as_):
            say(f"    written at {place}")
        if entry and entry.message:
            block(say, "message", entry.message)
        if step.as_ in configs:
            block(say, "config", as_yaml(configs[step.as_]))
        if state.get(step.as_) is not None:
            block(say, "output", as_yaml(concealed_text(state[step.as_])))


def _symbol(entry: StepExecutionMetadata | None) -> str:
    if entry and entry.started_at and not entry.finished_at:
        return SYMBOLS[PromotionStepStatus.RUNNING][0]
    return (SYMBOLS.get(entry.status, PENDING_SYMBOL) if entry else PENDING_SYMBOL)[0]


def _state(entry: StepExecutionMetadata | None) -> str:
    if entry is None:
        return "not reached"
    if entry.started_at and not entry.finished_at:
        tries = f", {entry.error_count} errors" if entry.error_count else ""
        return f"under way{tries}"
    return f"{entry.status} in {elapsed(entry.started_at, entry.finished_at)}" if entry.started_at else entry.status
