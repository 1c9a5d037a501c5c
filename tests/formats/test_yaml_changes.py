"""Changes are made only if the result proves to be what was meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from yaml.events import ScalarEvent

from tranship.errors import EditError
from tranship.formats.yaml_changes import Change, Expected, Splice, changed, expected_of, is_value
from tranship.formats.yaml_tape import read_tape

TEXT = "a: 1\nb: &x 2\nc: *x\n---\nd: 1\n"
ONE = Expected(ScalarEvent, 3)


def change(first: int, expected: tuple[Expected, ...], *splices: Splice, last: int | None = None) -> Change:
    return Change(first, first + 1 if last is None else last, expected, splices)


def test_a_change_that_does_what_it_says_is_made() -> None:
    assert changed(read_tape(TEXT), [change(2, (ONE,), Splice(3, 4, "3"))]) == TEXT.replace("a: 1", "a: 3")


@pytest.mark.parametrize(
    "harmful",
    [
        change(2, (ONE,), Splice(3, 4, "'3'")),
        change(2, (ONE,), Splice(3, 4, "4")),
        change(2, (ONE,), Splice(3, 4, "!t 3")),
        change(2, (ONE,), Splice(3, 4, "&y 3")),
        change(2, (ONE,), Splice(3, 4, "3\ne: 1")),
        change(2, (ONE,), Splice(3, 4, "3\n---")),
        change(2, (ONE,), Splice(3, 5, "3")),
        change(2, (ONE,), Splice(3, 4, "[3]")),
        change(2, (ONE,), Splice(3, 4, "'3")),
        change(2, (ONE,), Splice(3, 4, "3"), Splice(9, 10, "y")),
        change(2, (ONE,), Splice(3, 4, "3"), Splice(11, 12, "'2'")),
        change(2, (ONE,), Splice(3, 4, "3"), Splice(16, 18, "2")),
        change(2, (ONE,), Splice(3, 4, "3"), Splice(19, 22, "")),
        change(2, (ONE,), Splice(3, 4, "3"), Splice(0, 1, "!t a")),
        change(2, (*expected_of({"e": 1}),), Splice(3, 4, "{e: 2}")),
        change(2, (*expected_of([1]),), Splice(3, 4, "{e: 2}")),
    ],
)
def test_anything_else_is_harm(harmful: Change) -> None:
    with pytest.raises(EditError, match=r"can't be made without harm: around line [1-4] the file would not read as it"):
        changed(read_tape(TEXT), [harmful])


def test_an_alias_must_go_on_standing_for_the_same_node() -> None:
    text = "a: &x 1\nb: &x 2\nc: *x\n"
    taken = Change(3, 5, (), (Splice(8, 16, ""),))
    with pytest.raises(EditError, match="the anchor &x in line 2 would go, but line 3 uses it; give that line a value"):
        changed(read_tape(text), [taken])
    renamed = Change(4, 5, (Expected(ScalarEvent, 2, None, "y"),), (Splice(11, 13, "&y"),))
    with pytest.raises(EditError, match="the anchor &x in line 2 would go"):
        changed(read_tape(text), [renamed])


def test_a_second_anchor_must_not_come_between() -> None:
    text = "a: &x 1\nb: 2\nc: *x\n"
    anchored = Change(4, 5, (Expected(ScalarEvent, 2, None, None),), (Splice(11, 11, "&x "),))
    with pytest.raises(EditError, match="without harm"):
        changed(read_tape(text), [anchored])


def test_changes_of_one_place_are_refused() -> None:
    same = change(2, (ONE,), Splice(3, 4, "3"))
    with pytest.raises(EditError, match="two of the changes concern the same place"):
        changed(read_tape(TEXT), [same, same])


def test_insertions_at_one_place_stay_in_order() -> None:
    text = "a:\n  b: 1\n"
    inner = Change(5, 5, tuple(expected_of({"c": 2}))[1:-1], (Splice(9, 9, "\n  c: 2"),))
    outer = Change(6, 6, tuple(expected_of({"d": 3}))[1:-1], (Splice(9, 9, "\nd: 3"),))
    for order in ([inner, outer], [outer, inner]):
        assert changed(read_tape(text), order) == "a:\n  b: 1\n  c: 2\nd: 3\n"


@pytest.mark.parametrize(
    ("value", "text", "tag", "fits"),
    [
        ("x", "x", "!t", True),
        ("1", "1", "!t", True),
        (1, "1", "!t", True),
        ("x", "y", "!t", False),
        (1, "1", None, True),
    ],
)
def test_a_tag_of_somebodys_own_leaves_the_value_to_its_text(value: object, text: str, tag: str, fits: bool) -> None:
    assert is_value(value, text, tag, "") is fits


def test_documents_before_and_behind_stay() -> None:
    text = "a: 1\n---\nb: 1\n---\nc: 1\n"
    tape = read_tape(text, 1)
    at: Callable[[str], Change] = lambda new: Change(2, 3, (ONE,), (Splice(12, 13, new),))  # noqa: E731 - short
    assert changed(tape, [at("3")], 1) == text.replace("b: 1", "b: 3")
    with pytest.raises(EditError, match="without harm"):
        changed(tape, [at("3\n---\nx: 1")], 1)
