"""Where keys lead."""

from __future__ import annotations

import pytest

from tranship.errors import EditError
from tranship.formats.dotted_key import split_key
from tranship.formats.yaml_lookup import Place, is_null, look_up, refuse_missing
from tranship.formats.yaml_tape import Tape, read_tape

TEXT = "a:\n  b: [1, {c: 2}]\nnull: ~\n'80': x\n"


def find(key: str, text: str = TEXT) -> tuple[Tape, Place]:
    tape = read_tape(text)
    return tape, look_up(tape, split_key(key), key)


@pytest.mark.parametrize(
    ("key", "found", "flow"), [("a.b.0", "1", True), ("a.b.+1.c", "2", True), ("null", "~", False), ("80", "x", False)]
)
def test_a_value_that_is_there(key: str, found: str, flow: bool) -> None:
    tape, place = find(key)
    assert place.node is not None
    assert (tape.texts[place.node], place.rest, place.in_flow(tape)) == (found, (), flow)


@pytest.mark.parametrize(
    ("key", "node", "rest"), [("a.x.y", 2, ["x", "y"]), ("a.b.2", 4, ["2"]), ("null.z", 13, ["z"]), ("new", 0, ["new"])]
)
def test_a_key_leads_as_far_as_things_are_there(key: str, node: int, rest: list[str]) -> None:
    _, place = find(key)
    assert (place.node, [part.text for part in place.rest]) == (node, rest)


def test_an_empty_document() -> None:
    assert find("a", "")[1].node is None
    assert find("a", "---\n")[1].node == 0


@pytest.mark.parametrize(
    ("text", "null"), [("", True), ("~", True), ("Null", True), ("''", False), ("!t", False), ("nil", False)]
)
def test_nulls(text: str, null: bool) -> None:
    assert is_null(read_tape(f"a: {text}\n"), 2) is null


def test_many_keys_are_not_all_named() -> None:
    text = "".join(f"key{number}: 1\n" for number in range(20))
    tape, place = find("zz", text)
    with pytest.raises(EditError, match=r"the keys there are: key0, key1, .*, key7 \.\.\.$"):
        refuse_missing(tape, place, split_key("zz"), "zz")


def test_names_in_messages_are_written_as_keys() -> None:
    tape, place = find("x\\.y.z", "x.y: {a: 1}\n")
    with pytest.raises(EditError, match=r'there is no key "z" in "x\\.y"'):
        refuse_missing(tape, place, split_key("x\\.y.z"), "x\\.y.z")
