"""A plan on the screen: what would change, with its diff; what would fail; what nobody can know; how to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from tranship.authoring import Change, ChangeKind
from tranship.cli.view.blocks import as_yaml, block, saying
from tranship.cli.view.diffs import diff_lines
from tranship.plan import Outcome, Plan, PlannedStep

_PLURALS = {ChangeKind.PUSH: "pushes", ChangeKind.METADATA: "changes of metadata"}


def print_plan(console: Console, plan: Plan) -> None:
    """Write the plan."""
    console.print(Text(f"Plan for Stage {plan.stage} · nothing outside has been changed", "bold"), soft_wrap=True)
    say = saying(console)
    for step in plan.steps:
        if step.changes or step.notes or step.outcome is Outcome.UNKNOWN:
            say("")
            _print_step(console, step)
    for line in _asides(plan):
        say(f" {line}".rstrip())
    if plan.failure is not None:
        _print_failure(console, plan.failure)
    say("")
    say(_summary(plan))


def _print_step(console: Console, step: PlannedStep) -> None:
    say = saying(console)
    for change in step.changes:
        _print_change(console, change, certain=step.certain)
    if step.outcome is Outcome.UNKNOWN:
        what = f": {', '.join(step.unknown)}" if step.unknown else ""
        say(f" {step.alias} ({step.kind}) · can't be said before it runs{what}{_in_brackets(step.message)}")
    elif not step.changes:
        say(f" {step.alias} ({step.kind})")
    for note in step.notes:
        say(f"   {note}")


def _print_change(console: Console, change: Change, *, certain: bool) -> None:
    maybe = "" if certain else "maybe: "
    line = Text(f" {maybe}")
    line.append(change.target, "bold")
    line.append(f" · {change.summary}" if change.summary else "")
    console.print(line, soft_wrap=True)
    for text, style in diff_lines(change.diff):
        console.print(Text(f"   {text}", style), soft_wrap=True)


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _asides(plan: Plan) -> Iterator[str]:
    """What is worth a line for all steps together: what is skipped, what is not known."""
    skipped = [f"{step.alias}{_in_brackets(step.message)}" for step in plan.steps if step.outcome is Outcome.SKIPPED]
    unknown = [
        f"outputs.{step.alias}.{name}" for step in plan.steps if step.outcome is Outcome.RUNS for name in step.unknown
    ]
    if skipped or unknown:
        yield ""
    if unknown:
        yield f"not known before it runs: {', '.join(unknown)}"
    if skipped:
        yield f"skipped: {', '.join(skipped)}"


def _print_failure(console: Console, step: PlannedStep) -> None:
    say = saying(console)
    place = f"{step.place}: " if step.place else ""
    console.print()
    console.print(Text(f'{place}step "{step.alias}" ({step.kind}) would fail:', "red"), soft_wrap=True)
    for line in (step.message or "it gives no reason").splitlines():
        say(f"  {line}".rstrip())
    if step.config:
        block(say, "It would run with", as_yaml(step.config), indent="  ")


def _summary(plan: Plan) -> str:
    """The changes counted, and the next step."""
    counts = Counter(change.kind for change in plan.changes)
    said = ", ".join(_count(counts[kind], kind) for kind in ChangeKind if counts[kind])
    if plan.failure is not None:
        return f"{said}, and then it would fail." if said else "It would fail before it changes anything."
    if not plan.changes_anything:
        return "Nothing would change."
    return f"{said or 'What would change is not known'}. Run the same with `promote` to apply."


def _count(number: int, kind: ChangeKind) -> str:
    plural = _PLURALS.get(kind, f"{kind}s")
    return f"{number} {kind if number == 1 else plural}"
