from __future__ import annotations

import pytest

from tranship.testing.argocd.selectors import parse_selector

LABELS = {"app": "web", "acme.dev/team": "a", "empty": ""}


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ("", True),
        ("app=web", True),
        (" app == web , acme.dev/team = a ", True),
        ("app=web,acme.dev/team=b", False),
        ("app!=web", False),
        ("gone!=web", True),
        ("empty=", True),
        ("app in (api, web)", True),
        ("app notin (api,web)", False),
        ("gone notin (api)", True),
        ("app", True),
        ("gone", False),
        ("!gone", True),
    ],
)
def test_demands(selector: str, selected: bool) -> None:
    matches = parse_selector(selector)
    assert matches is not None
    assert matches(LABELS) is selected


@pytest.mark.parametrize("text", ["a b", "a=b=c", ",", "a in b", "a=b,"])
def test_what_is_no_selector(text: str) -> None:
    assert parse_selector(text) is None
