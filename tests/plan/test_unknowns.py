from __future__ import annotations

from tranship.exprlang import Unknown
from tranship.plan.unknowns import shown, unknowns

VALUE = {"a": [1, Unknown("known after push")], "b": {"c": Unknown()}, "d": "text"}


def test_unknowns_are_found_with_their_paths() -> None:
    found = [(path, unknown.reason) for path, unknown in unknowns(VALUE)]
    assert found == [(("a", 1), "known after push"), (("b", "c"), "")]


def test_unknowns_are_shown_in_words() -> None:
    assert shown(VALUE) == {"a": [1, "(known after push)"], "b": {"c": "(not known yet)"}, "d": "text"}
