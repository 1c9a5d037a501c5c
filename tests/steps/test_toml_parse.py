"""toml-parse: integers and times keep their types, and what is no TOML is said with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.steps.running import run, write
from tranship.authoring import StepError
from tranship.errors import EditError, ExprError
from tranship.steps.toml_parse import registration


def parse(work: Path, **expressions: str) -> Any:
    outputs = [{"name": name, "fromExpression": expression} for name, expression in expressions.items()]
    return run(registration, work, path="a.toml", outputs=outputs).output


def test_values(tmp_path: Path) -> None:
    write(tmp_path, {"a.toml": "n = 3\nf = 2.0\nat = 2026-01-31 10:20:30Z\nday = 2026-01-31\n[[s]]\nk = 'v'\n"})
    found = parse(tmp_path, odd="n % 2", half="f / 4", kind="type(n)", year="at.Year()", at="at", day="day", k="s[0].k")
    assert found == {
        "odd": 1,
        "half": 0.5,
        "kind": "int",
        "year": 2026,
        "k": "v",
        "at": "2026-01-31T10:20:30Z",
        "day": "2026-01-31",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", '"a.toml" is empty; there is nothing to take out of it'),
        ("a = 1\nb =\n", "a.toml is no TOML: Invalid value (at line 2, column 4)"),
        ("a = 9223372036854775808", 'the integer "a" in a.toml does not fit into 64 bits'),
    ],
)
def test_what_can_not_be_read(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, {"a.toml": text})
    with pytest.raises((StepError, EditError)) as raised:
        parse(tmp_path, a="a")
    assert str(raised.value) == message


def test_a_number_that_is_not_finite_can_not_be_put_out(tmp_path: Path) -> None:
    write(tmp_path, {"a.toml": "a = inf\n"})
    with pytest.raises(ExprError, match="the result can't be used here"):
        parse(tmp_path, a="a")
