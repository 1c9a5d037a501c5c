"""Lines that all views share: each kind of change says what there is to say, and long texts are bounded."""

from __future__ import annotations

from typing import Any

import pytest

from tranship.authoring import Change, ChangeKind
from tranship.plan import Outcome, Plan, PlannedStep
from tranship.plan.lines import MOST_LINES, counted, detail_lines, heading, result_lines, status_line

COMMITS = [{"id": "1", "subject": "one", "body": "why\n\nReviewed-by: A"}, {"id": "2", "subject": "two"}]


@pytest.mark.parametrize(
    ("kind", "details", "lines"),
    [
        (ChangeKind.PUSH, {"commits": COMMITS[1:]}, []),
        (ChangeKind.PUSH, {"commits": COMMITS[:1]}, ["why", "", "Reviewed-by: A"]),
        (ChangeKind.PUSH, {"commits": COMMITS}, ["commit: one", "why", "", "Reviewed-by: A", "commit: two"]),
        (ChangeKind.PULL_REQUEST, {"labels": ["a", "b"], "description": "x\ny"}, ["labels: a, b", "x", "y"]),
        (ChangeKind.REQUEST, {"headers": ["X: 1"], "body": '{"a":1}'}, ["X: 1", "{", '  "a": 1', "}"]),
        (ChangeKind.REQUEST, {"body": "7"}, ["7"]),
        (ChangeKind.SYNC, {"changes": ["a → b"]}, ["a → b"]),
        (
            ChangeKind.ARTIFACT,
            {"digest": "sha256:1", "annotations": {"k": "v"}},
            ["digest: sha256:1", "annotation k: v"],
        ),
        (ChangeKind.TAG, {}, []),
    ],
)
def test_a_change_says_what_belongs_to_it(kind: ChangeKind, details: dict[str, Any], lines: list[str]) -> None:
    assert list(detail_lines(Change(kind, "target", "how", details=details))) == lines


def test_a_long_text_is_cut() -> None:
    change = Change(ChangeKind.REQUEST, "x", "POST", details={"body": "line\n" * (MOST_LINES + 3)})
    assert list(detail_lines(change)) == [*["line"] * MOST_LINES, "… and 3 more lines"]


def test_a_step_says_what_becomes_of_it() -> None:
    def said(outcome: Outcome, **fields: Any) -> str:
        return status_line(PlannedStep("a", "copy", outcome, **fields))

    assert said(Outcome.RUNS) == ""
    assert said(Outcome.SKIPPED, message="if: false") == "skipped (if: false)"
    assert said(Outcome.FAILS, message="no file") == "would fail: no file"
    assert said(Outcome.FAILS, certain=False, tolerated=True) == (
        "would fail then, and the promotion would go on: it gives no reason"
    )
    assert said(Outcome.UNKNOWN, unknown=("path",), message="known after b") == (
        "can't be said before it runs: path (known after b)"
    )


def test_all_lines_of_a_step_and_the_count_of_its_changes() -> None:
    changes = (
        Change(ChangeKind.PUSH, "r main", "1 commit: one", details={"commits": COMMITS[:1]}),
        Change(ChangeKind.METADATA, "Stage test", ""),
    )
    step = PlannedStep("a", "git-push", Outcome.RUNS, changes=changes, notes=("n",))
    assert heading(changes[1]) == "Stage test"
    assert result_lines(step) == [
        *("r main · 1 commit: one", "  why", "  ", "  Reviewed-by: A", "Stage test", "n"),
    ]
    assert counted(Plan("demo", "test", "f", (step,))) == "1 push, 1 change of metadata"
    assert counted(Plan("demo", "test", "f", (step, step))) == "2 pushes, 2 changes of metadata"
    assert counted(Plan("demo", "test", "f", ())) == ""
