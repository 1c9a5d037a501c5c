"""Random expressions, as many as wanted: ``python -m tests.exprlang.fuzz [N] [SEED]``.

Nothing but a value or an ExprError may come out of an expression, within a second. Half of them are made by a grammar,
with and without something broken in them, the others are recorded cases' and earlier expressions' tokens in disorder.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

from tests.exprlang.generator import ENV, Generator
from tranship.errors import ExprError
from tranship.exprlang import NO_FUNCTIONS, Program, to_go_string
from tranship.exprlang.faults import Fault
from tranship.exprlang.lexer import tokens

LIMIT = 1.0
"""Seconds of processor time that an expression may take."""

_KEPT = 200


def expressions(count: int, seed: int) -> Iterator[str]:
    """So many random expressions; the same seed gives the same ones."""
    numbers = random.Random(seed)
    generator = Generator(numbers)
    pieces: list[list[str]] = [["1"]]
    for _ in range(count):
        chance = numbers.random()
        if chance < 0.5:
            source = generator.expression(numbers.randint(1, 5))
            if len(source) < 300:
                pieces.append(_pieces(source))
                del pieces[:-_KEPT]
        elif chance < 0.7:
            source = generator.broken(numbers.randint(1, 4))
        else:
            source = _mixed(numbers, pieces)
        yield source


def _pieces(source: str) -> list[str]:
    try:
        return [source[token.start : token.end] for token in tokens(source)[:-1]] or ["1"]
    except ExprError:
        return [source]


def _mixed(numbers: random.Random, pieces: list[list[str]]) -> str:
    """The tokens of one expression with some of others among them."""
    source = list(numbers.choice(pieces))
    for _ in range(numbers.randint(1, 4)):
        at = numbers.randrange(len(source) + 1)
        source[at : at + numbers.randint(0, 2)] = numbers.choice(pieces)[: numbers.randint(0, 6)]
    return numbers.choice((" ", "")).join(source)


def check(source: str) -> str:
    """What is wrong with how an expression is treated; empty if nothing is."""
    start = time.process_time()
    try:
        value = Program(source, NO_FUNCTIONS).run(ENV)
        to_go_string(value)
    except (ExprError, Fault):
        pass
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__}: {error}"
    taken = time.process_time() - start
    return f"it took {taken:.1f} s" if taken > LIMIT else ""


def main(arguments: list[str]) -> int:
    """Check expressions, and print which are treated wrongly; exit status 1 if any is."""
    count = int(arguments[0]) if arguments else 20_000
    seed = int(arguments[1]) if len(arguments) > 1 else 0
    print(f"{count} expressions, seed {seed}")
    wrong = 0
    for number, source in enumerate(expressions(count, seed), 1):
        problem = check(source)
        if problem:
            wrong += 1
            print(f"{source!r}\n    {problem}")
        if number % 100_000 == 0:
            print(f"{number} done", flush=True)
    print(f"{count} expressions, seed {seed}: {wrong} treated wrongly")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
