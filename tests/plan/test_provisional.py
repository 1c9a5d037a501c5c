from __future__ import annotations

from tranship.plan.provisional import Provisional

COMMIT = "9ab31c7d0000000000000000000000000000beef"
NAME = "prod.01m89dhe188jvharsxthsakt2c.01b3358"


def test_ids_of_a_plan_s_own_commits_are_not_shown_in_full_or_part() -> None:
    provisional = Provisional(NAME)
    provisional.note([COMMIT], "commit")
    provisional.note([COMMIT], "push")
    assert provisional.shown(f"set to {COMMIT[:7]}, {COMMIT}") == "set to (known after commit), (known after commit)"
    assert provisional.shown("9ab31c8 9ab31 sha256:9ab31c7dx") == "9ab31c8 9ab31 sha256:9ab31c7dx"


def test_the_promotion_will_have_another_name() -> None:
    provisional = Provisional(NAME)
    assert provisional.shown_value({"branch": f"kargo/promotion/{NAME}", "n": 1}) == {
        "branch": "kargo/promotion/prod.(new).01b3358",
        "n": 1,
    }
    assert list(provisional.within({"a": ["x", NAME], "b": NAME})) == [("a", 1), ("b",)]


def test_a_name_of_another_form_stays() -> None:
    assert Provisional("p").shown("p") == "p"
