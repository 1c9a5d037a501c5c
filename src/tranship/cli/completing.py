"""What a shell may offer in place of a half-typed word: kinds, and names of Promotions, Stages and Freight."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from tranship.errors import TranshipError

if TYPE_CHECKING:
    from tranship.store.protocol import Store


def complete_step_kind(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Built-in kinds of steps."""
    from tranship.builtin_steps import BUILTIN_STEPS

    return _beginning(BUILTIN_STEPS, typed)


def complete_listed(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Kinds that can be listed."""
    from tranship.cli.get import KINDS

    return _beginning((kind.name for kind in KINDS), typed.lower())


def complete_described(ctx: click.Context, parameter: click.Parameter, typed: str) -> list[str]:
    """The word promotion, and names of promotions."""
    return [*_beginning(["promotion"], typed), *complete_promotion(ctx, parameter, typed)]


def complete_promotion(ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Names of promotions in the store, the newest first."""
    from tranship.cli.finding import newest_first
    from tranship.models.promotion import Promotion

    return _beginning(_asked(ctx, lambda store: [one.name for one in newest_first(store.list(Promotion))]), typed)


def complete_stage(ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Names of Stages in the store, and in the manifests that are named by -f before."""
    from tranship.models.stage import Stage

    return _beginning(_asked(ctx, lambda store: [one.name for one in store.list(Stage)]), typed)


def complete_freight(ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Freight, by its alias or the 7 letters that people call it by."""
    from tranship.models.freight import Freight

    return _beginning(
        _asked(ctx, lambda store: [one.effective_alias or one.name[:7] for one in store.list(Freight)]), typed
    )


def _asked(ctx: click.Context, question: Callable[[Store], list[str]]) -> list[str]:
    """What the store, with the manifests at hand, answers; nothing if it can't be read.

    Who is typing wants no message about that; the command itself gives it.
    """
    from tranship.app import Settings, open_apart

    state, files = (ctx.find_root().obj or ctx.find_root().params).get("state"), ctx.params.get("files") or ()
    try:
        with open_apart(Settings.from_environment(state=state)) as app:
            if files and "-" not in files:
                from tranship.lifecycle.apply import apply, placed
                from tranship.manifests import read_manifests

                manifests = read_manifests(files, recursive=bool(ctx.params.get("recursive")))
                apply(app.store, placed(manifests.resources, ctx.params.get("project")))
            return question(app.store)
    except TranshipError:
        return []


def _beginning(words: Iterable[str], typed: str) -> list[str]:
    return [word for word in dict.fromkeys(words) if word.startswith(typed)]
