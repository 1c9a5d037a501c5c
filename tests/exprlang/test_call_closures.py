import pytest

from tests.exprlang.evaluation import marked, message, run
from tranship.exprlang import Unknown
from tranship.gotypes.moment import Moment
from tranship.gotypes.zones import UTC_ZONE


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("d.Year()", 1970),
        ("d.Add(duration('1h')).Hour()", 1),
        ("d.Format(n)", ""),
        ("d.AddDate(n, n, 1).Day()", 2),
        ("let f = d.Year; f()", 1970),
        ("{d: d}.d.Format('06')", "70"),
        ("missing?.f(1)", None),
        ("date('2024-01-02').AddDate(n, 0, 0).Year()", 2024),
    ],
)
def test_methods(source: str, value: object) -> None:
    assert run(source, d=Moment(0)) == value


@pytest.mark.parametrize(
    ("source", "said", "place"),
    [
        ("d.Year(1)", "Year() takes no arguments, not 1", "Year"),
        ("d.Format(1)", "Format() takes a string, not an int", "Format"),
        ("d.Foo()", 'a time has no field "Foo"', "Foo"),
        ("d.In(n)", "In() needs a time zone, not nil", "In"),
        ("date('2024-01-02').Format(n)", "Format() takes a string, not nil", "Format"),
        ("m.a()", "an int can't be called; functions can", "a"),
        ("lenn(1)", 'there is no function "lenn"; did you mean "len"?', "lenn"),
        ("m.foo(1)", 'there is no function "foo"', "foo"),
        ("filte(l, true)", 'did you mean "filter"?', "filte"),
    ],
)
def test_what_can_not_be_called(source: str, said: str, place: str) -> None:
    assert said in message(source, d=Moment(0))
    assert marked(source, d=Moment(0)) == place


def test_what_is_not_known_goes_through_calls() -> None:
    unknown = Unknown("later")
    for source in ("upper(x)", "max(1, x)", "x.Year()", "d.Format(x)", "x()", "split(s, x)", "date(x)"):
        assert run(source, x=unknown, d=Moment(0, 0, UTC_ZONE)) is unknown


def test_a_function_called_as_a_method_is_told_apart_from_one_that_is_not_there() -> None:
    assert message("m.get('a')") == (
        'there is no method "get" here; the function is called as get(...) or with a "|" before it'
    )
    assert message("m.gte('a')") == 'there is no function "gte"; did you mean "get"?'
