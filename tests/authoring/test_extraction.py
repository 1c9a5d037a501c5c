"""Outputs taken out of a document."""

from typing import Any

import pytest

from tranship.authoring.extraction import ExtractedOutput, extract, names_of_outputs
from tranship.errors import ExprError


def take(document: Any, **expressions: str) -> dict[str, Any]:
    return extract(document, [ExtractedOutput(name=name, from_expression=text) for name, text in expressions.items()])


def test_keys_are_variables_and_env_is_all_of_it() -> None:
    document = {"image": {"tag": "v1"}, "a-b": [1, True, None]}
    assert take(document, tag="image.tag", dashed='$env["a-b"][1]', missing="nothing", nested="image.digest") == {
        "tag": "v1",
        "dashed": True,
        "missing": None,
        "nested": None,
    }
    assert take([1, 2], second="$env[1]", all="$env") == {"second": 2, "all": [1, 2]}


def test_numbers_are_floats_to_expressions_and_whole_ones_integers_to_others() -> None:
    taken = take({"n": 3, "b": True, "l": [2**53 + 1]}, kind="type(n)", half="n / 2", n="n", flag="b", large="l[0]")
    assert taken == {"kind": "float", "half": 1.5, "n": 3, "flag": True, "large": 2**53}
    assert isinstance(taken["flag"], bool)


def test_the_last_of_equal_names_counts() -> None:
    outputs = [ExtractedOutput(name="v", from_expression=text) for text in ("a", "b")]
    assert extract({"a": 1, "b": 2}, outputs) == {"v": 2}


@pytest.mark.parametrize("expression", ["1 +", "quote(a)", "a.b.c", "a[0"])
def test_a_bad_expression_names_its_field(expression: str) -> None:
    with pytest.raises(ExprError) as refused:
        take({"a": {"b": None}}, good="a", bad=expression)
    assert refused.value.field == ("outputs", 1, "fromExpression")
    assert str(refused.value).startswith("outputs[1].fromExpression: ")


@pytest.mark.parametrize(
    ("outputs", "names"),
    [
        ([{"name": "a"}, {"name": "b", "fromExpression": "x"}], {"a": Any, "b": Any}),
        ([{"name": "${{ vars.a }}"}], None),
        ([{"fromExpression": "x"}], None),
        (["a"], None),
        ("a", None),
        (None, None),
    ],
)
def test_the_names_of_outputs_are_known_before_it_runs(outputs: Any, names: Any) -> None:
    assert names_of_outputs({"outputs": outputs}) == names
