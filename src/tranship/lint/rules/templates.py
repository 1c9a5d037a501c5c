"""TS3: templates and expressions by themselves: their syntax, functions and types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from tranship.errors import ExprError
from tranship.expressions.functions import STEP_FUNCTIONS
from tranship.expressions.template import Hole
from tranship.exprlang import Unknown
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.nodes import Name
from tranship.exprlang.types import NIL, Kind, Type
from tranship.lint.facts import Facts
from tranship.lint.findings import Problem, Rule, Severity
from tranship.lint.rules.raw import (
    raw_conditions,
    raw_mismatches,
    raw_syntax,
    raw_unknown_functions,
    raw_unknown_names,
)
from tranship.lint.sites import Site, Use
from tranship.models.problems import closest
from tranship.models.promotion import PromotionStep

_NEVER_BOOLEAN = frozenset({Kind.INT64, Kind.UINT8, Kind.UINT64, Kind.MAP, Kind.SLICE, Kind.ARRAY, Kind.STRUCT})
_BOOLEAN_LETTERS = re.compile(r'["truefalsTRUEFALS10\s]*\Z')

_CTX: dict[str, object] = {
    "uiBaseUrl": None,
    "project": None,
    "promotion": None,
    "stage": None,
    "targetFreight": {"name": None, "alias": None, "origin": {"name": None}},
    "meta": {"promotion": {"actor": None, "rollback": None}, "step": {"alias": None}},
}
"""What ``ctx`` holds; None is a value of its own."""


def _in_hole(site: Site, hole: Hole, error: ExprError, hint: str = "") -> Problem:
    message, _, advice = error.message.partition("; ")
    return site.problem(message, hole.offset + error.start, hole.offset + error.end, hint or advice)


def _syntax(facts: Facts) -> Iterator[Problem]:
    yield from raw_syntax(facts)
    for site in facts.own_sites:
        if site.open_error is not None:
            message, _, hint = site.open_error.message.partition(": ")
            yield site.problem(message, site.open_error.start, site.open_error.end, hint)
        for hole, analysis in site.holes:
            if analysis.syntax is not None:
                yield _in_hole(site, hole, analysis.syntax)


def _unknown_functions(facts: Facts) -> Iterator[Problem]:
    yield from raw_unknown_functions(facts)
    for site in facts.own_sites:
        for hole, analysis in site.holes:
            for call in analysis.calls:
                name = call.callee.name if isinstance(call.callee, Name) else ""
                if name in site.functions:
                    continue
                if name in STEP_FUNCTIONS:
                    hint = "it works in a step's if and config, not in variables"
                else:
                    meant = get_close_matches(name, [*site.functions, *BUILTINS], n=1, cutoff=0.7)
                    hint = f'did you mean "{meant[0]}"?' if meant else "neither the language nor Kargo has it"
                place = call.callee.place
                yield site.problem(
                    f'there is no function "{name}" here', hole.offset + place.start, hole.offset + place.end, hint
                )


def _mismatches(facts: Facts) -> Iterator[Problem]:
    yield from raw_mismatches(facts)
    for site in facts.own_sites:
        for hole, analysis in site.holes:
            if analysis.mismatch is not None:
                yield _in_hole(site, hole, analysis.mismatch)


def _unknown_names(facts: Facts) -> Iterator[Problem]:
    yield from raw_unknown_names(facts)
    for site in facts.own_sites:
        for hole, analysis in site.holes:
            for reading in analysis.readings:
                known = {*site.names, *site.functions, *BUILTINS, "$env"}
                if reading.name not in known and not reading.asked:
                    meant = closest(reading.name, sorted(site.names))
                    hint = f'did you mean "{meant}"?' if meant else f"there are {', '.join(sorted(site.names))}"
                    if reading.name == "response" and site.use is Use.CONFIG:
                        hint = "an expression over a response stands without ${{ and }}"
                    if reading.name in ("outputs", "stepMetas", "task"):
                        hint = "variables of a Stage or template see ctx and vars only"
                    if reading.name == "task" and site.step is not None:
                        hint = "it is there in the steps of a task only; write outputs"
                    start, end = hole.offset + reading.place.start, hole.offset + reading.place.end
                    yield site.problem(f'there is nothing called "{reading.name}" here', start, end, hint)
                elif reading.name == "ctx" and not reading.asked:
                    yield from _ctx_problems(site, hole, reading.keys)


def _ctx_problems(site: Site, hole: Hole, keys: tuple[tuple[str, tuple[int, int, int, int]], ...]) -> Iterator[Problem]:
    inside: object = _CTX
    name = "ctx"
    for key, place in keys:
        if not isinstance(inside, dict):
            return
        if key not in inside:
            meant = closest(key, list(inside))
            hint = f'did you mean "{meant}"?' if meant else f"it has {', '.join(inside)}"
            yield site.problem(f'{name} has no "{key}"', hole.offset + place[0], hole.offset + place[1], hint)
            return
        inside, name = inside[key], f"{name}.{key}"


def _conditions(facts: Facts) -> Iterator[Problem]:
    yield from raw_conditions(facts)
    for flow in facts.flows:
        for step in flow.written:
            if step.if_ and "${{" not in step.if_ and "${%" not in step.if_:
                yield from _bare_condition(step)
    for site in facts.sites:
        if site.use is not Use.CONDITION or not site.holes:
            continue
        around = "".join(part for part in _texts(site))
        if not _BOOLEAN_LETTERS.match(around):
            hint = "put all of it between one ${{ and }}"
            yield site.problem("a condition with text around its expression is never true or false", *_all(site), hint)
        elif len(site.holes) == 1 and not around:
            hole, analysis = site.holes[0]
            if analysis.root is not None and analysis.mismatch is None and never_boolean(analysis.type):
                start, end = hole.offset, hole.offset + len(hole.source)
                what = "nil" if analysis.type is NIL else analysis.type.name
                yield site.problem(f"a condition must be true or false, and this is {what}", start, end, "compare it")
                continue
        if site.step is not None and not isinstance(value := facts.certain.value(site), bool | Unknown):
            message = f"a condition must be true or false, and this comes to {_kind(value)}"
            yield site.problem(message, *_all(site), "compare it, as in ${{ vars.x == 'yes' }}")


def _bare_condition(step: PromotionStep) -> Iterator[Problem]:
    if step.source is not None:
        position = step.source.locate(("if",))
        yield Problem(
            "a condition without an expression is text, never true or false", position, hint="write it in ${{ and }}"
        )


def _kind(value: object) -> str:
    return "a number" if isinstance(value, float) else "text" if isinstance(value, str) else "nothing of the kind"


def _texts(site: Site) -> Iterator[str]:
    at = 0
    for hole, _ in site.holes:
        yield site.text[at : hole.offset - 3]
        at = hole.offset + len(hole.source) + 2
    yield site.text[at:]


def _all(site: Site) -> tuple[int, int]:
    return 0, len(site.text)


def never_boolean(kind: Type) -> bool:
    """Whether a template that comes out as such a value can't be true or false. Text may be: it is read once more."""
    return kind is NIL or kind.kind in _NEVER_BOOLEAN or (kind.number and kind.kind is not Kind.BOOL)


