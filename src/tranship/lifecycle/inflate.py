"""Inflation: each step that refers to a task becomes the steps of that task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from tranship.lifecycle.admission import check_task, problem_at
from tranship.models.promotion import ExpressionVariable, PromotionStep
from tranship.models.task import ClusterPromotionTask, PromotionTask
from tranship.promotion.state import ALIAS_SEPARATOR
from tranship.store.protocol import Store

Variables = Sequence[ExpressionVariable]


def inflate(
    store: Store, project: str, steps: Sequence[PromotionStep], variables: Variables
) -> tuple[PromotionStep, ...]:
    """The steps of a Promotion: plain ones with an alias each, tasks replaced by their steps.

    A plain step without an alias is ``step-N`` by its position in the template, counted from 1. A task's steps are
    ``<task's alias>::<step's alias>``, and their variables the task's defaults, then those of the step that refers to
    the task, then their own.

    :param variables: the Promotion's; those that are not empty stand in for defaults of the tasks.
    :raises InputError: a task does not exist, is wrong itself, or lacks a value for one of its variables.
    """
    inflated: list[PromotionStep] = []
    for index, step in enumerate(steps):
        alias = step.alias(index)
        if step.task is None:
            inflated.append(step.replace(as_=alias))
        else:
            inflated += _task_steps(store, project, step, alias, variables)
    return tuple(inflated)


def _task_steps(
    store: Store, project: str, step: PromotionStep, alias: str, variables: Variables
) -> Iterator[PromotionStep]:
    task = _find_task(store, project, step)
    check_task(task)
    given = _values(task, step, variables)
    for index, inner in enumerate(task.spec.steps):
        name = f"{alias}{ALIAS_SEPARATOR}{inner.alias(index)}"
        yield inner.replace(as_=name, vars=(*given, *inner.vars))


def _find_task(store: Store, project: str, step: PromotionStep) -> PromotionTask | ClusterPromotionTask:
    reference = step.task
    if reference is None:
        raise problem_at(step, (), "the step refers to no task")
    model: type[PromotionTask | ClusterPromotionTask]
    if reference.kind in ("", PromotionTask.kind):
        model, namespace = PromotionTask, project
    elif reference.kind == ClusterPromotionTask.kind:
        model, namespace = ClusterPromotionTask, ""
    else:
        text = f'there is no task kind "{reference.kind}"; it is PromotionTask or ClusterPromotionTask'
        raise problem_at(step, ("task", "kind"), text)
    task = store.get(model, namespace, reference.name)
    if task is None:
        names = [found.metadata.name for found in store.list(model, namespace)]
        where = f' in the project "{project}"' if namespace else ""
        text = f'there is no {model.kind} "{reference.name}"{where}{_did_you_mean(reference.name, names)}'
        raise problem_at(step, ("task", "name"), text)
    return task


def _values(
    task: PromotionTask | ClusterPromotionTask, step: PromotionStep, variables: Variables
) -> tuple[ExpressionVariable, ...]:
    """The task's variables as its steps get them."""
    of_promotion = {variable.name for variable in variables if variable.value}
    of_step = {variable.name for variable in step.vars if variable.value}
    defaults = []
    for variable in task.spec.vars:
        if variable.name in of_promotion:
            continue
        if variable.value:
            defaults.append(variable)
        elif variable.name not in of_step:
            text = (
                f'{task.kind} "{task.metadata.name}" needs a value for its variable "{variable.name}"; give it in vars'
            )
            raise problem_at(step, ("task",), text)
    return (*defaults, *step.vars)


def _did_you_mean(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, names, n=1)
    return f'; did you mean "{close[0]}"?' if close else ""
