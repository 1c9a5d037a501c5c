"""Unknown: what depends on it is Unknown too, and what is known all the same is so for every value in its place."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.exprlang.evaluation import run
from tests.exprlang.fuzz import expressions
from tests.exprlang.generator import ENV
from tranship.errors import ExprError
from tranship.exprlang import NO_FUNCTIONS, Program, Unknown, to_go_string
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.lexer import TokenKind, tokens

LATER = Unknown("known after git-push")

_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 1.5, "", "a", "abc", "1h", "2024-02-29", [], [1], [3, 1, 2], ["a", "b"]),
    *([{"a": 1}, {"a": 2}], {}, {"a": 1}, {"a": {"b": 1}}, [None], [[1]], {"b": [1]}),
)

Outcome = tuple[str, str]


def outcome(program: Program, name: str, value: Any) -> Outcome:
    """What comes of an expression with ``value`` in the place of one of ENV's: ``value``, ``error`` or ``unknown``."""
    try:
        result = program.run({**ENV, name: value})
        return "value", f"{type(result).__name__} {to_go_string(result)}"
    except NotKnown:
        return "unknown", ""
    except (ExprError, Fault):
        return "error", ""


def names_in(source: str) -> list[str]:
    """The names of ENV in an expression."""
    return sorted({token.text for token in tokens(source) if token.kind is TokenKind.NAME} & ENV.keys())


@pytest.mark.parametrize("seed", range(4))
def test_what_is_known_beside_an_unknown_value_is_so_for_every_value_in_its_place(seed: int) -> None:
    """An error may hide where nothing is known yet, but no value turns into another one, and no error into a value."""
    numbers = random.Random(seed)
    known = 0
    for source in expressions(1500, seed):
        try:
            program = Program(source, NO_FUNCTIONS)
        except (ExprError, Fault):
            continue
        for name in names_in(source):
            planned = outcome(program, name, LATER)
            if planned[0] == "unknown":
                continue
            known += 1
            for value in (ENV[name], *numbers.sample(_VALUES, 3)):
                found = outcome(program, name, value)
                assert found == planned or found[0] == "error", (source, name, value)
    assert known > 20


def test_what_does_not_depend_on_it_stays() -> None:
    assert run("[x, i][1] + len(m)", x=LATER) == 5
    assert run("{a: x, b: 1}.b", x=LATER) == 1
    assert run("true ? 1 : x", x=LATER) == 1
    assert run("false and x", x=LATER) is False


def test_the_first_of_two_stays() -> None:
    assert run("x + y", x=LATER, y=Unknown("other")) is LATER
