from __future__ import annotations

import pytest

from tests.cli.things import stage
from tranship.builtin_steps import step_definitions
from tranship.errors import InputError
from tranship.plan.sending import NO_SEND, SEND, choices
from tranship.promotion.step import Step

STEPS = [Step("http", "ticket"), Step("git-push", "push"), Step("http", "task::a"), Step("copy", "task::b")]


def chosen(send: list[str], no_send: list[str], annotations: dict[str, str] | None = None) -> dict[str, bool]:
    return choices(
        STEPS, step_definitions(), stage().with_metadata(annotations=annotations or {}), send=send, no_send=no_send
    )


def test_flags_count_more_than_annotations_and_no_more_than_yes() -> None:
    annotations = {SEND: "ticket, task", NO_SEND: "task"}
    assert chosen([], [], annotations) == {"ticket": True, "task::a": False}
    assert chosen(["task"], ["ticket"], annotations) == {"ticket": False, "task::a": True}
    assert chosen(["ticket"], ["ticket"]) == {"ticket": False}


@pytest.mark.parametrize(
    ("send", "message"),
    [
        ("tickt", '--send names the step "tickt", which the promotion does not have; did you mean "ticket"?'),
        ("push", '--send names the step "push", a git-push; it is for steps that send one HTTP request'),
    ],
)
def test_names_must_be_those_of_requests(send: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        chosen([send], [])
    assert str(caught.value) == message


def test_older_versions_may_lack_steps() -> None:
    assert choices(STEPS, step_definitions(), stage(), send=["gone"], missing_ok=True) == {}
