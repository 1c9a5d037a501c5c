import pytest

from tests.exprlang.evaluation import error, run
from tranship.errors import CancelledError, InputError
from tranship.exprlang import ANY, INT, STRING, STRING_MAP, Function, Functions, compile_expression


def _fail(_: object, text: str) -> str:
    raise InputError(f"there is no {text}")


FUNCTIONS = Functions(
    [
        Function("add", lambda _, one, other: one + other, (INT, INT), result=INT),
        Function("who", lambda context: context, result=STRING),
        Function("fail", _fail, (STRING,), result=STRING),
        Function("texts", lambda _: {"a": "x"}, result=STRING_MAP),
        Function("len", lambda _, value: "mine", (ANY,), result=STRING),
    ]
)


def test_functions_get_the_context_and_their_arguments() -> None:
    assert run("add(i, 2)", FUNCTIONS) == 5
    assert compile_expression("who()", FUNCTIONS).run({}, "me") == "me"


def test_a_function_of_the_same_name_hides_a_built_in_one() -> None:
    assert run("len(l)", FUNCTIONS) == "mine"
    assert run("::len(l)", FUNCTIONS) == 3


def test_the_error_of_a_function_is_placed_at_the_call_and_kept() -> None:
    found = error("1 + add(1, 2) + (fail('thing') == '' ? 1 : 2)", FUNCTIONS)
    assert found.message == "there is no thing"
    assert found.source[found.start : found.end] == "fail"
    assert isinstance(found.__cause__, InputError)


def test_a_cancelled_function_stays_cancelled() -> None:
    def stop(_: object) -> None:
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        run("stop()", Functions([Function("stop", stop)]))


def test_a_map_of_texts_has_empty_texts_where_nothing_is() -> None:
    assert run("texts().missing + texts().a", FUNCTIONS) == "x"
    assert run("get(texts(), 'missing')", FUNCTIONS) is None


def test_values_are_checked_when_they_come() -> None:
    assert error("add(s, 1)", FUNCTIONS).message == "the first argument of add() must be an int, not a string"


def test_tables_are_told_apart_by_identity() -> None:
    same = Functions(FUNCTIONS.values())
    assert same != FUNCTIONS
    assert list(same) == list(FUNCTIONS)
    assert compile_expression("who()", FUNCTIONS) is compile_expression("who()", FUNCTIONS)
    assert compile_expression("who()", FUNCTIONS) is not compile_expression("who()", same)


def test_an_unknown_function_is_named_with_what_may_be_meant() -> None:
    assert error("ad(1, 2)", FUNCTIONS).message == 'there is no function "ad"; did you mean "add"?'
    assert error("xyz()", FUNCTIONS).message == 'there is no function "xyz"'
