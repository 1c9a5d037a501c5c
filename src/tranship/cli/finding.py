"""Finding what somebody names on the command line: promotions by name, start of name, or "the last one"."""

from __future__ import annotations

from tranship.errors import InputError
from tranship.models.promotion import Promotion
from tranship.store.protocol import Store


def newest_first(promotions: list[Promotion]) -> list[Promotion]:
    """Promotions in the order in which they were made, the newest first."""
    return sorted(promotions, key=lambda one: (str(one.metadata.creation_timestamp), one.metadata.name), reverse=True)


def find_promotion(store: Store, project: str | None, name: str, *, unended: bool = False) -> Promotion:
    """The Promotion ``name``, or the one whose name begins so; ``last`` is the newest.

    :param unended: of several whose names begin so, those count that have not ended, if there are any.
    :raises InputError: there is none, or several are meant.
    """
    every = newest_first(store.list(Promotion, project))
    if not every:
        where = f' in the project "{project}"' if project else ""
        raise InputError(f"there are no promotions yet{where}; start one with `tranship promote`")
    if name == "last":
        return every[0]
    found = [one for one in every if one.metadata.name == name] or [
        one for one in every if one.metadata.name.startswith(name)
    ]
    if unended and len(found) > 1:
        found = [one for one in found if not (one.status.phase and one.status.phase.is_terminal)] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f'"{name}" is the start of the names of {len(found)} promotions; give more of it')
    raise InputError(f'there is no promotion "{name}"; `tranship get promotions` lists them')


def last_of_stage(store: Store, project: str | None, stage: str) -> Promotion:
    """The newest Promotion to a Stage.

    :raises InputError: there is none, or there are Stages of that name in several projects.
    """
    found = [one for one in newest_first(store.list(Promotion, project)) if one.spec.stage == stage]
    if not found:
        where = f' of the project "{project}"' if project else ""
        raise InputError(f'there is no promotion to the Stage "{stage}"{where}; `tranship get promotions` lists them')
    if len(projects := sorted({one.namespace for one in found})) > 1:
        raise InputError(f'there is a Stage "{stage}" in several projects ({", ".join(projects)}); say which by -p')
    return found[0]
