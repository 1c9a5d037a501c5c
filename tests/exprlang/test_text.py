import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.exprlang import text

pieces = st.binary(max_size=6)


@given(pieces)
def test_any_bytes_can_be_a_text(data: bytes) -> None:
    assert text.to_bytes(text.from_bytes(data)) == data


@given(pieces, pieces)
def test_texts_behave_as_their_bytes(one: bytes, other: bytes) -> None:
    left, right = text.from_bytes(one), text.from_bytes(other)
    assert text.to_bytes(text.join(left, right)) == one + other
    assert text.join(left, right) == text.from_bytes(one + other)
    assert text.less(left, right) == (one < other)
    assert text.contains(left, right) == (other in one)
    assert text.starts_with(left, right) == one.startswith(other)
    assert text.ends_with(left, right) == one.endswith(other)


def test_halves_of_a_character_become_the_character_when_joined() -> None:
    assert text.join("a\udcc3", "\udca9b") == "aéb"
    assert text.canonical("\udcc3\udca9") == "é"


def test_half_a_surrogate_pair_is_no_character() -> None:
    assert text.to_bytes("\ud800") == "\ufffd".encode()
    assert text.valid("a\ud800\udcff") == "a\ufffd\ufffd"


@pytest.mark.parametrize(
    ("small", "capital"), [("straße", "STRAßE"), ("ŉ", "ŉ"), ("ᾀ", "ᾈ"), ("ı", "I"), ("é\udcff", "É\ufffd"), ("ﬁ", "ﬁ")]
)
def test_capitals_are_one_for_one(small: str, capital: str) -> None:
    assert text.upper(small) == capital


@pytest.mark.parametrize(("capital", "small"), [("ΑΣ", "ας"[:1] + "σ"), ("İ", "i"), ("ǅ", "ǆ"), ("É\udcff", "é\ufffd")])
def test_small_letters_are_one_for_one(capital: str, small: str) -> None:
    assert text.lower(capital) == small
