"""What an edit of a template changes in the result: on the screen, and as a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from tranship.cli.view.markdown import LONGEST, Comment, Section, code, markdown
from tranship.cli.view.plan import print_diff, print_heading, print_plan, print_title, print_wrapped
from tranship.cli.view.plan_markdown import aside, heading, sections
from tranship.plan.comparison import Comparison, ResultDifference, StepDifference

_STYLES = {"+": "green", "-": "red"}


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Write what differs."""
    plan = comparison.plan
    if comparison.earlier is None:
        print_wrapped(console, f"There is nothing to compare with: {comparison.why_none}. All of the plan is new.", "")
        console.print()
        print_plan(console, plan)
        return
    print_title(console, f"Plan for Stage {plan.stage}, compared with {comparison.reference}", plan)
    for result in comparison.results:
        console.print()
        print_heading(console, result.target, _how(result))
        print_diff(console, result.diff)
    for one in comparison.steps:
        console.print()
        print_wrapped(console, _title(one), " ")
        for line in one.lines:
            console.print(Text(f"   {line[0]} {line[1:]}".rstrip(), _STYLES.get(line[0], "")), soft_wrap=True)
    if comparison.same and comparison.differs:
        console.print()
        print_wrapped(console, f"{_steps(len(comparison.same))} to the same: {', '.join(comparison.same)}", " ")
    if failure := _failure(comparison):
        console.print()
        alias, how, why = failure
        print_wrapped(console, f'The step "{alias}" {how}: {why}', " ")
    console.print()
    print_wrapped(console, _answer(comparison, comparison.reference), "")


def comparison_markdown(comparison: Comparison, longest: int = LONGEST) -> str:
    """What differs as Markdown, of ``longest`` bytes at most."""
    plan = comparison.plan
    title = (*heading(plan), f"compared with {code(comparison.reference)}")
    if comparison.earlier is None:
        answer = f"There is nothing to compare with: {code(comparison.why_none)}. All of the plan is new."
        return markdown(Comment(title, answer, aside(plan), tuple(sections(plan.steps))), longest)
    same = f"{_steps(len(comparison.same))} to the same." if comparison.same and comparison.differs else ""
    parts = tuple(_sections(comparison))
    return markdown(
        Comment(title, _answer(comparison, code(comparison.reference)), aside(plan), parts, (same,) if same else ()),
        longest,
    )


def _sections(comparison: Comparison) -> Iterator[Section]:
    for result in comparison.results:
        yield Section("files", result.target, _how(result), diff=result.diff, is_open=True)
    if failure := _failure(comparison):
        alias, how, why = failure
        yield Section("step", alias, how, lines=tuple(why.splitlines()), is_open=True)
    for one in comparison.steps:
        step = one.after or one.before
        yield Section(_word(one), step.alias if step else "", diff="\n".join(one.lines))


def _failure(comparison: Comparison) -> tuple[str, str, str] | None:
    """The step by which the promotion would fail, that it would, maybe as before, and why."""
    step, earlier = comparison.plan.failure, comparison.earlier
    if step is None:
        return None
    before = " as before" if earlier and earlier.failure is not None else ""
    return step.alias, f"would fail{before}", step.message or "it gives no reason"


def _how(result: ResultDifference) -> str:
    return "was not pushed to before" if result.is_new else "the files would be written differently"


def _word(one: StepDifference) -> str:
    return "changed step" if one.before and one.after else "new step" if one.after else "step that is gone"


def _title(one: StepDifference) -> str:
    step = one.after or one.before
    return f"{_word(one)} {step.alias} ({step.kind})" if step else ""


def _steps(number: int) -> str:
    return "1 step comes" if number == 1 else f"{number} steps come"


def _answer(comparison: Comparison, reference: str) -> str:
    if not comparison.differs:
        return f"The result is the same as with {reference}."
    counts = ((len(comparison.results), "branch or tag", "branches or tags"), (len(comparison.steps), "step", "steps"))
    said = [f"{number} {one if number == 1 else several}" for number, one, several in counts if number]
    return f"The result differs from that of {reference} in {' and '.join(said)}."
