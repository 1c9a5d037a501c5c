import pytest

from tests.exprlang.evaluation import message, run
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.unchecked import unchecked_call


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{x: 1}?.[missing?.y ?? 'x']", 1),
        ("$env[trimPrefix(' s', 'x', 'y')]", "text"),
        ("$env[join(['s'], 'x', 'y')]", "text"),
        ("$env[first()] ?? 7", 7),
        ("$env[string(mean())]", None),
    ],
)
def test_calls_with_a_wrong_number_of_arguments_where_nothing_is_checked(source: str, value: object) -> None:
    assert run(source) == value


def test_what_such_a_call_gives_is_used_as_any_other_value() -> None:
    assert message("$env?.[first(l, s)]") == "the keys of this map are strings, not int"
    assert message("{'nil': 5}[upper('a')] ?? $env[lower(1, 'S')]") == "an int has no elements"


def test_a_name_that_is_missing_does_not_switch_the_check_off() -> None:
    assert message("missing?.[type(1, 2)]") == "type() takes 1 argument, not 2"


def test_other_functions_fail_when_they_are_called() -> None:
    assert message("$env[split('a')]") == "split() takes 2 to 3 arguments, not 1"
    assert message("$env[keys(m, m)]") == "keys() takes 1 argument, not 2"
    assert run("t ? 1 : $env[split('a')]") == 1


def test_right_numbers_are_left_to_the_function() -> None:
    for name, count in (("len", 1), ("now", 0), ("date", 3), ("max", 5), ("split", 3)):
        assert unchecked_call(BUILTINS[name], count) is None
