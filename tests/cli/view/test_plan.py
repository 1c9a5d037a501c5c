from __future__ import annotations

import io

from rich.console import Console

from tranship.authoring import Change, ChangeKind
from tranship.cli.view.plan import print_plan
from tranship.plan import Outcome, Plan, PlannedStep

DIFF = "diff --git a/a.yaml b/a.yaml\n--- a/a.yaml\n+++ b/a.yaml\n@@ -1 +1 @@\n-tag: 1\n+tag: 2\n"
PUSH = PlannedStep(
    "push",
    "git-push",
    Outcome.RUNS,
    changes=(Change(ChangeKind.PUSH, "git.acme.dev/gitops main", '1 commit "Updated"', DIFF),),
    unknown=("commit",),
)
CLONE = PlannedStep("clone", "git-clone", Outcome.RUNS)


def shown(*steps: PlannedStep) -> str:
    console = Console(file=io.StringIO(), width=80, color_system=None, highlight=False)
    print_plan(console, Plan("demo", "prod", "3f2c1ab", steps))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_push_is_shown_with_its_diff_and_counted() -> None:
    assert shown(CLONE, PUSH) == (
        "Plan for Stage prod · nothing outside has been changed\n"
        "\n"
        ' git.acme.dev/gitops main · 1 commit "Updated"\n'
        "   a.yaml\n"
        "     @@ -1 +1 @@\n"
        "     -tag: 1\n"
        "     +tag: 2\n"
        "\n"
        " not known before it runs: outputs.push.commit\n"
        "\n"
        "1 push. Run the same with `promote` to apply.\n"
    )


def test_what_only_may_happen_says_so() -> None:
    step = PlannedStep(
        "pr",
        "git-open-pr",
        Outcome.RUNS,
        certain=False,
        changes=(Change(ChangeKind.PULL_REQUEST, "git.acme.dev/gitops", "would open a pull request"),),
        notes=("only if ${{ outputs.x.y }} (known after x)",),
    )
    text = shown(step)
    assert " maybe: git.acme.dev/gitops · would open a pull request\n   only if ${{ outputs.x.y }}" in text
    assert text.endswith("1 pull request. Run the same with `promote` to apply.\n")


def test_a_step_that_nobody_can_look_at_names_what_is_missing() -> None:
    step = PlannedStep("notify", "http", Outcome.UNKNOWN, message="known after push", unknown=("body.commit",))
    text = shown(step)
    assert " notify (http) · can't be said before it runs: body.commit (known after push)\n" in text
    assert text.endswith("What would change is not known. Run the same with `promote` to apply.\n")


def test_skipped_steps_are_one_line() -> None:
    text = shown(PlannedStep("pr", "git-open-pr", Outcome.SKIPPED, message="if: ${{ false }}"))
    assert "\n skipped: pr (if: ${{ false }})\n" in text
    assert text.endswith("Nothing would change.\n")


def test_a_failure_is_shown_with_its_place_and_what_it_would_run_with() -> None:
    step = PlannedStep(
        "clone", "git-clone", Outcome.FAILS, message="refused", config={"path": "./src"}, place="kargo/stages.yaml:3:5"
    )
    assert shown(step).endswith(
        '\nkargo/stages.yaml:3:5: step "clone" (git-clone) would fail:\n'
        "  refused\n"
        "  It would run with: path: ./src\n"
        "\n"
        "It would fail before it changes anything.\n"
    )
