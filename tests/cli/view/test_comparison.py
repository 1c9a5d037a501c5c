"""What an edit changes, on the screen and as a comment: results, steps, and that it would fail, as before or now."""

from __future__ import annotations

import io

from rich.console import Console

from tests.plan.test_comparison import PATCH, PUSH, planned, step
from tranship.cli.view.comparison import comparison_markdown, print_comparison
from tranship.plan import Outcome, PlannedStep
from tranship.plan.comparison import Comparison, ResultDifference, compare

FAILS = PlannedStep("copy", "copy", Outcome.FAILS, message="there is no file a.yaml")


def screen(comparison: Comparison) -> str:
    written = io.StringIO()
    print_comparison(Console(file=written, width=80, color_system=None), comparison)
    return written.getvalue()


def test_what_differs_is_shown_and_the_rest_is_a_line() -> None:
    target = "git.acme.dev/platform/environments/gitops-of-the-whole-company main"
    results = [ResultDifference(target, "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n")]
    found = compare(planned(step("a", PUSH), step("sync", PATCH)), planned(step("a", PUSH)), "main", results)
    text = screen(found)
    assert text.startswith("Plan for Stage prod, compared with main · nothing outside has been changed\n")
    assert f"\n {target}\n   the files would be written differently\n" in text
    assert "\n new step sync (git-push)\n   + argocd/web · would sync\n" in text
    assert "\n 1 step comes to the same: a\n" in text
    assert text.endswith("\nThe result differs from that of main in 2 branches or tags and 1 step.\n")
    assert all(len(line) <= 80 for line in text.splitlines())
    markdown = comparison_markdown(found)
    assert "compared with `main`" in markdown
    assert f"<summary>files <code>{target}</code> · the files would be written differently</summary>" in markdown
    assert "\n1 step comes to the same.\n" in markdown


def test_a_step_that_would_fail_is_told_also_where_it_is_as_before() -> None:
    same = compare(planned(FAILS), planned(FAILS), "main", [])
    assert '\n The step "copy" would fail as before: there is no file a.yaml\n' in screen(same)
    assert "<summary>step <code>copy</code> · would fail as before</summary>" in comparison_markdown(same)
    assert "there is no file a.yaml" in comparison_markdown(same)
    new = compare(planned(FAILS), planned(step("copy", kind="copy")), "main", [])
    assert '\n The step "copy" would fail: there is no file a.yaml\n' in screen(new)
    assert "<summary>step <code>copy</code> · would fail</summary>" in comparison_markdown(new)


def test_without_an_older_plan_all_is_new() -> None:
    none = Comparison(planned(step("a", PUSH)), "main", None, 'main has no Stage "prod" in these files')
    said = 'There is nothing to compare with: main has no Stage "prod" in these files.'
    assert screen(none).startswith(said)
    assert "**There is nothing to compare with: `main has no Stage" in comparison_markdown(none)


def test_a_long_title_is_broken() -> None:
    found = compare(planned(), planned(), "refs/heads/feature/a-branch-with-a-long-name", [])
    assert all(len(line) <= 80 for line in screen(found).splitlines())
