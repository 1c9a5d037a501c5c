"""Outputs of steps are JSON to expressions: numbers are floats, at any depth, and nothing is copied."""

from __future__ import annotations

from tranship.expressions.json_view import JSONView, as_json
from tranship.exprlang import compile_expression

DATA = {"n": 1234567890, "t": True, "s": "1", "z": None, "f": 1.5, "l": [1, {"n": 2}], "m": {"n": 3}}


def value(source: str) -> object:
    return compile_expression(source).run({"outputs": JSONView(DATA)})


def test_numbers_are_floats() -> None:
    assert value("string(outputs.n)") == "1.23456789e+09"
    assert value("outputs.l[1].n / outputs.m.n") == 2 / 3
    assert type(value("outputs.m.n")) is float


def test_everything_else_is_as_it_is() -> None:
    assert [value(f"outputs.{name}") for name in "tszf"] == [True, "1", None, 1.5]
    assert value("outputs.t == true") is True
    assert value("len(outputs.l)") == 2
    assert value("'m' in outputs") is True
    assert value("outputs.nothing") is None
    assert value("keys(outputs.m)") == ["n"]


def test_it_is_a_view() -> None:
    data: dict[str, object] = {}
    view = JSONView(data)
    data["a"] = 1
    assert (view["a"], len(view), list(view)) == (1.0, 1, ["a"])


def test_values_that_are_no_json_pass() -> None:
    marker = object()
    assert as_json(marker) is marker
