"""The check before a promotion: what is wrong with its steps whatever happens, found before the first of them runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from tranship.authoring import StepDefinition
from tranship.errors import ExprError, FieldPath, InputError, ManifestError, field_text
from tranship.expressions.document import templates_in
from tranship.expressions.functions import STEP_FUNCTIONS, VARIABLE_FUNCTIONS
from tranship.expressions.template import compile_template
from tranship.exprlang import Functions, compile_expression
from tranship.lint.names import unknown_names
from tranship.lint.partial import partial_problems
from tranship.models.base import KargoModel
from tranship.models.promotion import ExpressionVariable, Promotion, PromotionStep
from tranship.promotion.engine import unknown_kind


def check_promotion(promotion: Promotion, definitions: Mapping[str, StepDefinition]) -> None:
    """Refuse a Promotion that can't go well: a kind of step that is not there, a key that a configuration does not
    have, an expression that can't be read.

    :raises ManifestError: all problems at once, each with its place.
    """
    variables = promotion.spec.vars
    problems = list(_variable_problems(variables, "", VARIABLE_FUNCTIONS, ()))
    for step in promotion.spec.steps:
        problems += step_problems(step, definitions, [variable.name for variable in variables])
    # Variables of a task are in each of its steps, and a problem in one of them is still one problem.
    unique = {str(problem): problem for problem in problems}
    if unique:
        raise ManifestError(list(unique.values()))


def step_problems(
    step: PromotionStep, definitions: Mapping[str, StepDefinition], variables: Collection[str]
) -> Iterator[InputError]:
    """All that is wrong with a step, in the order of its fields.

    :param variables: the names of the Promotion's variables.
    """
    known = {*variables, *(variable.name for variable in step.vars)}
    label = f'step "{step.as_}": '
    definition = definitions.get(step.uses)
    if definition is None:
        yield _problem(step, ("uses",), f"{label}{unknown_kind(step.uses, definitions)}")
    yield from _template_problems(step, ("if",), step.if_, label, STEP_FUNCTIONS, known)
    yield from _variable_problems(step.vars, label, VARIABLE_FUNCTIONS, variables)
    yield from _template_problems(step, ("config",), step.config, label, STEP_FUNCTIONS, known)
    if definition is not None:
        yield from _config_problems(step, definition, label)


def _variable_problems(
    variables: Sequence[ExpressionVariable], label: str, functions: Functions, earlier: Collection[str]
) -> Iterator[InputError]:
    """What is wrong with variables, each of which sees those before it."""
    known = set(earlier)
    for variable in variables:
        name = f'{label}the variable "{variable.name}": '
        yield from _template_problems(variable, ("value",), variable.value, name, functions, known)
        known.add(variable.name)


def _template_problems(
    model: KargoModel, field: FieldPath, value: object, label: str, functions: Functions, variables: Collection[str]
) -> Iterator[InputError]:
    """What is wrong with the expressions in a field of ``model``."""
    for path, text in templates_in(value, field):
        where = "" if isinstance(model, ExpressionVariable) else f"{field_text(path)}: "
        for error in _expression_errors(text, functions, variables):
            position = model.source.locate_within(path, error.start) if model.source else None
            yield InputError(f"{label}{where}{error.message}\n{error.drawn_source()}", position)


def _expression_errors(text: str, functions: Functions, variables: Collection[str]) -> Iterator[ExprError]:
    """What is wrong with the expressions in a template, each at its place in the whole text."""
    try:
        holes = compile_template(text).holes
    except ExprError as error:
        yield error
        return
    for hole in holes:
        try:
            compile_expression(hole.source, functions)
            for problem in unknown_names(hole.source, functions, variables):
                yield problem.within(text, hole.offset)
        except ExprError as error:
            yield error.within(text, hole.offset)


def _config_problems(step: PromotionStep, definition: StepDefinition, label: str) -> Iterator[InputError]:
    if isinstance(step.config, Mapping):
        for problem in partial_problems(definition.config, step.config):
            path: FieldPath = ("config", *problem.path)
            position = None
            if step.source:
                position = (step.source.locate_key if problem.about_key else step.source.locate)(path)
            yield InputError(f"{label}{field_text(path)}: {problem.message}", position)
    elif step.config is None:
        needed = [field.alias or name for name, field in definition.config.model_fields.items() if field.is_required()]
        if needed:
            text = f"{label}it has no config, but {step.uses} needs {', '.join(needed)}"
            yield _problem(step, (), text)
    else:
        yield _problem(step, ("config",), f"{label}config must be a map of fields")


def _problem(model: KargoModel, path: FieldPath, text: str) -> InputError:
    return InputError(text, model.source.locate(path) if model.source else None)
