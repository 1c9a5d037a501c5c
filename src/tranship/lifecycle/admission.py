"""What may not be promoted: the rules that Kargo's API and webhooks apply when a Stage, task or Promotion is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tranship.errors import FieldPath, InputError, ManifestError
from tranship.models.base import KargoModel
from tranship.models.promotion import ExpressionVariable, PromotionStep
from tranship.models.stage import Stage
from tranship.models.task import ClusterPromotionTask, PromotionTask
from tranship.promotion.step import RESERVED_STEP_ALIAS_REGEX

VARIABLE_NAME = re.compile(r"[a-zA-Z_][0-9A-Za-z_]*\Z")
"""Names that a variable may have."""

TEMPLATE_STEPS: FieldPath = ("promotionTemplate", "spec", "steps")


def check_stage(stage: Stage) -> None:
    """Refuse a Stage that Kargo would refuse, or that no Promotion can be made for.

    :raises ManifestError: all problems at once, each with its place.
    """
    _raise(stage_problems(stage))


def check_task(task: PromotionTask | ClusterPromotionTask) -> None:
    """Refuse a task that Kargo would refuse.

    :raises ManifestError: all problems at once, each with its place.
    """
    _raise(task_problems(task))


def stage_problems(stage: Stage) -> Iterator[InputError]:
    """All that is in the way of promotions to a Stage, in the order of its fields."""
    yield from stage_refusals(stage)
    template = stage.spec.promotion_template
    if template is None or not template.spec.steps:
        hint = "a control flow Stage has none and is not promoted to; else write spec.promotionTemplate.spec.steps"
        yield problem_at(stage.spec, TEMPLATE_STEPS, f'Stage "{stage.metadata.name}" has no promotion steps: {hint}')


def stage_refusals(stage: Stage) -> Iterator[InputError]:
    """What Kargo refuses a Stage for. One without steps is none of it: such a Stage controls the flow of Freight."""
    name = f'Stage "{stage.metadata.name}"'
    seen: set[str] = set()
    for index, request in enumerate(stage.spec.requested_freight):
        if str(request.origin) in seen:
            yield problem_at(
                stage.spec, ("requestedFreight", index), f"{name} requests Freight of {request.origin} twice"
            )
        seen.add(str(request.origin))
    yield from _variable_problems(stage.spec.vars)
    template = stage.spec.promotion_template
    if template is None:
        return
    yield from _variable_problems(template.spec.vars)
    yield from alias_problems(template.spec.steps)
    for index, step in enumerate(template.spec.steps):
        yield from _template_step_problems(step, step.alias(index))


def task_problems(task: PromotionTask | ClusterPromotionTask) -> Iterator[InputError]:
    """All that is wrong with a task, in the order of its fields."""
    name = f'{task.kind} "{task.metadata.name}"'
    yield from _variable_problems(task.spec.vars)
    if not task.spec.steps:
        yield problem_at(task.spec, ("steps",), f"{name} has no steps")
    yield from alias_problems(task.spec.steps)
    for index, step in enumerate(task.spec.steps):
        label = f'step "{step.alias(index)}" of {name}'
        if step.task is not None:
            yield problem_at(step, ("task",), f"{label} refers to a task; a task can't contain another")
        elif not step.uses:
            yield problem_at(step, (), f"{label} has no kind; write uses: and the kind of step")
        yield from _variable_problems(step.vars)


def _template_step_problems(step: PromotionStep, alias: str) -> Iterator[InputError]:
    label = f'step "{alias}"'
    yield from _variable_problems(step.vars)
    if step.task is None:
        if not step.uses:
            yield problem_at(step, (), f"{label} has neither uses nor task; one of them must say what it does")
        return
    if step.uses:
        yield problem_at(step, ("uses",), f"{label} has both uses and task; only one of them can say what it does")
    forbidden = {
        "if": bool(step.if_),
        "continueOnError": step.continue_on_error,
        "retry": step.retry is not None,
        "config": step.config is not None,
    }
    for field, given in forbidden.items():
        if given:
            advice = "write it on the steps of the task, or pass what they need in vars"
            yield problem_at(step, (field,), f"{label} refers to a task and can't have {field}; {advice}")


def alias_problems(steps: Sequence[PromotionStep]) -> Iterator[InputError]:
    """Aliases that are taken twice, or reserved."""
    seen: dict[str, int] = {}
    for index, step in enumerate(steps):
        alias = step.as_.strip()
        if not alias:
            continue
        if alias in seen:
            text = f'the alias "{alias}" is taken by step {seen[alias] + 1}; aliases must differ'
            yield problem_at(step, ("as",), text)
        seen.setdefault(alias, index)
        if RESERVED_STEP_ALIAS_REGEX.match(alias):
            text = f'the alias "{alias}" is reserved for steps without one; choose another'
            yield problem_at(step, ("as",), text)


def _variable_problems(variables: Iterable[ExpressionVariable]) -> Iterator[InputError]:
    for variable in variables:
        if not VARIABLE_NAME.match(variable.name):
            yield problem_at(
                variable,
                ("name",),
                f"\"{variable.name}\" can't be a variable's name: letters, digits and _ only, no digit first",
            )


def problem_at(model: KargoModel, path: FieldPath, text: str) -> InputError:
    """A problem with a field of a model, with its place if the model was read from a file."""
    return InputError(text, model.source.locate(path) if model.source else None)


def _raise(problems: Iterable[InputError]) -> None:
    if found := list(problems):
        raise ManifestError(found)
