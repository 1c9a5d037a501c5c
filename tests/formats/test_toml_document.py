"""TOML is read with the place of every value."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.random_toml import documents
from tranship.formats.toml_document import Kind, Step, find, read

TEXT = '''# top
title = "x" # not = this
 'odd key'."a.b\\u00e4" . c = 1

[a] # header
m = """
[no.header]
x = 1"""
[ a . b ]
l = [ # comment ]
  1, [2, '3]'],
]
t = { x = 1, y.z = "}", "q" = {} }
[[s]]
n = 1
[s.p]
x = 1
[[s.q]]
y = 1
[[s.q]]
y = 2
[[s]]
[[s.q]]
y = 3
w = \'\'\'it's\'\'\'\'
v = """a""\\""""""
d = 2026-01-31 10:20:30Z
'''


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("title",), '"x"'),
        (("odd key", "a.bä", "c"), "1"),
        (("a", "m"), '"""\n[no.header]\nx = 1"""'),
        (("a", "b", "l", 0), "1"),
        (("a", "b", "l", 1), "[2, '3]']"),
        (("a", "b", "l", 1, 1), "'3]'"),
        (("a", "b", "t", "x"), "1"),
        (("a", "b", "t", "y", "z"), '"}"'),
        (("a", "b", "t", "q"), "{}"),
        (("s", 0, "n"), "1"),
        (("s", 0, "p", "x"), "1"),
        (("s", 0, "q", 1, "y"), "2"),
        (("s", 1, "q", 0, "y"), "3"),
        (("s", 1, "q", 0, "w"), "'''it's''''"),
        (("s", 1, "q", 0, "v"), '"""a""\\""""""'),
        (("s", 1, "q", 0, "d"), "2026-01-31 10:20:30Z"),
    ],
)
def test_places(path: tuple[Step, ...], written: str) -> None:
    tomllib.loads(TEXT)
    value = find(read(TEXT), path)
    assert value is not None
    assert TEXT[value.start : value.end] == written


@pytest.mark.parametrize("path", [("a",), ("s",), ("s", 0), ("nothing",), ("title", "x"), ("a", "b", "l", 2)])
def test_what_has_no_place(path: tuple[Step, ...]) -> None:
    assert find(read(TEXT), path) is None


def test_sections() -> None:
    sections = read(TEXT)
    assert [(section.keys, section.path) for section in sections] == [
        ((), ()),
        (("a",), ("a",)),
        (("a", "b"), ("a", "b")),
        (("s",), ("s", 0)),
        (("s", "p"), ("s", 0, "p")),
        (("s", "q"), ("s", 0, "q", 0)),
        (("s", "q"), ("s", 0, "q", 1)),
        (("s",), ("s", 1)),
        (("s", "q"), ("s", 1, "q", 0)),
    ]
    assert TEXT[sections[2].start : sections[2].end] == "[ a . b ]"
    entry = sections[0].entries[1]
    assert TEXT[entry.start : entry.key_end] == "'odd key'.\"a.b\\u00e4\" . c"


def test_a_table_that_is_extended_later() -> None:
    text = "[a]\nx = 1\n[b]\n[a.c]\nx = 2\n"
    value = find(read(text), ("a", "c", "x"))
    assert value is not None
    assert text[value.start : value.end] == "2"


def scalars(data: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Any]]:
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from scalars(value, (*path, key))
    else:
        yield path, data


@given(documents(), st.booleans())
def test_every_scalar_has_its_place(text: str, windows: bool) -> None:
    text = text.replace("\n", "\r\n") if windows else text
    sections = read(text)
    for path, expected in scalars(tomllib.loads(text)):
        value = find(sections, path)
        assert value is not None
        assert value.kind is Kind.SCALAR
        read_alone = tomllib.loads(f"x = {text[value.start : value.end]}")["x"]
        assert repr(read_alone) == repr(expected)
