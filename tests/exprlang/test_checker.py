import pytest

from tests.exprlang.evaluation import error, marked, message, run
from tranship.exprlang import STRING, Function, Functions, struct_type


@pytest.mark.parametrize(
    ("source", "said", "place"),
    [
        ("true ? 1 : (1 + 'a')", '"+" can\'t be used between an int and a string', "+"),
        ("-'a'", '"-" can\'t be used before a string', "-"),
        ("!1 == 2", '"!" can\'t be used before an int', "!"),
        ("not t == 1", "write not(a == b)", "=="),
        ("1 ? 2 : 3", "the condition must be a bool, not an int", "1"),
        ("(nil).x", 'nil has no field "x"', "x"),
        ("let x = nil; x?.b", 'nil has no field "b"', "b"),
        ("[i, nil][0].x", 'nil has no field "x"', "x"),
        ("[1]['a']", "an element of an array is chosen by an int, not a string", "'a'"),
        ("{a: 1}[1]", "the keys of this map are strings, not an int", "1"),
        ("'abc'[0]", "a string has no elements", "["),
        ("'abc'.x", 'a string has no field "x"', "x"),
        ("(1.5).x", 'a float has no field "x"', "x"),
        ("date('x').Yaer()", 'a time has no method "Yaer"; did you mean "Year"?', "Yaer"),
        ("(1)[0:1]", "an int can't be sliced", "["),
        ("'a'['b':]", "a slice goes from one int to another, not a string", "'b'"),
        ("'a' matches '('", "no regular expression of RE2: missing )", "'('"),
        ("len()", "len() takes 1 argument, not 0", "len"),
        ("len(1)", "len() takes a text, an array or a map, not an int", "1"),
        ("upper('a', 'b')", "upper() takes 1 argument, not 2", "upper"),
        ("split('a', 1)", "the second argument of split() must be a string, not an int", "1"),
        ("join(['a'], nil)", "the second argument of join() must be a string, not nil", "nil"),
        ("get(1, 0)", "get() takes an array or a map, not an int", "1"),
        ("get([1], 'a')", "chosen by an int, not a string", "'a'"),
        ("get({a: 1}, 1)", "the keys of this map are strings, not an int", "1"),
        ("get([1])", "get() takes 2 arguments, not 1", "get"),
        ("date('2024-01-01').Clock()", "Clock() can't be used here: it has 3 results", "Clock"),
        ("date('2024-01-01').Format(1)", "Format() takes a string, not an int", "1"),
        ("$env()", "$env is no function", "$env"),
        ("let x = 1; x()", "an int can't be called", "x"),
        ("filter(1, true)", "filter() takes an array, not an int", "1"),
        ("filter(l, 1)", "the predicate of filter() must be a bool, not an int", "1"),
        ("map(l, nil)", "the predicate of map() can't be nil", "nil"),
        ("sortBy(l, #, 1)", 'the order must be "asc" or "desc", not an int', "1"),
        ("filter(l, #index == 1)", "#index is there only in map() and reduce(), not in filter()", "#index"),
        ("map(l, #acc)", "#acc is there only in reduce(), not in map()", "#acc"),
        ("map(l, #foo)", "there is no #foo", "#foo"),
        ("let len = 1; 2", '"len" is a function', "len"),
        ("let map = 1; 2", '"map" is a function', "map"),
        ("let a = 1; let a = 2; a", 'there is a variable "a" already', "a"),
        ("count + 1", '"+" can\'t be used between a function and an int', "+"),
    ],
)
def test_errors_before_anything_runs(source: str, said: str, place: str) -> None:
    assert said in message(source)
    assert marked(source) == place


@pytest.mark.parametrize(
    "source",
    [
        "true ? 1 : foo(1 + 'a')",
        "true ? 1 : n[1 + 'a':]",
        "true ? 1 : $env[1 + 'a']",
    ],
)
def test_nothing_is_checked_behind_what_is_not_known(source: str) -> None:
    assert run(source) == 1


def test_a_condition_of_literals_has_their_type() -> None:
    assert message("(t ? 1 : 2) + 'a'").startswith('"+"')
    assert message("(t ? [1] : [2])[0] + 'a'").startswith('"+"')
    assert run("(t ? 'a' : 2) + 'a'") == "aa"
    # An element of an array whose elements are not known fits anything, so that the other branch decides.
    assert message("(t ? 1 : keys(m)[0]) + 'a'").startswith('"+"')


def test_structs_of_functions_are_checked() -> None:
    thing = struct_type("acme.Thing", {"Name": STRING})
    functions = Functions([Function("thing", lambda _: None, (STRING,), result=thing)])
    assert 'a Thing has no field "Nme"; did you mean "Name"?' in message("t ? 1 : thing('a').Nme", functions)
    assert "between a string and an int" in message("thing('a').Name + 1", functions)
    assert message("thing(1)", functions) == "thing() takes a string, not an int"


def test_regular_expressions_of_an_expression_are_limited_together() -> None:
    source = " or ".join(f"s matches `{number}x\\pL{{100}}`" for number in range(40))
    assert "regular expressions are too large" in message(source)


def test_the_place_of_an_error_in_a_later_line() -> None:
    found = error("1 +\n  'a'")
    assert (found.line, found.column) == (1, 3)
    assert (
        str(found)
        == '1:3: "+" can\'t be used between an int and a string; string() makes a text of a value\n  1 +\n    ^'
    )
