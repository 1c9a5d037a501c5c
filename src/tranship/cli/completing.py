"""What a shell may offer in place of a half-typed word: kinds of steps and resources, names of promotions."""

from __future__ import annotations

import click

from tranship.errors import TranshipError


def complete_step_kind(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Built-in kinds of steps."""
    from tranship.builtin_steps import BUILTIN_STEPS

    return [kind for kind in BUILTIN_STEPS if kind.startswith(typed)]


def complete_described(ctx: click.Context, parameter: click.Parameter, typed: str) -> list[str]:
    """The word promotion, and names of promotions."""
    return [*(["promotion"] if "promotion".startswith(typed) else []), *complete_promotion(ctx, parameter, typed)]


def complete_promotion(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Names of promotions in the store, the newest first."""
    from tranship.app import Settings, open_app
    from tranship.cli.finding import newest_first
    from tranship.models.promotion import Promotion

    try:
        settings = Settings.from_environment()
        if not settings.state.exists():
            return []
        with open_app(settings) as app:
            promotions = newest_first(app.store.list(Promotion))
    except TranshipError:
        # Who is typing wants no message about a store that can't be read; the command itself gives it.
        return []
    return [one.name for one in promotions if one.name.startswith(typed)]
