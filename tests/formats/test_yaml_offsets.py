"""Each character of a scalar is found where it stands."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.random_yaml import Document, documents
from tranship.errors import InputError
from tranship.formats.yaml_nodes import Mapping, Node, Scalar, Sequence, compose_documents
from tranship.formats.yaml_offsets import value_offsets


def scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.pairs:
            yield from scalars(key)
            yield from scalars(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)


def value_in(text: str) -> Scalar:
    (node,) = compose_documents(text)
    assert isinstance(node, Mapping)
    (_, value) = node.pairs[0]
    assert isinstance(value, Scalar)
    return value


@pytest.mark.parametrize(
    ("text", "part", "before"),
    [
        ("a: x ${{ y }}", "${{", 5),
        ("a: 'it''s ${{ y }}'", "${{", 10),
        ("a: 'it''s ${{ y }}'", "'s", 6),
        ('a: "\\u00e9\\t${{ y }}"', "${{", 12),
        ('a: "x\\\n   y ${{ z }}"', "${{", 12),
        ("a: x\n  y ${{ z }}", "${{", 9),
        ("a: 'x\n\n  y'", "y", 9),
        ("a: |\n  x\n  y ${{ z }}\n", "${{", 13),
        ("a: |2-\n   x\n  y ${{ z }}\n", "${{", 16),
        ("a: >\n  x\n  ${{ y }}\n\n   z\n", "${{", 11),
        ("a: >\n  x\n  ${{ y }}\n\n   z\n", "z", 24),
        ("a: &x !!str # c\n  ${{ y }}", "${{", 18),
    ],
)
def test_places_within_a_value(text: str, part: str, before: int) -> None:
    value = value_in(text)
    assert value_offsets(text, value)[value.text.index(part)] == before


def test_the_end_of_a_value_has_a_place_too() -> None:
    assert list(value_offsets("a: 'xy'", value_in("a: 'xy'"))) == [4, 5, 6]
    assert list(value_offsets("a: ''", value_in("a: ''"))) == [4]
    assert list(value_offsets("a: |\n  x\n", value_in("a: |\n  x\n"))) == [7, 8, 9]
    assert list(value_offsets("a:\n", value_in("a:\n"))) == [2]


def test_nothing_is_claimed_of_a_value_that_is_not_in_the_text() -> None:
    assert value_offsets("a: 'xy'", value_in("a: 'xy'")._replace(text="other")) == ()
    assert value_offsets("a: |x", Scalar("x", "|", "", "", 3, 5)) == ()


def check_all(text: str) -> None:
    for node in compose_documents(text):
        for scalar in scalars(node):
            offsets = value_offsets(text, scalar)
            assert len(offsets) == len(scalar.text) + 1
            assert list(offsets) == sorted(offsets)
            assert all(scalar.start <= offset <= scalar.end for offset in offsets)
            for character, offset in zip(scalar.text, offsets, strict=False):
                if character.isalnum() and text[offset] != "\\":
                    assert text[offset] == character


@given(documents())
def test_every_character_of_every_scalar_is_found(document: Document) -> None:
    check_all(document.text)


PIECES = st.lists(
    st.sampled_from(
        ["a", "b ", " c", "\n", "\n\n", "  ", "\t", "\u2028", "\r\n", "\x85", '\\"', "''", "\\\n", "\\x41", " #"]
    ),
    max_size=9,
).map("".join)
HEADERS = st.sampled_from(["'", '"', "", "|", ">", "|-", ">+", "|2", ">1-", "|+1 # c"])


@given(PIECES, HEADERS, st.sampled_from(["", "  "]))
def test_whatever_quotes_and_blocks_do(pieces: str, header: str, margin: str) -> None:
    if header in ("'", '"', ""):
        text = f"{margin}k: {header}{pieces}{header}\n"
    else:
        text = f"{margin}k: {header}\n" + "".join(f"{margin}  {line}" for line in pieces.splitlines(keepends=True))
    try:
        compose_documents(text)
    except InputError:
        return
    check_all(text)
