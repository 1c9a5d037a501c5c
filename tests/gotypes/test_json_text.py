from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.gotypes.json_text import decode, encode


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (2**63, "9223372036854775808"),
        (1.0, "1"),
        (1e21, "1e+21"),
        (1e-7, "1e-7"),
        (-0.0, "-0"),
        ({"b": [1, {}], "a": []}, '{"a":[],"b":[1,{}]}'),
        ("<a href='x'>&\u2028\n", "\"\\u003ca href='x'\\u003e\\u0026\\u2028\\n\""),
        ("é\U0001f600", '"é\U0001f600"'),
        ("a\udcffb", '"a\ufffdb"'),
    ],
)
def test_values_are_printed_as_go_prints_them(value: Any, text: str) -> None:
    assert encode(value) == text


def test_an_indent_spreads_the_text_over_lines() -> None:
    assert encode({"a": [1, {"b": 2}], "c": {}}, indent="  ") == (
        '{\n  "a": [\n    1,\n    {\n      "b": 2\n    }\n  ],\n  "c": {}\n}'
    )


def test_html_may_stay_as_it_is() -> None:
    assert encode("<&>\u2029", escape_html=False) == '"<&>\\u2029"'


@pytest.mark.parametrize(
    ("value", "problem"), [(float("nan"), "not finite"), ({"a": float("inf")}, "not finite"), ([object()], "object")]
)
def test_what_has_no_json_form(value: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        encode(value)


def test_all_numbers_that_are_read_are_floats() -> None:
    value = decode('{"a": [1, 2.5, -0], "b": null}')
    assert value == {"a": [1.0, 2.5, -0.0], "b": None}
    assert type(value["a"][0]) is float


def test_whole_numbers_can_stay_integers() -> None:
    assert repr(decode("[9007199254740993, 1.0]", floats=False)) == "[9007199254740993, 1.0]"


def test_half_pairs_and_other_bytes_than_utf_8_are_replaced_one_by_one() -> None:
    assert decode('["\\ud800", "\\ud83d\\ude00", {"\udcc3": "\udcff\udcfe"}]') == [
        "\ufffd",
        "\U0001f600",
        {"\ufffd": "\ufffd\ufffd"},
    ]


@pytest.mark.parametrize(
    "text",
    ["", "NaN", "-Infinity", "[1e999]", "9" * 400, "01", "1 2", '"a\tb"', "\ufeff1", "[" * 5000 + "]" * 5000],
)
def test_what_is_no_json(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    )
)
def test_what_is_printed_reads_back(value: Any) -> None:
    assert decode(encode(value)) == value
    assert decode(encode(value, indent="  ", escape_html=False)) == value
