"""A plan as a comment: an answer, a section for each change and each step that needs words, and closing lines."""

from __future__ import annotations

from tests.plan.test_comparison import PATCH, PUSH, planned, step
from tranship.cli.view.plan_markdown import answer, aside, plan_markdown, sections
from tranship.plan import Outcome, PlannedStep

FAILS = PlannedStep("copy", "copy", Outcome.FAILS, message="there is no file")
SKIPPED = PlannedStep("late", "copy", Outcome.SKIPPED, message="an earlier step would fail")


def test_the_answer_says_what_would_come_of_it() -> None:
    assert answer(planned()) == "Nothing would change."
    assert answer(planned(step("a", PUSH))) == "1 push."
    assert answer(planned(step("a", PUSH), FAILS)) == "1 push, and then the promotion would fail at the step `copy`."
    assert answer(planned(FAILS)) == "The promotion would fail at the step `copy`, and change nothing."
    unknown = PlannedStep("a", "http", Outcome.UNKNOWN)
    assert answer(planned(unknown)) == "What would change is not known."
    assert "requests of `a`, sent as asked" in aside(planned(step("a", sent=True)))


def test_sections_are_of_changes_and_of_steps_that_need_words() -> None:
    found = list(sections((step("a", PUSH), step("b", PATCH, certain=False), step("c", PUSH), FAILS, SKIPPED)))
    assert [(one.kind, one.title, one.is_open) for one in found] == [
        ("push", PUSH.target, False),
        ("maybe: sync", PATCH.target, False),
        ("push", PUSH.target, False),
        ("step", "copy", True),
    ]
    assert found[1].lines == ("targetRevision: v1 → v2",)
    assert found[3].lines == ("would fail: there is no file",)


def test_the_comment_closes_with_what_is_not_known_and_what_is_skipped() -> None:
    text = plan_markdown(planned(step("a", PUSH, unknown=("commit",)), FAILS, SKIPPED))
    assert text.startswith("### Plan for Stage `prod` · Freight `f`\n\n**1 push, and then ")
    assert "\nNot known before it runs: `outputs.a.commit`.\n" in text
    assert text.endswith("\nSkipped: `late (an earlier step would fail)`.\n")
    assert len(plan_markdown(planned(step("a", PUSH)), 300).encode()) <= 300
