"""Selectors mean what they mean in Kubernetes, and are refused where they are there."""

from __future__ import annotations

from typing import Any

import pytest

from tranship.errors import FieldsError, InputError
from tranship.models.base import read_model
from tranship.models.selectors import LabelSelector

LABELS = {"team": "a", "env": "prod", "empty": ""}


def selector(**data: Any) -> LabelSelector:
    return read_model(LabelSelector, data)


def demand(key: str, operator: str, *values: str) -> LabelSelector:
    return selector(matchExpressions=[{"key": key, "operator": operator, "values": list(values)}])


@pytest.mark.parametrize(
    ("wanted", "answer"),
    [
        (selector(matchLabels={"team": "a"}), True),
        (selector(matchLabels={"team": "a", "env": "test"}), False),
        (selector(matchLabels={"gone": ""}), False),
        (demand("env", "In", "test", "prod"), True),
        (demand("env", "In", "test"), False),
        (demand("gone", "In", "x"), False),
        (demand("env", "NotIn", "test"), True),
        (demand("env", "NotIn", "prod"), False),
        (demand("gone", "NotIn", "x"), True),
        (demand("empty", "Exists"), True),
        (demand("gone", "Exists"), False),
        (demand("gone", "DoesNotExist"), True),
        (demand("env", "DoesNotExist"), False),
    ],
)
def test_what_matches(wanted: LabelSelector, answer: bool) -> None:
    wanted.check()
    assert wanted.matches(LABELS) is answer


def test_all_demands_have_to_be_met() -> None:
    both = selector(
        matchLabels={"team": "a"}, matchExpressions=[{"key": "env", "operator": "NotIn", "values": ["prod"]}]
    )
    assert not both.matches(LABELS)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (demand("env", "In"), 'operator In for "env" needs values'),
        (demand("env", "Exists", "x"), 'operator Exists for "env" takes no values'),
        (selector(matchLabels={"env": "not valid!"}), "can be no label's"),
        (selector(matchLabels={"env": "x" * 64}), "can be no label's"),
        (selector(matchLabels={"-env": "x"}), "can be no label's key"),
        (selector(matchLabels={"A.B/env": "x"}), "can be no label's key"),
        (demand("a/b/c", "Exists"), "can be no label's key"),
    ],
)
def test_what_kubernetes_refuses(wanted: LabelSelector, message: str) -> None:
    with pytest.raises(InputError, match=message):
        wanted.check()


@pytest.mark.parametrize("data", [{}, {"matchLabels": {}}, {"matchExpressions": []}])
def test_it_has_to_say_something(data: dict[str, Any]) -> None:
    with pytest.raises(FieldsError, match="at least one entry"):
        selector(**data)
