"""TS4: what resources say of each other: tasks and their variables, Warehouses and what they watch."""

from __future__ import annotations

from collections.abc import Iterator

from tranship.errors import InputError
from tranship.lint.expressions import analysed
from tranship.lint.facts import Facts
from tranship.lint.findings import Problem, Rule, Severity
from tranship.lint.flows import Task, TaskUse
from tranship.lint.sites import sites_of
from tranship.models.problems import closest
from tranship.models.project import Project
from tranship.models.task import ClusterPromotionTask, PromotionTask


def _unknown_tasks(facts: Facts) -> Iterator[Problem]:
    projects = {one.name for one in facts.every(Project)}
    for flow in facts.flows:
        for use in flow.uses:
            reference, source = use.step.task, use.step.source
            if reference is None or source is None:
                continue
            kind = reference.kind or PromotionTask.kind
            if kind not in (PromotionTask.kind, ClusterPromotionTask.kind):
                message = f'there is no kind of task "{kind}"'
                yield Problem(message, source.locate(("task", "kind")), hint="PromotionTask or ClusterPromotionTask")
                continue
            names = facts.tasks.names(kind)
            if use.task is not None or reference.name in names:
                continue
            meant = closest(reference.name, names)
            # Others may be in the cluster already: only a whole project is known to lack it.
            if meant or (kind == PromotionTask.kind and flow.owner.namespace in projects and names):
                hint = f'did you mean "{meant}"?' if meant else f"there are {', '.join(names)}"
                message = f'there is no {kind} "{reference.name}" in these files'
                yield Problem(message, source.locate(("task", "name")), hint=hint)


def _missing_variables(facts: Facts) -> Iterator[Problem]:
    for flow in facts.flows:
        of_flow = {variable.name for variable in flow.variables if variable.value}
        for use in flow.uses:
            if use.task is None or use.step.source is None:
                continue
            given = of_flow | {variable.name for variable in use.step.vars if variable.value}
            missing = [one.name for one in use.task.spec.vars if not one.value and one.name not in given]
            if missing:
                one = len(missing) == 1
                what = f"the variable{'' if one else 's'} {', '.join(missing)}"
                message = f'{use.task.kind} "{use.task.name}" needs {what}'
                yield Problem(message, use.step.source.locate(("task", "name")), hint="give it in vars" if one else "")


def _unused_variables(facts: Facts) -> Iterator[Problem]:
    read: dict[int, frozenset[str] | None] = {}
    for flow in facts.flows:
        if flow.is_task:
            read[id(flow.owner)] = _read_by(facts, flow.owner)  # type: ignore[arg-type]
    for flow in facts.flows:
        for use in flow.uses:
            if use.task is not None:
                yield from _unused_of(use, use.task, read.get(id(use.task)))


def _read_by(facts: Facts, task: Task) -> frozenset[str] | None:
    """The variables that a task reads; None where that can't be told."""
    found: set[str] = set()
    for flow in facts.flows:
        if flow.owner is not task:
            continue
        for site in sites_of(flow):
            if site.open_error is not None:
                return None
            for hole, _ in site.holes:
                for reading in analysed(hole.source, site.functions).readings:
                    if reading.name == "$env" or (reading.name == "vars" and not reading.keys):
                        return None
                    if reading.name == "vars":
                        found.add(reading.keys[0][0])
    return frozenset(found)


def _unused_of(use: TaskUse, task: Task, read: frozenset[str] | None) -> Iterator[Problem]:
    if read is None:
        return
    declared = {variable.name for variable in task.spec.vars}
    for index, variable in enumerate(use.step.vars):
        later = "".join(one.value for one in use.step.vars[index + 1 :])
        if variable.name in declared | read or variable.name in later or variable.source is None:
            continue
        meant = closest(variable.name, sorted(declared))
        hint = f'did you mean "{meant}"?' if meant else ""
        message = f'{task.kind} "{task.name}" has no variable "{variable.name}", and reads none'
        error = InputError(message, variable.source.locate(("name",)))
        yield Problem.of(error, hint)


_TASK = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: PromotionTask
metadata: {name: notify, namespace: demo}
spec:
  vars:
  - name: text
  steps:
  - uses: fail
    config: {message: "${{ vars.text }}"}
---
"""
_STAGE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: test, namespace: demo}
spec:
  requestedFreight:
  - origin: {kind: Warehouse, name: main}
    sources: {direct: true}
  promotionTemplate:
    spec:
      steps:
"""
_GOOD = _TASK + _STAGE + "      - task: {name: notify}\n        vars: [{name: text, value: hello}]\n"

TASK_RULES = (
    Rule(
        "TS401",
        "unknown-task",
        Severity.WARNING,
        "A step refers to a task that is not there.",
        "The promotion can't be made. It is said only where the files hold a task of a similar name, or the whole "
        "Project with other tasks: else the task may be in the cluster.",
        bad=_TASK + _STAGE + "      - task: {name: notfiy}\n        vars: [{name: text, value: hello}]\n",
        good=_GOOD,
        check=_unknown_tasks,
    ),
    Rule(
        "TS402",
        "missing-task-variable",
        Severity.ERROR,
        "A task needs a variable that nobody gives it.",
        "A variable of a task without a value of its own must come from the step that refers to the task, or from the "
        "Stage. Else the promotion can't be made.",
        bad=_TASK + _STAGE + "      - task: {name: notify}\n",
        good=_GOOD,
        check=_missing_variables,
    ),
    Rule(
        "TS403",
        "unused-task-variable",
        Severity.WARNING,
        "A variable is given to a task that neither declares nor reads it.",
        "It does nothing; most often its name is misspelt, and the default counts.",
        bad=_TASK + _STAGE + "      - task: {name: notify}\n"
        "        vars: [{name: text, value: hello}, {name: txet, value: hi}]\n",
        good=_GOOD,
        check=_unused_variables,
    ),
)
"""The rules for tasks."""
