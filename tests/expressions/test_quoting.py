"""quote(), unsafeQuote(), asJSON() and asYAML()."""

from typing import Any

import pytest

from tests.expressions.sources import evaluate, sources
from tranship.errors import ExprError


def value(template: str, **env: Any) -> Any:
    return evaluate(template, sources(), **env)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("quote(42)", "42"),
        ("quote(true)", "true"),
        ("quote('1.10')", "1.10"),
        ("quote('a')", "a"),
        ("quote(nil)", "null"),
        ("quote([1, 'a'])", '[1,"a"]'),
        ("quote('a\\nb')", "a\\nb"),
        ('quote("say \\"hi\\"")', 'say \\"hi\\"'),
        ("unsafeQuote('a')", '"a"'),
        ("unsafeQuote(42)", "42"),
        ("asJSON({'b': [1], 'a': '<'})", '{\n  "a": "\\u003c",\n  "b": [\n    1\n  ]\n}\n'),
        ("asYAML({'b': [1], 'a': {'c': 'x'}})", "a:\n    c: x\nb:\n    - 1\n"),
        ("asYAML(5)", "5\n"),
        ("asYAML(duration('90s'))", "1m30s\n"),
        ("asYAML(date('2024-02-29'))", "2024-02-29T00:00:00Z\n"),
        ("asYAML(date('2024-02-29').Month())", "2\n"),
        ('asYAML(b"ab")', "- 97\n- 98\n"),
        ("asYAML(fromPairs([[1, 'x'], ['1', 'y'], [true, 'z']]))", 'true: z\n1: x\n"1": "y"\n'),
        ("asYAML(concat([], []))", "[]\n"),
        ("asYAML([timezone('UTC')])", "- {}\n"),
    ],
)
def test_the_result_is_text_whatever_it_looks_like(expression: str, text: str) -> None:
    assert value(f"${{% {expression} %}}") == text


def test_the_quotes_stay_within_a_longer_text() -> None:
    assert value("x ${{ quote(1) }}") == 'x "1"'
    assert value("${{ quote(1) }} and ${{ quote(2) }}") == '1" and "2'


@pytest.mark.parametrize(
    "expression",
    ["quote(1/0)", "unsafeQuote(groupBy([1], #))", "asJSON(fromPairs([]))", "asYAML(now().Year)", "quote(now().Year)"],
)
def test_what_has_no_text_is_an_error(expression: str) -> None:
    with pytest.raises(ExprError):
        value(f"${{{{ {expression} }}}}")


@pytest.mark.parametrize("name", ["quote", "unsafeQuote", "asYAML", "asJSON"])
@pytest.mark.parametrize("arguments", ["", "1, 2"])
def test_each_takes_one_argument(name: str, arguments: str) -> None:
    with pytest.raises(ExprError):
        value(f"${{{{ {name}({arguments}) }}}}")
