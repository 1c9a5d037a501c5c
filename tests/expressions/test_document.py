"""Documents: whole configurations with templates in them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.errors import ExprError
from tranship.expressions.document import CompiledDocument, compile_document, templates_in
from tranship.expressions.plain import unknowns_in
from tranship.expressions.quoting import TEMPLATE_FUNCTIONS
from tranship.expressions.template import BoundFunctions
from tranship.exprlang import Functions, Unknown

FUNCTIONS = BoundFunctions(Functions(TEMPLATE_FUNCTIONS))
LATER = Unknown("known after git-push")


def evaluate(document: Any, **env: Any) -> Any:
    return compile_document(document, ("config",)).evaluate(env, FUNCTIONS)


def test_values_at_any_depth_are_evaluated_and_keys_are_not() -> None:
    document = {"a": ["${{ x }}", {"b": "v${{ x }}"}], "${{ x }}": "${{ x + 1 }}", "c": {"d": [["${{ x }}"]]}}

    assert evaluate(document, x=1) == {
        "a": [1.0, {"b": "v1"}],
        "${{ x }}": 2.0,
        "c": {"d": [[1.0]]},
    }


def test_what_is_no_text_passes_untouched() -> None:
    document: dict[str, Any] = {"i": 3, "f": 2.5, "t": True, "n": None, "l": [], "o": {}, "s": "42"}

    assert evaluate(document) == document
    assert type(evaluate(document)["i"]) is int


def test_a_document_can_be_evaluated_again_and_again() -> None:
    document = {"a": ["${{ x }}", "b"], "c": {"d": "${{ x }}"}}
    compiled = compile_document(document)

    assert compiled.evaluate({"x": 1}, FUNCTIONS) == {"a": [1.0, "b"], "c": {"d": 1.0}}
    assert compiled.evaluate({"x": "y"}, FUNCTIONS) == {"a": ["y", "b"], "c": {"d": "y"}}
    assert document == {"a": ["${{ x }}", "b"], "c": {"d": "${{ x }}"}}


def test_keys_keep_their_order() -> None:
    assert list(evaluate({"z": 1, "a": "${{ 1 }}", "m": 2})) == ["z", "a", "m"]


def test_constant_parts_are_not_walked_again() -> None:
    class Untouchable(dict[str, Any]):
        """A map that may be looked at until it is sealed."""

        sealed = False

        def items(self) -> Any:
            assert not self.sealed
            return super().items()

    constant = Untouchable(a=[1])
    compiled = compile_document({"constant": constant, "x": "${{ 1 }}"})
    constant.sealed = True

    assert compiled.evaluate({}, FUNCTIONS)["constant"] is constant


def test_a_document_without_templates_is_constant() -> None:
    assert CompiledDocument({"a": ["42", {"b": "$5"}]}).is_constant
    assert not CompiledDocument(["${{ 1 }}"]).is_constant


def test_text_that_is_no_utf_8_is_replaced_as_json_does() -> None:
    assert evaluate({"a": "${{ x[0:2] }}"}, x="hé") == {"a": "h\ufffd"}


def test_an_error_names_the_field() -> None:
    with pytest.raises(ExprError) as caught:
        evaluate({"updates": [{"key": "a", "value": "x ${{ missing.tag }}"}]})
    assert caught.value.field == ("config", "updates", 0, "value")
    assert str(caught.value).startswith("config.updates[0].value: ")


def test_an_expression_that_is_not_closed_is_found_before_anything_is_evaluated() -> None:
    with pytest.raises(ExprError, match=r'config.a: the expression is never closed: "%}" is missing'):
        compile_document({"a": "${% 1 }}"}, ("config",))


def test_a_result_must_be_a_finite_number() -> None:
    with pytest.raises(ExprError, match=r"config.a: the result is no finite number"):
        evaluate({"a": "${{ 'nan' }}"})


def test_names_of_template_functions_are_refused_in_the_environment() -> None:
    with pytest.raises(ExprError, match="must not have the names asJSON, quote"):
        evaluate({}, quote=1, asJSON=2)


def test_only_the_places_that_depend_on_it_are_unknown() -> None:
    value = evaluate({"a": "x ${{ later.x }}", "b": ["${{ 1 }}", "${{ later }}"], "c": "known"}, later=LATER)

    assert value == {"a": LATER, "b": [1.0, LATER], "c": "known"}
    assert [path for path, _ in unknowns_in(value)] == [("a",), ("b", 1)]


def test_templates_are_found_with_their_places() -> None:
    document = {"a": ["x", "${{ 1 }}"], "b": {"c": "${% 2 %}"}, "${{ 3 }}": "${ 4 }"}

    assert list(templates_in(document, ("config",))) == [
        (("config", "a", 1), "${{ 1 }}"),
        (("config", "b", "c"), "${% 2 %}"),
    ]


_LEAVES = st.none() | st.booleans() | st.integers() | st.text("ab${}% ") | st.sampled_from(["${{ 1 }}", "a${{ x }}"])
_DOCUMENTS = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab${}"), inner, max_size=3)
)


@given(_DOCUMENTS)
def test_the_shape_of_a_document_stays(document: Any) -> None:
    try:
        value = evaluate(document, x="x")
    except ExprError:
        assert list(templates_in(document))
        return
    assert _shape(value) == _shape(document)


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shape(item) for key, item in value.items()}
    return [_shape(item) for item in value] if isinstance(value, list) else "leaf"
