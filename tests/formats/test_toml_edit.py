"""Values in TOML text are set so that nothing else changes."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.random_toml import documents
from tests.formats.test_toml_document import scalars
from tranship.errors import EditError
from tranship.formats import toml_document, toml_edit
from tranship.formats.toml_document import Step
from tranship.formats.toml_edit import Update, set_values


def edited(text: str, key: str, value: Any) -> str:
    return set_values(text, [Update(key, value)], "a.toml")[0]


@pytest.mark.parametrize(
    ("text", "key", "value", "expected"),
    [
        ('  a   =   "x"   # why\r\nb=1', "a", "y", "  a   =   'y'   # why\r\nb=1"),
        ('v = """\none\n""" # c\nx = 1\n', "v", "short", "v = 'short' # c\nx = 1\n"),
        (
            "[t]\n[[t.s]]\nx=1\n[[t.s]]\nx=[1, {y = 2}]\n",
            "t.s.1.x.1.y",
            3,
            "[t]\n[[t.s]]\nx=1\n[[t.s]]\nx=[1, {y = 3}]\n",
        ),
        ("d = 2026-01-31 10:20:30Z # x\n", "d", "2026-01-31", "d = '2026-01-31' # x\n"),
        ('"größe" = "m"\n', "größe", "l", "\"größe\" = 'l'\n"),
        ('"a.b".":c" = 1\n', r"a\.b.\:c", 2, '"a.b".":c" = 2\n'),
        ("a.0 = 1\n", "a.:0", 2, "a.0 = 2\n"),
        ("a = 1\n", " a ", 2, "a = 2\n"),
    ],
)
def test_only_the_value_changes(text: str, key: str, value: Any, expected: str) -> None:
    assert edited(text, key, value) == expected


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("x", "'x'"),
        ("", "''"),
        ('say "hi" \\ ü 🚀\t.', "'say \"hi\" \\ ü 🚀\t.'"),
        ("it's", '"it\'s"'),
        ('it\'s "x" \\', r'"it' + "'" + r's \"x\" \\"'),
        ("a\nb\tc\r\x01\x7f\f\b", '"a\\nb\\tc\\r\\u0001\\u007F\\f\\b"'),
        (True, "true"),
        (8080, "8080"),
        (2**63 - 1, "9223372036854775807"),
        (3.0, "3"),
        (0.75, "0.75"),
        (0.0000025, "0.0000025"),
        (-1e-9, "-0.000000001"),
        (1e20, "100000000000000000000.0"),
        (2**63, "9223372036854775808.0"),
        (-(2**63) - 1, "-9223372036854775809.0"),
    ],
)
def test_how_values_are_written(value: Any, written: str) -> None:
    assert set_values("a = 'old'\n", [Update("a", value)], "a.toml") == (f"a = {written}\n", [written])


@pytest.mark.parametrize("old", ["0.5", "1e6", "inf", "-nan", "1_0.0"])
@pytest.mark.parametrize(
    ("value", "written"), [(3, "3.0"), (3.0, "3.0"), (2**70, f"{2**70}.0"), (0.5, "0.5"), ("x", "'x'")]
)
def test_a_whole_number_in_place_of_a_float_is_a_float(old: str, value: Any, written: str) -> None:
    assert edited(f"a = [{old}]", "a.0", value) == f"a = [{written}]"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, 'the value for "a" is null; only text, numbers and booleans can be set'),
        ({"x": 1}, 'the value for "a" is a table; only text, numbers and booleans can be set'),
        ([1], 'the value for "a" is no text, number or boolean; only text, numbers and booleans can be set'),
        (float("inf"), 'the value for "a" is no text, number or boolean; only text, numbers and booleans can be set'),
    ],
)
def test_only_scalars_are_set(value: Any, message: str) -> None:
    with pytest.raises(EditError) as raised:
        edited("a = 1\n", "a", value)
    assert (str(raised.value), raised.value.field) == (message, "a")


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ("title = 1\n", "titel", 'there is no key "titel" at the top of a.toml; did you mean "title"?'),
        ("[a.b]\n", "a.b.c", 'there is no key "c" in "a.b" of a.toml'),
        ("a = 1\n", "a.b", 'there is no key "b" in "a" of a.toml, which is a single value'),
        ("a = [1]\n", "a.1", 'there is no item "1" in "a" of a.toml, which has 1'),
        ("a = [1, 2]\n", "a.01", 'there is no item "01" in "a" of a.toml, which has 2'),
        ("a = [1, 2]\n", "a.-1", 'there is no item "-1" in "a" of a.toml, which has 2'),
        ("[a]\n", "a", '"a" is a table in a.toml; only single values can be set'),
        ("a = [1]\n", "a", '"a" is an array in a.toml; only single values can be set'),
        ("a = 1\na = 2\n", "a", "a.toml is no TOML: Cannot overwrite a value (at line 2, column 6)"),
        ("a = 1\nb = \n", "a", "a.toml is no TOML: Invalid value (at line 2, column 5)"),
        ("\ufeffa = 1\n", "a", "a.toml is no TOML: Invalid statement (at line 1, column 1)"),
        ("a = 1\n", "a..b", 'a part of the key "a..b" is empty'),
    ],
)
def test_what_can_not_be_set(text: str, key: str, message: str) -> None:
    with pytest.raises(EditError) as raised:
        edited(text, key, 0)
    assert str(raised.value).startswith(message)


def test_updates_see_those_before_them() -> None:
    updates = [Update("a", 1), Update("b.c", "x", create_missing=True), Update("b.c", 2), Update("a", 0.5)]
    assert set_values("a = 0\n", updates, "a.toml") == ("a = 0.5\n\n[b]\nc = 2\n", ["1", "'x'", "2", "0.5"])


@pytest.mark.parametrize("written", ["1\nb = 1", "true", "1.0"])
def test_a_result_that_says_something_else_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setattr(toml_edit, "_with", lambda _data, _path, _value: {"a": 1})
    monkeypatch.setattr(toml_edit, "scalar_text", lambda _value, _key, **_options: written)
    with pytest.raises(EditError, match=r"a\.toml can't be edited without harm, so it was left as it is"):
        edited("a = 0\n", "a", 1)


def key_of(path: tuple[Step, ...]) -> str:
    return ".".join(str(part).replace(".", "\\.") for part in path)


VALUES = st.text() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)


@given(documents(), VALUES, st.data())
def test_any_value_of_any_document(text: str, value: Any, data: st.DataObject) -> None:
    found = [(path, old) for path, old in scalars(tomllib.loads(text)) if "" not in path]
    if not found:
        return
    path, old = data.draw(st.sampled_from(found))
    place = toml_document.find(toml_document.read(text), path)
    assert place is not None
    new, [written] = set_values(text, [Update(key_of(path), value)], "a.toml")
    assert new == text[: place.start] + written + text[place.end :]
    read = tomllib.loads(f"x = {written}")["x"]
    assert read == value
    assert type(read) in (type(value), type(old)) or isinstance(value, float)


NAMES = st.sampled_from(["a", "new", "d.e", "q k", "t", "u", "0"])


@given(documents(), st.lists(NAMES, min_size=1, max_size=3), st.data())
def test_what_is_made_is_there_and_all_else_is_as_it_was(text: str, names: list[str], data: st.DataObject) -> None:
    path: tuple[Step, ...] = ()
    here: Any = tomllib.loads(text)
    while isinstance(here, dict | list) and here and data.draw(st.booleans()):
        step = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        path, here = (*path, step), here[step]
    key = key_of((*path, *names))
    new, refusal = text, ""
    try:
        new, _ = set_values(text, [Update(key, "new", create_missing=True)], "a.toml")
    except EditError as error:
        refusal = str(error)
    if refusal:
        assert re.search("can't be made: |only single values can be set|is empty", refusal)
    else:
        assert edited(new, key, "new") == new
        assert len(new.splitlines()) <= len(text.splitlines()) + 3
