"""What templates come to as far as that is known before a promotion: values, and texts before these are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tranship.errors import ExprError
from tranship.expressions.template import BoundFunctions, Hole, compile_template
from tranship.exprlang import Unknown, compile_expression
from tranship.exprlang.nodes import Binary, Builtin, Call, Literal, Member, Name, Node
from tranship.lint.expressions import analysed
from tranship.lint.flows import Flow, StepFacts
from tranship.lint.sites import Site, Use
from tranship.lint.stand_ins import FREIGHT, NOT_KNOWN, STAND_IN_FUNCTIONS, Names, StandIns
from tranship.models.promotion import ExpressionVariable, Promotion
from tranship.models.stage import Stage
from tranship.models.warehouse import RepoSubscription

Watched = Callable[[Flow], tuple[RepoSubscription, ...] | None]

_MOST_VARIABLES = 200
"""So many variables are looked through for what they hold; of more nothing is known."""
_LONGEST = 2000
"""Texts up to this length are looked through."""
_CACHED = 8192
_PLACEHOLDER = re.compile(r"\$\{(?![{%])|\$\(|(?<!\$)\{\{|<[^<>]*>|@@|%%")
_ANY_REPOSITORY = "registry.example.com/any"


def is_filled_elsewhere(text: str) -> bool:
    """Whether a constant seems to be filled by something else before Kargo sees it: it is empty, or a placeholder."""
    return not text or _PLACEHOLDER.search(text) is not None


class Knowledge:
    """What is known of the templates of flows.

    :param watched: what the Warehouses of a flow's Stage watch, None where that isn't known.
    :param sampling: whether stand-ins take the place of Freight, and of variables that name a repository.
    """

    def __init__(self, watched: Watched = lambda _flow: None, *, sampling: bool = False) -> None:
        self._watched = watched
        self._sampling = sampling
        self._variables: dict[tuple[int, int], Sequence[tuple[ExpressionVariable, Any]]] = {}

    def value(self, site: Site) -> Any:
        """What a template comes to; Unknown if that can't be told."""
        if site.open_error is not None:
            return NOT_KNOWN
        return self._template(site.text, self._env(site), self._context(site.flow))

    def text(self, site: Site) -> str | None:
        """The text of a template before it is read as a number or anything else; None unless all its parts are text."""
        if site.open_error is not None or not _is_quick(site.text):
            return None
        env, context = self._env(site), self._context(site.flow)
        texts: list[str] = []
        for part in compile_template(site.text).parts:
            value = _expression(part.source, env, context) if isinstance(part, Hole) else part
            if not isinstance(value, str):
                return None
            texts.append(value)
        return "".join(texts)

    def _context(self, flow: Flow) -> StandIns:
        return StandIns(self._sampling, self._watched(flow) if self._sampling else None)

    def _env(self, site: Site) -> dict[str, Any]:
        before = site.model if site.use is Use.VARIABLE else None
        variables = Names()
        for variable, value in self._values(site.flow, site.step):
            if variable is before:
                break
            variables[variable.name] = value
        if self._sampling:
            for name in _named_repositories(site):
                if isinstance(variables.get(name), Unknown):
                    variables[name] = _ANY_REPOSITORY
        return _env(site.flow, variables)

    def _values(self, flow: Flow, step: StepFacts | None) -> Sequence[tuple[ExpressionVariable, Any]]:
        """All variables that a step sees, in their order, with what they hold."""
        key = id(flow), -1 if step is None else step.index
        if key not in self._variables:
            self._variables[key] = list(self._evaluated(flow, step))
        return self._variables[key]

    def _evaluated(self, flow: Flow, step: StepFacts | None) -> Iterator[tuple[ExpressionVariable, Any]]:
        names = Names()
        context = self._context(flow)
        own = (*step.given, *step.step.vars) if step else ()
        if len(flow.variables) + len(own) > _MOST_VARIABLES:
            return
        for variable in (*flow.variables, *own):
            # Whoever uses a task may give other values to its variables. What is empty is often filled elsewhere.
            open_ = is_filled_elsewhere(variable.value) or (flow.is_task and not self._sampling and variable not in own)
            value = NOT_KNOWN if open_ else self._template(variable.value, _env(flow, names), context)
            if isinstance(value, str | Mapping | list | tuple) and not _is_small(value):
                value = NOT_KNOWN
            names[variable.name] = value
            yield variable, value

    def _template(self, text: str, env: Mapping[str, Any], context: StandIns) -> Any:
        if "${" not in text:
            return text
        if not _is_quick(text):
            return NOT_KNOWN
        try:
            return compile_template(text).evaluate(env, BoundFunctions(STAND_IN_FUNCTIONS, context))
        except ExprError:
            return NOT_KNOWN


def _is_small(value: Any) -> bool:
    """Whether a value can't grow beyond measure when variables are made of it: it is a text that is not long."""
    return isinstance(value, str) and len(value) <= _LONGEST


def _expression(source: str, env: Mapping[str, Any], context: StandIns) -> Any:
    try:
        return compile_expression(source, STAND_IN_FUNCTIONS).run(env, context)
    except ExprError:
        return NOT_KNOWN


@lru_cache(maxsize=_CACHED)
def _is_quick(text: str) -> bool:
    """Whether a template is evaluated at once, whatever it holds: it is short, and makes nothing big out of little."""
    if len(text) > _LONGEST:
        return False
    try:
        holes = compile_template(text).holes
    except ExprError:
        return False
    roots = [analysed(hole.source, STAND_IN_FUNCTIONS).root for hole in holes]
    return all(root is not None and not _multiplies(root) for root in roots)


def _multiplies(root: Node) -> bool:
    left = [root]
    while left:
        node = left.pop()
        match node:
            case Binary(operator=".." | "**" | "^") | Builtin(name="repeat"):
                return True
        left += node.parts()
    return False


def _env(flow: Flow, variables: Names) -> dict[str, Any]:
    match flow.owner:
        case Stage():
            context = Names(stage=flow.owner.name)
        case Promotion():
            context = Names(stage=flow.owner.spec.stage)
        case _:
            context = Names()
    if not flow.is_task and flow.owner.namespace:
        context["project"] = flow.owner.namespace
    return {"ctx": context, "vars": variables, "outputs": NOT_KNOWN, "task": NOT_KNOWN, "stepMetas": NOT_KNOWN}


def _named_repositories(site: Site) -> set[str]:
    """The variables that expressions read for nothing else but to name what they ask Freight for."""
    found: set[str] = set()
    for _, analysis in site.holes:
        inside = [
            name
            for call in analysis.calls
            if isinstance(call.callee, Name) and call.callee.name in FREIGHT
            for argument in call.arguments
            for name in _variables_in(argument)
        ]
        everywhere = [one.keys[0][0] for one in analysis.readings if one.name == "vars" and one.keys]
        found |= {name for name in inside if everywhere.count(name) <= inside.count(name)}
    return found


def _variables_in(node: Node) -> Iterator[str]:
    match node:
        case Member(base=Name(name="vars", variable=None), key=Literal(value=str(name))):
            yield name
        case Call():
            # Calls within calls are looked at by themselves.
            return
        case _:
            for part in node.parts():
                yield from _variables_in(part)
