"""What an update has changed, in the order of the chart."""

from __future__ import annotations

from tranship.clients.helm import Locked, changes_between

A1, A2 = Locked("a", "1", "https://h/x"), Locked("a", "2", "https://h/x")
OTHER = Locked("a", "7", "https://h/y")
B = Locked("b", "1", "https://h/x")


def test_versions_that_changed_came_and_went() -> None:
    assert changes_between([A1, B], [B, A2]) == ["a: 1 -> 2"]
    assert changes_between([], [B, A1]) == ["b: 1", "a: 1"]
    assert changes_between([A1, B], [B]) == ["a: removed"]
    assert changes_between([A1], None) == ["a: removed"]


def test_entries_of_one_name_are_told_apart() -> None:
    assert changes_between([A1, OTHER], [OTHER, A1]) == []
    assert changes_between([A1, OTHER], [A2, OTHER]) == ["a: 1 -> 2"]
    assert changes_between([A1, A2], [A2, A1]) == []
    assert changes_between([], [A1, OTHER]) == ["a: 1", "a: 7"]


def test_a_dependency_that_moved_is_the_same() -> None:
    assert changes_between([A1], [OTHER]) == ["a: 1 -> 7"]
