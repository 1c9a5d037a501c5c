"""A plan on the screen: what would change, with its diff; what would fail; what nobody can know; how to go on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from tranship.authoring import Change
from tranship.cli.view.blocks import as_yaml, block, saying
from tranship.cli.view.diffs import diff_lines, same_diff
from tranship.plan import Outcome, Plan, PlannedStep
from tranship.plan.lines import counted, detail_lines, in_brackets, status_line


def print_plan(console: Console, plan: Plan) -> None:
    """Write the plan."""
    print_title(console, f"Plan for Stage {plan.stage}", plan)
    shown: dict[str, str] = {}
    for step in plan.steps:
        if _is_shown(step):
            console.print()
            print_step(console, step, shown)
    print_lines(console, _asides(plan), " ")
    if plan.failure is not None:
        _print_failure(console, plan.failure)
    console.print()
    print_wrapped(console, summary(plan), "")


def print_title(console: Console, title: str, plan: Plan) -> None:
    """Write the first line: what this is, and that it has changed nothing."""
    sent = [step.alias for step in plan.steps if step.sent]
    asked = f" but by the requests of {', '.join(sent)}, sent as asked" if sent else ""
    for line in broken(f"{title} · nothing outside has been changed{asked}", console.width, ""):
        console.print(Text(line, "bold"), soft_wrap=True)


def print_step(console: Console, step: PlannedStep, shown: dict[str, str]) -> None:
    """Write what would come of a step.

    :param shown: diffs that were shown before, each with what it belongs to; it takes in the new ones.
    """
    for change in step.changes:
        _print_change(console, change, shown, certain=step.certain)
    status = status_line(step)
    if status or not step.changes:
        maybe = "" if step.certain else "maybe: "
        print_wrapped(console, f"{maybe}{step.alias} ({step.kind}){f' · {status}' if status else ''}", " ")
    print_lines(console, step.notes, "   ")


def print_lines(console: Console, lines: Iterator[str] | tuple[str, ...], indent: str) -> None:
    """Write lines, each broken where it would be wider than the screen."""
    for line in lines:
        print_wrapped(console, line, indent)


def print_wrapped(console: Console, text: str, indent: str) -> None:
    """Write a line, broken between words where it would be wider than the screen."""
    say = saying(console)
    for line in text.splitlines() or [""]:
        for part in broken(line, console.width, indent):
            say(part)


def print_heading(console: Console, target: str, how: str, before: str = "") -> None:
    """Write what changes in bold, and how; below it, where there is no room next to it."""
    line = Text(f" {before}").append(target, "bold")
    if how and len(line) + len(how) + 3 > console.width:
        console.print(line, soft_wrap=True)
        print_wrapped(console, how, "   ")
    else:
        console.print(line.append(f" · {how}" if how else ""), soft_wrap=True)


def print_diff(console: Console, diff: str) -> None:
    """Write a diff, as it is: nobody breaks its lines."""
    for text, style in diff_lines(diff):
        console.print(Text(f"   {text}", style), soft_wrap=True)


def summary(plan: Plan) -> str:
    """The changes counted, and the next step."""
    said = counted(plan)
    if plan.failure is not None:
        return f"{said}, and then it would fail." if said else "It would fail before it changes anything."
    if not plan.changes_anything:
        return f"Nothing would change ({said})." if said else "Nothing would change."
    return f"{said or 'What would change is not known'}. Run the same with `promote` to apply."


def _is_shown(step: PlannedStep) -> bool:
    if step.outcome is Outcome.FAILS:
        # One that ends the promotion is shown at the end.
        return step.tolerated or not step.certain or bool(step.notes)
    return bool(step.changes or step.notes) or step.outcome is Outcome.UNKNOWN


def _print_change(console: Console, change: Change, shown: dict[str, str], *, certain: bool) -> None:
    maybe = "" if certain else "maybe: "
    print_heading(console, change.target, change.summary, maybe)
    print_lines(console, tuple(detail_lines(change)), "   | ")
    before = shown.setdefault(same_diff(change.diff), change.target)
    if change.diff and before != change.target:
        print_wrapped(console, f"with the same difference as {before}, see above", "   ")
    else:
        print_diff(console, change.diff)


def broken(line: str, width: int, indent: str) -> list[str]:
    """A line, broken between words where it would be wider; the rest is indented by two more."""
    if len(indent) + len(line) <= width:
        return [f"{indent}{line}".rstrip()]
    return textwrap.wrap(
        line,
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _asides(plan: Plan) -> Iterator[str]:
    """What is worth a line for all steps together: what is skipped, what is not known."""
    skipped: dict[str, list[str]] = {}
    for step in plan.steps:
        if step.outcome is Outcome.SKIPPED:
            skipped.setdefault(step.message, []).append(step.alias)
    unknown = [
        f"outputs.{step.alias}.{name}"
        for step in plan.steps
        if step.outcome is Outcome.RUNS and step.is_read_later
        for name in step.unknown
    ]
    if skipped or unknown:
        yield ""
    if unknown:
        yield f"not known before it runs: {', '.join(unknown)}"
    for why, aliases in skipped.items():
        yield f"skipped: {', '.join(aliases)}{in_brackets(why)}"


def _print_failure(console: Console, step: PlannedStep) -> None:
    say = saying(console)
    place = f"{step.place}: " if step.place else ""
    console.print()
    console.print(Text(f'{place}step "{step.alias}" ({step.kind}) would fail:', "red"), soft_wrap=True)
    for line in (step.message or "it gives no reason").splitlines():
        say(f"  {line}".rstrip())
    if step.config:
        block(say, "It would run with", as_yaml(step.config), indent="  ")
