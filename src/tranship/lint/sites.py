"""Sites: every text with templates in it, where it stands, and what expressions there can see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from tranship.errors import ExprError, FieldPath, Position
from tranship.expressions.document import templates_in
from tranship.expressions.functions import STEP_FUNCTIONS, VARIABLE_FUNCTIONS
from tranship.expressions.template import Hole, compile_template
from tranship.exprlang import Functions
from tranship.lint.expressions import Analysis, analysed
from tranship.lint.findings import Problem
from tranship.lint.flows import Flow, StepFacts
from tranship.models.base import KargoModel
from tranship.models.promotion import ExpressionVariable

_MOST_HOLES = 300
_FAR = 5000
"""In longer texts places are not counted one by one: a problem is placed where the text begins."""

_OF_VARIABLES = frozenset({"ctx", "vars"})
_OF_STEPS = frozenset({"ctx", "vars", "outputs", "stepMetas"})


class Use(Enum):
    """What a text is for."""

    CONDITION = "condition"
    CONFIG = "config"
    VARIABLE = "variable"


@dataclass(frozen=True)
class Site:
    """A text with templates.

    :param model: the part of a resource that it stands in, and ``path`` where in there.
    :param flow: what it belongs to, and ``step`` which step; None for the flow's own variables.
    :param known: the variables that it sees, and ``later`` those that come too late for it.
    :param lent: whether the step belongs to a task, which is looked at by itself as well.
    """

    model: KargoModel
    path: FieldPath
    text: str
    use: Use
    flow: Flow
    step: StepFacts | None
    known: Set[str]
    later: Set[str] = frozenset()
    lent: bool = False

    @property
    def functions(self) -> Functions:
        """What it may call."""
        return VARIABLE_FUNCTIONS if self.use is Use.VARIABLE else STEP_FUNCTIONS

    @property
    def names(self) -> frozenset[str]:
        """The names that it sees."""
        if self.step is None:
            return _OF_VARIABLES
        return _OF_STEPS | {"task"} if self.step.task else _OF_STEPS

    @cached_property
    def open_error(self) -> ExprError | None:
        """What is wrong with the template itself: an expression in it is never closed."""
        try:
            compile_template(self.text)
        except ExprError as error:
            return error
        return None

    @cached_property
    def holes(self) -> tuple[tuple[Hole, Analysis], ...]:
        """The expressions in it; of very many the first ones."""
        if self.open_error is not None:
            return ()
        holes = compile_template(self.text).holes[:_MOST_HOLES]
        return tuple((hole, analysed(hole.source, self.functions)) for hole in holes)

    def problem(self, message: str, start: int, end: int, hint: str = "") -> Problem:
        """A problem with the characters from ``start`` to ``end`` of the text."""
        if len(self.text) > _FAR and self.model.source is not None:
            return Problem(message, self.model.source.locate(self.path), hint=hint)
        return problem_within(self.model, self.path, message, (start, end), hint)


def problem_within(model: KargoModel, path: FieldPath, message: str, extent: tuple[int, int], hint: str) -> Problem:
    """A problem with some characters of the text at a path, from the first up to the one behind the last."""
    start, end = extent
    source = model.source
    if source is None:
        return Problem(message, Position("", 1, 1), hint=hint)
    first = source.locate_within(path, start)
    last = source.locate_within(path, max(start, end - 1))
    behind = Position(last.file, last.line, last.column + 1) if last.line == first.line and end > start else None
    return Problem(message, first, behind if behind is None or behind > first else None, hint)


def sites_of(flow: Flow) -> Iterator[Site]:
    """All texts with templates in a flow, in the order in which they are evaluated."""
    if not flow.is_task:
        yield from _variables(flow, None, flow.variables, frozenset())
    names = frozenset(variable.name for variable in flow.variables)
    if flow.is_task:
        # The variables of a task become those of each of its steps.
        first = flow.steps[0] if flow.steps else None
        yield from _variables(flow, first, flow.variables, frozenset())
    for step in flow.steps:
        yield from _step_sites(flow, step, names)


def _step_sites(flow: Flow, step: StepFacts, outer: frozenset[str]) -> Iterator[Site]:
    inherited = outer | {variable.name for variable in step.given}
    lent = bool(step.task) and not flow.is_task and bool(step.given or step.step.as_ != step.alias)
    known = inherited | {variable.name for variable in step.step.vars}
    for path, text in templates_in(step.step.if_, ("if",)):
        yield Site(step.step, path, text, Use.CONDITION, flow, step, known, lent=lent)
    yield from _variables(flow, step, step.step.vars, inherited, lent=lent)
    for path, text in templates_in(step.step.config, ("config",)):
        yield Site(step.step, path, text, Use.CONFIG, flow, step, known, lent=lent)


def _variables(
    flow: Flow,
    step: StepFacts | None,
    variables: tuple[ExpressionVariable, ...],
    before: frozenset[str],
    *,
    lent: bool = False,
) -> Iterator[Site]:
    """The values of variables, each of which sees those before it."""
    places: dict[str, int] = {}
    last: dict[str, int] = {}
    for index, variable in enumerate(variables):
        places.setdefault(variable.name, index)
        last[variable.name] = index
    for index, variable in enumerate(variables):
        for path, text in templates_in(variable.value, ("value",)):
            known = _Some(before, places, index)
            later = _Some(frozenset(), last, index, later=True)
            yield Site(variable, path, text, Use.VARIABLE, flow, step, known, later, lent)


class _Some(Set[str]):
    """The names whose places are before one, or not, and others. A view: of many variables each sees others."""

    def __init__(self, others: frozenset[str], places: Mapping[str, int], border: int, *, later: bool = False) -> None:
        self._others = others
        self._places = places
        self._border = border
        self._later = later

    def _fits(self, place: int) -> bool:
        return (place >= self._border) == self._later

    def __contains__(self, name: object) -> bool:
        place = self._places.get(name) if isinstance(name, str) else None
        return name in self._others or (place is not None and self._fits(place))

    def __iter__(self) -> Iterator[str]:
        yield from self._others
        yield from (name for name, place in self._places.items() if self._fits(place) and name not in self._others)

    def __len__(self) -> int:
        return sum(1 for _ in self)
