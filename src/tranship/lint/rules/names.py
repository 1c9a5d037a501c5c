"""TS2: what expressions read from the steps and the variables before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tranship.expressions.template import Hole
from tranship.exprlang.nodes import Literal, Name, Place
from tranship.lint.expressions import Reading, literals
from tranship.lint.facts import Facts
from tranship.lint.findings import Problem, Rule, Severity
from tranship.lint.flows import Outputs, StepFacts
from tranship.lint.sites import Site
from tranship.models.problems import closest
from tranship.promotion.state import ALIAS_SEPARATOR

_MOST_NAMES = 300

Visible = Mapping[str, tuple[int, Outputs | None]]


def _readings(facts: Facts) -> Iterator[tuple[Site, Hole, Reading]]:
    """Every reading at every site where it can be judged, whatever deals with missing values left out."""
    for site in facts.sites:
        for hole, analysis in site.holes:
            for reading in analysis.readings:
                if not reading.asked:
                    yield site, hole, reading


def _output_readings(facts: Facts) -> Iterator[tuple[Site, StepFacts, Visible, tuple[tuple[str, Place], ...], Hole]]:
    """Readings of outputs: what is visible there, and the keys behind ``outputs`` or ``task.outputs``."""
    for site, hole, reading in _readings(facts):
        step = site.step
        if step is None or not reading.keys:
            continue
        if reading.name == "outputs" and not site.flow.is_task:
            yield site, step, site.flow.outputs, reading.keys, hole
        elif reading.name == "task" and reading.keys[0][0] == "outputs" and step.task and len(reading.keys) > 1:
            yield site, step, site.flow.task_outputs.get(step.task, {}), reading.keys[1:], hole


def _unknown_steps(facts: Facts) -> Iterator[Problem]:
    for site, step, visible, keys, hole in _output_readings(facts):
        (alias, place), *_ = keys
        known = visible.get(alias)
        unresolved = any(use.task is None and alias.startswith(use.alias + ALIAS_SEPARATOR) for use in site.flow.uses)
        if (known is not None and known[0] <= step.index) or unresolved:
            continue
        earlier = [name for name, (index, _) in visible.items() if index < step.index]
        if known is not None:
            message, hint = f'the step "{alias}" comes too late: it runs after this one', "move it before this step"
        elif any(use.alias == alias for use in site.flow.uses):
            message = f'the task "{alias}" puts out nothing under its own name'
            hint = f'read outputs["{alias}{ALIAS_SEPARATOR}STEP"], or end the task with compose-output'
        else:
            message = f'no step before this one is called "{alias}"'
            meant = closest(alias, earlier)
            hint = f'did you mean "{meant}"?' if meant else _there_are(earlier)
            if step.task and f"{step.task}{ALIAS_SEPARATOR}{alias}" in site.flow.outputs:
                hint = f"in a task, write task.outputs.{alias}"
        yield site.problem(message, hole.offset + place.start, hole.offset + place.end, hint)


def _there_are(names: list[str]) -> str:
    shown = [name for name in names if ALIAS_SEPARATOR not in name]
    return f"before it come {', '.join(shown)}" if shown else "no step comes before this one"


def _unknown_outputs(facts: Facts) -> Iterator[Problem]:
    for site, step, visible, keys, hole in _output_readings(facts):
        known = visible.get(keys[0][0])
        if known is None or known[0] > step.index:
            continue
        outputs: object = known[1]
        name = keys[0][0]
        for key, place in keys[1:]:
            if not isinstance(outputs, Mapping):
                break
            if key not in outputs:
                meant = closest(key, list(outputs))
                some = ", ".join(outputs)
                hint = f'did you mean "{meant}"?' if meant else f"it puts out {some}" if some else "it puts out nothing"
                start, end = hole.offset + place.start, hole.offset + place.end
                yield site.problem(f'the step "{name}" has no output "{key}"', start, end, hint)
                break
            outputs = outputs[key]


def _outputs_of_siblings(facts: Facts) -> Iterator[Problem]:
    for site, hole, reading in _readings(facts):
        step = site.step
        if step is None or not site.flow.is_task or reading.name != "outputs" or not reading.keys:
            continue
        alias, place = reading.keys[0]
        if alias in site.flow.task_outputs.get(step.task, {}):
            start, end = hole.offset + reading.place.start, hole.offset + place.end
            message = f'in a task, the step "{alias}" is not in outputs by this name'
            yield site.problem(message, start, end, f"write task.outputs.{alias}")


def _unknown_variables(facts: Facts) -> Iterator[Problem]:
    used = facts.used_tasks
    for site, hole, reading in _readings(facts):
        if reading.name != "vars" or not reading.keys or reading.keys[0][0] in site.known:
            continue
        name, place = reading.keys[0]
        meant = closest(name, sorted(site.known)) if len(site.known) <= _MOST_NAMES else None
        if site.flow.is_task and (id(site.flow.owner) in used or not meant or len(meant) != len(name)):
            # Whoever uses the task may bring the variable along; only a slip of the keyboard is certain.
            continue
        if name in site.later:
            message, hint = f'the variable "{name}" comes too late: it is defined after this one', "change the order"
        else:
            message = f'there is no variable "{name}"'
            hint = f'did you mean "{meant}"?' if meant else "add it to vars"
        if site.lent:
            message += f" where {site.flow.title} uses the task"
        yield site.problem(message, hole.offset + place.start, hole.offset + place.end, hint)


def _unknown_statuses(facts: Facts) -> Iterator[Problem]:
    for site in facts.own_sites:
        if site.step is None or site.flow.is_task or site.step.task:
            continue
        for hole, analysis in site.holes:
            for call in analysis.calls:
                alias = next(literals(call), None)
                if not (isinstance(call.callee, Name) and call.callee.name == "status" and alias):
                    continue
                earlier = [step.alias for step in site.flow.steps if step.index < site.step.index]
                unresolved = any(alias.startswith(use.alias + ALIAS_SEPARATOR) for use in site.flow.uses)
                if alias in earlier or unresolved or not isinstance(call.arguments[0], Literal):
                    continue
                place = call.arguments[0].place
                meant = closest(alias, earlier)
                hint = f'did you mean "{meant}"?' if meant else _there_are(earlier)
                message = f'no step before this one is called "{alias}"'
                yield site.problem(message, hole.offset + place.start, hole.offset + place.end, hint)


_COMMIT = """\
- uses: git-clone
  config: {repoURL: https://example.com/r.git, checkout: [{branch: main, path: ./out}]}
- uses: git-commit
  as: commit
  config: {path: ./out, message: Update}
"""

NAME_RULES = (
    Rule(
        "TS203",
        "unknown-step-output",
        Severity.ERROR,
        "An expression reads outputs of a step that does not come before it.",
        "What is not there is nil, and reading a field of nil ends the step with an error. Write `outputs.x?.y` or "
        "`?? 'default'` where a step may be missing.",
        bad=_COMMIT + "- uses: fail\n  config:\n    message: ${{ outputs.comit.commit }}\n",
        good=_COMMIT + "- uses: fail\n  config:\n    message: ${{ outputs.commit.commit }}\n",
        check=_unknown_steps,
    ),
    Rule(
        "TS204",
        "unknown-output",
        Severity.ERROR,
        "An expression reads an output that the step never has.",
        "It is nil: a field of a configuration gets null, and a text says null where a value should be.",
        bad=_COMMIT + "- uses: fail\n  config:\n    message: ${{ outputs.commit.id }}\n",
        good=_COMMIT + "- uses: fail\n  config:\n    message: ${{ outputs.commit.commit }}\n",
        check=_unknown_outputs,
    ),
    Rule(
        "TS205",
        "task-outputs",
        Severity.ERROR,
        "A step of a task reads outputs of another step of the task by a name that these do not have.",
        "The steps of a task have the task's alias before their own, which the task can't know. They are in "
        "task.outputs by their short names.",
        bad="""\
apiVersion: kargo.akuity.io/v1alpha1
kind: PromotionTask
metadata: {name: demo, namespace: demo}
spec:
  steps:
  - {uses: compose-output, as: values, config: {a: 1}}
  - uses: fail
    config: {message: "${{ outputs.values.a }}"}
""",
        good="""\
apiVersion: kargo.akuity.io/v1alpha1
kind: PromotionTask
metadata: {name: demo, namespace: demo}
spec:
  steps:
  - {uses: compose-output, as: values, config: {a: 1}}
  - uses: fail
    config: {message: "${{ task.outputs.values.a }}"}
""",
        check=_outputs_of_siblings,
    ),
    Rule(
        "TS206",
        "unknown-variable",
        Severity.ERROR,
        "An expression reads a variable that is not there, or not yet.",
        "It is nil: a text says null where its value should be. Variables see those before them; those of a Stage "
        "come first, then those of its template, then those of the step.",
        bad="- uses: fail\n  vars: [{name: reason, value: late}]\n  config:\n    message: ${{ vars.raeson }}\n",
        good="- uses: fail\n  vars: [{name: reason, value: late}]\n  config:\n    message: ${{ vars.reason }}\n",
        check=_unknown_variables,
    ),
    Rule(
        "TS207",
        "unknown-status",
        Severity.WARNING,
        "status() asks for a step that does not come before.",
        "The status is empty then, whatever happens, and a comparison with it never what was meant.",
        bad="- {uses: fail, as: stop}\n- uses: fail\n  if: ${{ status('stpo') == 'Failed' }}\n",
        good="- {uses: fail, as: stop}\n- uses: fail\n  if: ${{ status('stop') == 'Failed' }}\n",
        check=_unknown_statuses,
    ),
)
"""The rules for what expressions read."""
