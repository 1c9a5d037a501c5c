"""Which requests a plan sends: those that only read, and those that the user asks for by flag or annotation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from tranship.authoring import StepDefinition
from tranship.errors import InputError
from tranship.models.stage import Stage
from tranship.promotion.step import Step

SEND, NO_SEND = "tranship.io/plan-send", "tranship.io/plan-no-send"
"""Annotations of a Stage: aliases of steps whose requests plans send, or don't; with commas between them."""


def choices(
    steps: Sequence[Step],
    definitions: Mapping[str, StepDefinition],
    stage: Stage,
    *,
    send: Sequence[str] = (),
    no_send: Sequence[str] = (),
    missing_ok: bool = False,
) -> dict[str, bool]:
    """What was said about steps, by their aliases: whether their request is sent.

    What a flag says counts more than an annotation, and "no" more than "yes". The alias of a task stands for all its
    steps that send a request.

    :param missing_ok: pass over names of steps that are not there.
    :raises InputError: something names no step, or one that is no request.
    """
    annotations = stage.metadata.annotations
    chosen: dict[str, bool] = {}
    for said, names, value in (
        (f"the annotation {SEND}", _names(annotations.get(SEND, "")), True),
        (f"the annotation {NO_SEND}", _names(annotations.get(NO_SEND, "")), False),
        ("--send", send, True),
        ("--no-send", no_send, False),
    ):
        for name in names:
            found = [step for step in steps if step.alias == name or step.alias.startswith(f"{name}::")]
            if found or not missing_ok:
                told = f'{said} names the step "{name}"'
                chosen |= dict.fromkeys(_requests(steps, found, definitions, told, name), value)
    return chosen


def _names(text: str) -> Iterable[str]:
    return filter(None, map(str.strip, text.split(",")))


def _requests(
    steps: Sequence[Step], found: Sequence[Step], definitions: Mapping[str, StepDefinition], said: str, name: str
) -> list[str]:
    """The aliases of those of the steps found that send a request."""
    if not found:
        close = get_close_matches(name, [step.alias for step in steps], n=1)
        hint = f'; did you mean "{close[0]}"?' if close else ""
        raise InputError(f"{said}, which the promotion does not have{hint}")
    requests = [step.alias for step in found if step.kind in definitions and definitions[step.kind].is_request]
    if not requests:
        raise InputError(f"{said}, a {found[0].kind}; it is for steps that send one HTTP request")
    return requests