TEMPLATE_RULES = (
    Rule(
        "TS301",
        "syntax",
        Severity.ERROR,
        "A template or an expression in it can't be read.",
        "The step fails when it gets there.",
        bad="- uses: fail\n  config:\n    message: ${{ ctx.stage + }}\n",
        good="- uses: fail\n  config:\n    message: ${{ ctx.stage + '!' }}\n",
        check=_syntax,
    ),
    Rule(
        "TS302",
        "unknown-function",
        Severity.ERROR,
        "There is no such function, or not here.",
        "The step fails when it gets there. success(), failure(), always() and status() exist in a step's if and "
        "config only, not in variables.",
        bad="- uses: fail\n  config:\n    message: ${{ imageForm('nginx').Tag }}\n",
        good="- uses: fail\n  config:\n    message: ${{ imageFrom('nginx').Tag }}\n",
        check=_unknown_functions,
    ),
    Rule(
        "TS303",
        "wrong-arguments",
        Severity.ERROR,
        "A function or an operator gets values that it doesn't take, or too many or too few.",
        "The step fails when it gets there, whatever the values are.",
        bad="- uses: fail\n  config:\n    message: ${{ secret() }}\n",
        good="- uses: fail\n  config:\n    message: ${{ secret('a').b }}\n",
        check=_mismatches,
    ),
    Rule(
        "TS304",
        "unknown-name",
        Severity.ERROR,
        "An expression reads a name that is not there.",
        "Such a name is nil: the text says null, or the step fails. There are ctx and vars, in steps also outputs and "
        "stepMetas, in the steps of a task also task.",
        bad="- uses: fail\n  config:\n    message: ${{ ctx.stagename }}\n",
        good="- uses: fail\n  config:\n    message: ${{ ctx.stage }}\n",
        check=_unknown_names,
    ),
    Rule(
        "TS305",
        "never-a-condition",
        Severity.ERROR,
        "A condition that can't come out as true or false.",
        "The step fails, because Kargo takes nothing else for a condition; text that says true between other "
        "text is none.",
        bad="- uses: fail\n  if: vars.stop == 'yes'\n",
        good="- uses: fail\n  if: ${{ ctx.stage == 'prod' }}\n",
        check=_conditions,
    ),
)
"""The rules for templates by themselves."""
