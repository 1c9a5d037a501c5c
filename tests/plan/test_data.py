from __future__ import annotations

from tranship.authoring import Change, ChangeKind
from tranship.plan import Outcome, Plan, PlannedStep
from tranship.plan.data import plan_data


def test_a_plan_is_json_in_the_documented_shape() -> None:
    change = Change(ChangeKind.PUSH, "git.acme.dev/gitops main", "1 commit", "+a\n", {"commits": 1})
    steps = (
        PlannedStep("clone", "git-clone", Outcome.RUNS, output={"commits": {}}, place="a.yaml:3:5"),
        PlannedStep(
            "push", "git-push", Outcome.RUNS, certain=False, changes=(change,), notes=("note",), unknown=("c",)
        ),
        PlannedStep("pr", "git-open-pr", Outcome.FAILS, message="refused", config={"title": "t"}),
    )
    assert plan_data(Plan("demo", "prod", "3f2c1ab", steps)) == {
        "project": "demo",
        "stage": "prod",
        "freight": "3f2c1ab",
        "changesAnything": True,
        "fails": True,
        "steps": [
            {
                "alias": "clone",
                "uses": "git-clone",
                "outcome": "runs",
                "certain": True,
                "place": "a.yaml:3:5",
                "output": {"commits": {}},
            },
            {
                "alias": "push",
                "uses": "git-push",
                "outcome": "runs",
                "certain": False,
                "changes": [
                    {
                        "kind": "push",
                        "target": "git.acme.dev/gitops main",
                        "summary": "1 commit",
                        "diff": "+a\n",
                        "details": {"commits": 1},
                    }
                ],
                "notes": ["note"],
                "unknown": ["c"],
            },
            {
                "alias": "pr",
                "uses": "git-open-pr",
                "outcome": "fails",
                "certain": True,
                "message": "refused",
                "config": {"title": "t"},
            },
        ],
    }
