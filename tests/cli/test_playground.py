"""The playground of tranship eval."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.expressions.sources import in_step
from tranship.cli.playground import HELP, Playground, converse

ENV = {"vars": {"image": "web", "in": 1, "a b": 2}, "outputs": {"push": {"commit": "4f1c2d0"}}, "version": "1.2.3"}


@pytest.fixture
def playground() -> Playground:
    return Playground(ENV, in_step(), lambda text: text.replace("4f1c2d0", "***"))


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("1 + 1", "2"),
        ("  vars.image ", "web"),
        ("x-${{ vars.image }}", "x-web"),
        ("outputs.push", '{"commit":"***"}'),
        ("", ""),
        (":names", "outputs  vars  version"),
        (":help", HELP),
        (":nope 1", "there is no command :nope; :help names them"),
        ("::len('ab')", "2"),
        ("1 +", "1:4: the expression ends too early: a value is missing\n  1 +\n     ^"),
    ],
)
def test_each_line_has_an_answer(playground: Playground, line: str, answer: str) -> None:
    assert playground.answer(line) == answer


def test_types_are_shown_on_request(playground: Playground) -> None:
    assert playground.answer(":types") == "types are shown"
    assert playground.answer("len(vars.image) > 1") == (
        '  vars.image           string  "web"\n'
        "  len(vars.image)      int     3\n"
        "  len(vars.image) > 1  bool    true\n"
        "true"
    )
    assert playground.answer(":types") == "types are not shown"
    assert playground.answer("len(vars.image)") == "3"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("va", ["values(", "vars"]),
        ("vars.", ["vars.image", "vars.in"]),
        ("outputs.push.c", ["outputs.push.commit"]),
        ("outputs?.pu", ["outputs?.push"]),
        ("imageF", ["imageFrom("]),
        ("filt", ["filter("]),
        ("version.", []),
        ("none.x.", []),
        (".", []),
    ],
)
def test_names_fields_and_functions_are_completed(playground: Playground, typed: str, offered: list[str]) -> None:
    assert playground.completions(typed) == offered


def reader(*lines: str | type[BaseException]) -> Callable[[], str]:
    left = list(lines)

    def read() -> str:
        line = left.pop(0)
        if isinstance(line, str):
            return line
        raise line

    return read


def test_a_conversation_ends_with_its_input(playground: Playground, capsys: pytest.CaptureFixture[str]) -> None:
    converse(playground, reader("1", KeyboardInterrupt, "nil.x", "2", EOFError))
    assert capsys.readouterr().out.splitlines()[0] == "1"
    converse(playground, reader("3", ":quit", "4"))
    assert capsys.readouterr().out == "3\n"
