import pytest

from tests.exprlang.evaluation import message, run
from tranship.exprlang import NO_FUNCTIONS, Program, Unknown


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("let x = 1; let y = x + 1; [x, y]", [1, 2]),
        ("1; 2; i", 3),
        ("t ? 1 : missing.x", 1),
        ("{a: 1, 'b': i, (s): 2}", {"a": 1, "b": 3, "text": 2}),
        ("{1.50: 2}", {"1.50": 2}),
        ("{a: 1, a: 2}", {"a": 1}),
        ("$env.i", 3),
        ("$env['i']", 3),
        ("(let i = 5; i) + i", 8),
        ("map(l, {let x = #; x * 2})", [6, 2, 4]),
    ],
)
def test_values(source: str, value: object) -> None:
    assert run(source) == value


def test_keys_must_be_texts() -> None:
    assert message("{(i): 1}") == "the key of a map must be a string, not an int"


def test_what_stands_in_two_places_is_evaluated_once() -> None:
    # Nested 300 deep, evaluating it twice each time would take for ever.
    assert run("(" * 300 + "t" + " ?: t)" * 300) is True
    assert run("0 < i < 5 and 5 > i > 0") is True


def test_what_stands_in_two_places_counts_twice() -> None:
    assert "more than 1,000,000 elements" in message("(all(1..600000, # > 0)) ?: 1")


def test_an_environment_that_is_no_map_has_no_names() -> None:
    program = Program("[1, x]", NO_FUNCTIONS)
    for env in ([1], "text", None):
        with pytest.raises(Exception, match="there are no names here"):
            program.run(env)  # type: ignore[arg-type]
    assert Program("$env[0] + len($env)", NO_FUNCTIONS).run([5]) == 6  # type: ignore[arg-type]
    unknown = Unknown("later")
    assert program.run(unknown) is unknown  # type: ignore[arg-type]


def test_deep_expressions_get_stacks_of_their_own() -> None:
    assert run("-" * 5000 + "i") == 3
    assert run("[" * 3000 + "i" + "]" * 3000 + " | len()") == 1
    assert run("+".join(["i"] * 4000)) == 12000
