"""Keys with dots between their parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.errors import EditError
from tranship.formats.dotted_key import Part, split_key


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("image.tag", [Part("image"), Part("tag")]),
        (r"app\.example\.org/v.x\:y", [Part("app.example.org/v"), Part("x:y")]),
        ("  a b.c  ", [Part("a b"), Part("c")]),
        ("ports.:80", [Part("ports"), Part("80", is_name=True)]),
        ("::a", [Part("a", is_name=True)]),
        ("a\\", [Part("a")]),
    ],
)
def test_parts(key: str, parts: list[Part]) -> None:
    assert list(split_key(key)) == parts


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("a..b", 'a part of the key "a..b" is empty'),
        (".a", "is empty"),
        ("a.", "is empty"),
        ("   ", "is empty"),
        (":", "is empty"),
        ("a:b", 'the key "a:b" has a colon within a name'),
        ("a\\-b", 'the key "a\\-b" has a backslash before "-"; only dots and colons are escaped'),
        ("a\\\\b", 'has a backslash before "\\"'),
    ],
)
def test_a_key_that_is_none_is_refused(key: str, message: str) -> None:
    with pytest.raises(EditError) as refused:
        split_key(key)
    assert message in str(refused.value)
    assert refused.value.field == key


@pytest.mark.parametrize(("text", "index"), [("0", 0), ("+1", 1), ("01", 1), ("-1", -1), ("1a", None), ("٣", None)])
def test_numbers_are_indexes(text: str, index: int | None) -> None:
    assert Part(text).index == index


@given(st.lists(st.text("ab.:0", min_size=1), min_size=1))
def test_escaped_names_come_back(names: list[str]) -> None:
    key = ".".join(name.replace(".", "\\.").replace(":", "\\:") for name in names)
    assert [part.text for part in split_key(key)] == names
