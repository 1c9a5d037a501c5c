"""What is wrong with fields that are expressions as a whole, for the rules of templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from tranship.errors import ExprError
from tranship.expressions.functions import STEP_FUNCTIONS
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.nodes import Chain, Member, Name
from tranship.exprlang.types import BOOL
from tranship.lint.expressions import Analysis, Reading
from tranship.lint.facts import Facts
from tranship.lint.findings import Problem
from tranship.lint.raw_sites import RawSite
from tranship.models.problems import closest

_OF_TEMPLATES = frozenset({"ctx", "vars", "outputs", "task", "stepMetas"})


def raw_syntax(facts: Facts) -> Iterator[Problem]:
    """Expressions that can't be read."""
    for site in facts.raw_sites:
        if (error := site.analysis.syntax) is not None:
            yield _placed(site, error)


def raw_mismatches(facts: Facts) -> Iterator[Problem]:
    """Functions and operators that get what they don't take."""
    for site in facts.raw_sites:
        if (error := site.analysis.mismatch) is not None:
            yield _placed(site, error)


def raw_unknown_functions(facts: Facts) -> Iterator[Problem]:
    """Functions that are not there."""
    for site in facts.raw_sites:
        for call in site.analysis.calls:
            name = call.callee.name if isinstance(call.callee, Name) else ""
            if name in site.functions:
                continue
            meant = get_close_matches(name, [*site.functions, *BUILTINS], n=1, cutoff=0.7)
            if name in STEP_FUNCTIONS:
                hint = "it is a function of templates; write it in ${{ and }}, which are evaluated first"
            else:
                hint = f'did you mean "{meant[0]}"?' if meant else "there are only those of the language"
            place = call.callee.place
            yield site.problem(f'there is no function "{name}" here', place.start, place.end, hint)


def raw_unknown_names(facts: Facts) -> Iterator[Problem]:
    """Names that are not there."""
    for site in facts.raw_sites:
        if site.names is None:
            continue
        known = {*site.names, *site.functions, *BUILTINS, "$env"}
        for reading in site.analysis.readings:
            if reading.name not in known:
                yield _unknown_name(site, reading, site.names)
            else:
                yield from _unknown_key(site, reading, site.names)


def _unknown_name(site: RawSite, reading: Reading, names: Mapping[str, Any]) -> Problem:
    meant = closest(reading.name, list(names))
    if reading.name in _OF_TEMPLATES:
        hint = "it is there in templates only; write it in ${{ and }}, which are evaluated first"
    elif meant:
        hint = f'did you mean "{meant}"?'
    else:
        hint = f"there is {', '.join(names)}" if names else "there are functions only"
    return site.problem(f'there is nothing called "{reading.name}" here', reading.place.start, reading.place.end, hint)


def _unknown_key(site: RawSite, reading: Reading, names: Mapping[str, Any]) -> Iterator[Problem]:
    inside = names.get(reading.name)
    if not isinstance(inside, Mapping) or not reading.keys or reading.keys[0][0] in inside:
        return
    if isinstance(site.analysis.root, Chain):
        return
    key, place = reading.keys[0]
    meant = closest(key, list(inside))
    hint = f'did you mean "{meant}"?' if meant else f"it has {', '.join(inside)}"
    yield site.problem(f'{reading.name} has no "{key}"', place.start, place.end, hint)


def raw_conditions(facts: Facts) -> Iterator[Problem]:
    """Conditions that are never true or false."""
    for site in facts.raw_sites:
        what = _no_condition(site.analysis) if site.is_condition else ""
        if what:
            message = f"a condition must be true or false, and this is {what}"
            yield site.problem(message, 0, len(site.text.rstrip()), "compare it")


def _no_condition(analysis: Analysis) -> str:
    """What an expression is that is neither true nor false; empty if that can't be told."""
    if analysis.root is None or analysis.mismatch is not None:
        return ""
    if isinstance(analysis.root, Member) and len(analysis.readings) == 1:
        (reading,) = analysis.readings
        if reading.name == "response" and reading.whole and [key for key, _ in reading.keys] == ["status"]:
            return "int"
    known = analysis.type
    return "" if known.unknown or known is BOOL else known.name


def _placed(site: RawSite, error: ExprError) -> Problem:
    message, _, advice = error.message.partition("; ")
    return site.problem(message, error.start, error.end, advice)
