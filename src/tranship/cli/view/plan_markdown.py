"""A plan as Markdown, made for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from tranship.authoring import Change
from tranship.cli.view.diffs import same_diff
from tranship.cli.view.markdown import LONGEST, Comment, Section, code, markdown
from tranship.plan import Outcome, Plan, PlannedStep
from tranship.plan.lines import counted, detail_lines, in_brackets, status_line

_HASH = 40
"""Letters of a name that is made of what Freight holds; 7 are enough for people."""


def plan_markdown(plan: Plan, longest: int = LONGEST) -> str:
    """The plan's text, of ``longest`` bytes at most."""
    comment = Comment(heading(plan), answer(plan), aside(plan), tuple(sections(plan.steps)), tuple(_closing(plan)))
    return markdown(comment, longest)


def heading(plan: Plan) -> tuple[str, ...]:
    """What is planned."""
    freight = plan.freight[:7] if len(plan.freight) == _HASH else plan.freight
    return f"Plan for Stage {code(plan.stage)}", f"Freight {code(freight)}"


def answer(plan: Plan) -> str:
    """What would come of it, in a few words."""
    said = counted(plan)
    if plan.failure is not None:
        where = f"the promotion would fail at the step {code(plan.failure.alias)}"
        return f"{said}, and then {where}." if said else f"{where[0].upper()}{where[1:]}, and change nothing."
    if not plan.changes_anything:
        return f"Nothing would change ({said})." if said else "Nothing would change."
    return f"{said or 'What would change is not known'}."


def aside(plan: Plan) -> str:
    """That the plan itself has changed nothing."""
    sent = ", ".join(code(step.alias) for step in plan.steps if step.sent)
    return f"This plan has changed nothing outside{f' but by the requests of {sent}, sent as asked' if sent else ''}."


def sections(steps: tuple[PlannedStep, ...]) -> Iterator[Section]:
    """A section for each change, and for each step that needs words."""
    shown: dict[str, str] = {}
    for step in steps:
        for change in step.changes:
            yield _section(step, change, shown)
        status = status_line(step)
        if status and step.outcome is not Outcome.SKIPPED:
            fails = step.outcome is Outcome.FAILS
            yield Section("step", step.alias, "would fail" if fails else "", (status, *step.notes), is_open=fails)
        elif not step.changes and step.notes and step.outcome is not Outcome.SKIPPED:
            yield Section("step", step.alias, step.kind, step.notes)


def _section(step: PlannedStep, change: Change, shown: dict[str, str]) -> Section:
    before = shown.setdefault(same_diff(change.diff), change.target) if change.diff else change.target
    repeated = before != change.target
    return Section(
        f"{'' if step.certain else 'maybe: '}{change.kind}",
        change.target,
        change.summary,
        (*detail_lines(change), *step.notes),
        "" if repeated else change.diff,
        f"The difference is that of {code(before)}." if repeated else "",
    )


def _closing(plan: Plan) -> Iterator[str]:
    unknown = [
        f"outputs.{step.alias}.{name}"
        for step in plan.steps
        if step.outcome is Outcome.RUNS and step.is_read_later
        for name in step.unknown
    ]
    if unknown:
        yield f"Not known before it runs: {_some(unknown)}."
    skipped = [step for step in plan.steps if step.outcome is Outcome.SKIPPED]
    if skipped:
        yield f"Skipped: {_some([f'{step.alias}{in_brackets(step.message)}' for step in skipped])}."


def _some(names: list[str], most: int = 30) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(code, names[:most])) + more
