"""A flow: the steps of a Stage, a Promotion or a task in the order in which they run, and what each can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tranship.authoring import StepDefinition, StepRunnerCapability
from tranship.models.promotion import ExpressionVariable, Promotion, PromotionStep
from tranship.models.resource import Resource
from tranship.models.stage import Stage
from tranship.models.task import ClusterPromotionTask, PromotionTask
from tranship.promotion.state import ALIAS_SEPARATOR

Task = PromotionTask | ClusterPromotionTask
Outputs = Mapping[str, Any]


@dataclass(frozen=True)
class StepFacts:
    """A step in a flow.

    :param step: as it was written.
    :param alias: its alias in the flow, that of the task before it (``task::step``).
    :param index: its place in the flow.
    :param definition: what is known about its kind; None if there is no such kind, or it refers to a task.
    :param task: the alias of the step that refers to the task which it belongs to.
    :param given: variables that it gets from the task, and from the step that refers to it.
    """

    step: PromotionStep
    alias: str
    index: int
    definition: StepDefinition | None = None
    task: str = ""
    given: tuple[ExpressionVariable, ...] = ()

    @cached_property
    def config(self) -> Mapping[str, Any]:
        """Its configuration as it was written; empty where it has none, or one that is no map."""
        return self.step.config if isinstance(self.step.config, Mapping) else {}

    @cached_property
    def outputs(self) -> Outputs | None:
        """What it puts out; None where that can't be told."""
        return None if self.definition is None else self.definition.outputs_of(self.config)

    @property
    def label(self) -> str:
        """Its alias as people see it."""
        return self.alias.rpartition(ALIAS_SEPARATOR)[2]


@dataclass(frozen=True)
class TaskUse:
    """A step that refers to a task.

    :param task: the task, if it is in the input.
    """

    step: PromotionStep
    alias: str
    task: Task | None


@dataclass(frozen=True)
class Flow:
    """The steps that run one after the other.

    :param owner: the Stage, Promotion or task that they belong to.
    :param variables: those of the owner, in order.
    :param steps: tasks that are in the input are replaced by their steps.
    :param written: the steps as the owner has them.
    :param uses: the steps that refer to tasks.
    """

    owner: Resource
    variables: tuple[ExpressionVariable, ...]
    steps: tuple[StepFacts, ...]
    written: tuple[PromotionStep, ...] = ()
    uses: tuple[TaskUse, ...] = field(default=())

    @property
    def is_task(self) -> bool:
        """Whether these are the steps of a task by itself, which others may put among theirs."""
        return isinstance(self.owner, PromotionTask | ClusterPromotionTask)

    @property
    def title(self) -> str:
        """What messages call it."""
        return f'{self.owner.kind} "{self.owner.name}"'

    @cached_property
    def outputs(self) -> Mapping[str, tuple[int, Outputs | None]]:
        """What can be read by ``outputs``: each name with the first step that puts it there, and its outputs."""
        found: dict[str, tuple[int, Outputs | None]] = {}
        for step in self.steps:
            found.setdefault(step.alias, (step.index, step.outputs))
            if step.task and step.definition is not None and propagates(step.definition):
                index, before = found.get(step.task, (step.index, {}))
                together = None if before is None or step.outputs is None else {**before, **step.outputs}
                found[step.task] = (index, together)
            elif step.task and step.definition is None:
                # Nobody knows what a step of an unknown kind does.
                found.setdefault(step.task, (step.index, None))
        return found

    @cached_property
    def task_outputs(self) -> Mapping[str, Mapping[str, tuple[int, Outputs | None]]]:
        """What can be read by ``task.outputs`` within each task of the flow."""
        found: dict[str, dict[str, tuple[int, Outputs | None]]] = {}
        for step in self.steps:
            if step.task:
                found.setdefault(step.task, {}).setdefault(step.label, (step.index, step.outputs))
        return found


def propagates(definition: StepDefinition) -> bool:
    """Whether the outputs of such a step in a task become those of the task."""
    return StepRunnerCapability.TASK_OUTPUT_PROPAGATION in definition.metadata.required_capabilities


class Tasks:
    """The tasks in the input, by what refers to them."""

    def __init__(self, resources: list[Resource]) -> None:
        self.all = [one for one in resources if isinstance(one, PromotionTask | ClusterPromotionTask)]

    def find(self, project: str, step: PromotionStep) -> Task | None:
        """The task that a step refers to; None if it isn't here, or several could be meant."""
        if step.task is None:
            return None
        of_cluster = step.task.kind == ClusterPromotionTask.kind
        found = [
            task
            for task in self.all
            if task.name == step.task.name
            and isinstance(task, ClusterPromotionTask) == of_cluster
            and (of_cluster or not project or not task.namespace or task.namespace == project)
        ]
        return found[0] if len(found) == 1 else None

    def names(self, kind: str) -> list[str]:
        """The names of the tasks of a kind."""
        return sorted({task.name for task in self.all if task.kind == (kind or PromotionTask.kind)})


def flows(resources: list[Resource], definitions: Mapping[str, StepDefinition]) -> Iterator[Flow]:
    """The flows of all resources that have steps."""
    tasks = Tasks(resources)
    for resource in resources:
        match resource:
            case Stage(spec=spec) if spec.promotion_template is not None:
                template = spec.promotion_template.spec
                yield _flow(resource, (*spec.vars, *template.vars), template.steps, tasks, definitions)
            case Promotion(spec=of_promotion):
                yield _flow(resource, of_promotion.vars, of_promotion.steps, tasks, definitions)
            case PromotionTask(spec=of_task) | ClusterPromotionTask(spec=of_task):
                steps = tuple(
                    StepFacts(step, f"{ALIAS_SEPARATOR}{step.alias(index)}", index, _known(step, definitions), " ")
                    for index, step in enumerate(of_task.steps)
                )
                yield Flow(resource, of_task.vars, steps, of_task.steps)


def _known(step: PromotionStep, definitions: Mapping[str, StepDefinition]) -> StepDefinition | None:
    return definitions.get(step.uses) if step.task is None else None


def _flow(
    owner: Resource,
    variables: tuple[ExpressionVariable, ...],
    written: tuple[PromotionStep, ...],
    tasks: Tasks,
    definitions: Mapping[str, StepDefinition],
) -> Flow:
    steps: list[StepFacts] = []
    uses: list[TaskUse] = []
    given = {variable.name for variable in variables if variable.value}
    for index, step in enumerate(written):
        alias = step.alias(index)
        task = tasks.find(owner.namespace, step)
        if step.task is not None:
            uses.append(TaskUse(step, alias, task))
        if task is None:
            # A Promotion that Kargo made has the steps of its tasks, under their full aliases.
            namespace = alias.partition(ALIAS_SEPARATOR)[0] if ALIAS_SEPARATOR in alias else ""
            steps.append(StepFacts(step, alias, len(steps), _known(step, definitions), namespace))
            continue
        defaults = tuple(variable for variable in task.spec.vars if variable.name not in given)
        for at, inner in enumerate(task.spec.steps):
            name = f"{alias}{ALIAS_SEPARATOR}{inner.alias(at)}"
            facts = StepFacts(inner, name, len(steps), _known(inner, definitions), alias, (*defaults, *step.vars))
            steps.append(facts)
    return Flow(owner, variables, tuple(steps), written, tuple(uses))
