"""Raw expressions of steps."""

from typing import Any

import pytest

from tranship.errors import ExprError
from tranship.expressions import raw
from tranship.exprlang import STRING, Function, Unknown

HEADER = Function("header", lambda _context, name: name.lower(), (STRING,), result=STRING)
FIELD = ("outputs", 0, "fromExpression")
LATER = Unknown("known after http")


@pytest.mark.parametrize(
    ("source", "env", "value"),
    [
        ("response.status", {"response": {"status": 200}}, 200),
        ("response.body.items[0].name", {"response": {"body": {"items": [{"name": "x"}]}}}, "x"),
        ("response.header('X-Id')", {"response": {"header": HEADER}}, "x-id"),
        ("'1.10'", {}, "1.10"),
        ("missing", {}, None),
        ("$env", {"a": 1}, {"a": 1}),
        ("$env[1].a", [1, {"a": 2}], 2),
        ("map($env, # * 2)", [1, 2], [2, 4]),
        ("$env", "text", "text"),
        ("duration('1s')", {}, 1000000000),
    ],
)
def test_the_value_is_plain_data_and_is_not_coerced(source: str, env: Any, value: Any) -> None:
    assert raw.evaluate(source, env, FIELD) == value


@pytest.mark.parametrize("source", ["1 +", "missing.x", "quote(1)", "imageFrom('a')", "1/0", "groupBy([1], #)"])
def test_errors_name_the_field(source: str) -> None:
    with pytest.raises(ExprError) as caught:
        raw.evaluate(source, {}, FIELD)
    assert caught.value.field == FIELD
    assert str(caught.value).startswith("outputs[0].fromExpression: ")


def test_conditions_are_true_or_false() -> None:
    env = {"response": {"status": 200}}
    assert raw.evaluate_condition("response.status == 200", env, ("successExpression",)) is True
    assert raw.evaluate_condition("response.status >= 300", env, ("successExpression",)) is False


def test_other_values_are_no_conditions() -> None:
    with pytest.raises(ExprError) as caught:
        raw.evaluate_condition("response.status", {"response": {"status": 200}}, ("successExpression",))
    assert str(caught.value) == (
        "successExpression: it must come out as true or false, but comes out as int\n"
        "  response.status\n"
        "  ^^^^^^^^^^^^^^^"
    )


@pytest.mark.parametrize("secret", ["s3cr3t" * 30, "s3c\tr3t"])
def test_a_source_that_would_be_shown_only_in_part_is_not_shown(secret: str) -> None:
    with pytest.raises(ExprError) as caught:
        raw.evaluate(f'missing.x == "{secret}"', {}, FIELD)
    assert str(caught.value).startswith('outputs[0].fromExpression: missing is nil, so it has no field "x"')
    assert "s3c" not in str(caught.value)


@pytest.mark.parametrize("secret", ["s3cr3t" * 30, "s3c\tr3t"])
def test_what_is_nil_is_not_named_in_part_either(secret: str) -> None:
    with pytest.raises(ExprError) as caught:
        raw.evaluate(f'{{"a": "{secret}"}}.b.x', {}, FIELD)
    assert str(caught.value).startswith('outputs[0].fromExpression: this is nil, so it has no field "x"')
    assert "s3c" not in str(caught.value)


def test_what_depends_on_something_unknown_is_unknown() -> None:
    env = {"response": {"status": LATER, "body": 1}}
    assert raw.evaluate("response.status + 1", env, FIELD) == LATER
    assert raw.evaluate("[response.status, response.body]", env, FIELD) == [LATER, 1]
    assert raw.evaluate_condition("response.status == 200", env, FIELD) == LATER


def test_the_syntax_can_be_checked_before_anything_runs() -> None:
    raw.check("response.status == 200", FIELD)
    with pytest.raises(ExprError, match=r"outputs\[0\].fromExpression: "):
        raw.check("response.status ==", FIELD)
