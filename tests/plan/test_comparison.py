from __future__ import annotations

from dataclasses import replace

from tranship.authoring import Change, ChangeKind
from tranship.plan import Outcome, Plan, PlannedStep
from tranship.plan.comparison import ResultDifference, compare, comparison_data

PUSH = Change(ChangeKind.PUSH, "git.acme.dev/gitops main", "1 commit: a", "+a\n")
PATCH = Change(ChangeKind.SYNC, "argocd/web", "would sync", details={"changes": ["targetRevision: v1 → v2"]})


def planned(*steps: PlannedStep) -> Plan:
    return Plan("demo", "prod", "f", steps)


def step(alias: str, *changes: Change, kind: str = "git-push", **fields: object) -> PlannedStep:
    return replace(PlannedStep(alias, kind, Outcome.RUNS, changes=changes), **fields)  # type: ignore[arg-type]


def test_what_comes_to_the_same_is_no_difference_however_it_is_configured() -> None:
    before, after = step("a", PUSH, config={"path": "x"}), step("a", PUSH, config={"path": "y"}, place="f:1:1")
    found = compare(planned(after), planned(before), "main", [ResultDifference(PUSH.target, "")])
    assert (found.differs, found.steps, found.results, found.same) == (False, (), (), ("a",))


def test_steps_are_found_again_by_name_or_kind_or_by_what_comes_of_them() -> None:
    before = planned(step("step-1", kind="copy"), step("named", PUSH), step("old", PATCH, kind="argocd-update"))
    after = planned(
        step("step-1", kind="http", notes=("new",)),
        step("step-2", kind="copy"),
        step("renamed", PATCH, kind="argocd-update"),
        step("named", PUSH),
    )
    found = compare(after, before, "main", [ResultDifference(PUSH.target, "")])
    assert found.same == ("step-2", "renamed", "named")
    (new,) = found.steps
    assert new.before is None
    assert new.lines == ["+new"]


def test_a_change_of_a_step_is_shown_by_lines() -> None:
    patch = replace(PATCH, details={"changes": ["targetRevision: v1 → v3"]})
    found = compare(planned(step("sync", patch)), planned(step("sync", PATCH), step("gone")), "main", [])
    assert [one.lines for one in found.steps] == [
        ["-  targetRevision: v1 → v2", "+  targetRevision: v1 → v3"],
        [],
    ]
    data = comparison_data(found)
    assert [(one["alias"], one["difference"]) for one in data["steps"]] == [("sync", "changed"), ("gone", "gone")]
    assert list(data) == [
        *("project", "stage", "freight", "against", "differs", "fails", "earlier", "results", "steps", "same"),
    ]


def test_a_skipped_step_that_runs_now_differs_and_its_push_is_new() -> None:
    skipped = PlannedStep("push", "git-push", Outcome.SKIPPED, message="if: false")
    found = compare(planned(step("push", PUSH)), planned(skipped), "main", [])
    assert found.results == (ResultDifference(PUSH.target, "+a\n", is_new=True),)
    assert found.steps[0].lines == ["-skipped (if: false)", "+git.acme.dev/gitops main · 1 commit: a"]


def test_another_message_of_a_commit_is_a_difference() -> None:
    after = replace(PUSH, summary="1 commit: b")
    assert compare(planned(step("p", after)), planned(step("p", PUSH)), "x", []).differs
