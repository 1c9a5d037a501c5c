"""json-parse: values come out as they are, and what is no JSON is said with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.steps.running import run, write
from tranship.authoring import StepError
from tranship.errors import ExprError, PathError
from tranship.steps.json_parse import registration


def parse(work: Path, **expressions: str) -> Any:
    outputs = [{"name": name, "fromExpression": expression} for name, expression in expressions.items()]
    return run(registration, work, path="a.json", outputs=outputs).output


def test_values(tmp_path: Path) -> None:
    write(tmp_path, {"a.json": '{"image": {"tag": "v1"}, "n": 3.0, "list": [1, {"k": null}], "a-b": true}'})
    found = parse(tmp_path, tag="image.tag", n="n + 1", last="list[-1]", odd='$env["a-b"]', kind="type(n)")
    assert found == {"tag": "v1", "n": 4, "last": {"k": None}, "odd": True, "kind": "float"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.json:1:1: this is no JSON: expecting value"),
        ('{\n  "a": 1,\n}', "a.json:3:1: this is no JSON: expecting property name enclosed in double quotes"),
        ('{"a": 1} x', "a.json:1:10: this is no JSON: extra data"),
        ("[NaN]", '"a.json" can\'t be read: NaN is no JSON'),
        ("[1e400]", '"a.json" can\'t be read: a number in the JSON is too large'),
        ("[" * 100_000, '"a.json" can\'t be read: the JSON is nested too deeply'),
    ],
)
def test_what_is_no_json(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, {"a.json": text})
    with pytest.raises(StepError) as raised:
        parse(tmp_path, a="a")
    assert str(raised.value).startswith(message)
    assert raised.value.field == ("path",)


def test_an_expression_that_fails_names_its_field(tmp_path: Path) -> None:
    write(tmp_path, {"a.json": "{}"})
    with pytest.raises(ExprError) as raised:
        parse(tmp_path, fine="1", bad="nothing.at.all")
    assert raised.value.field == ("outputs", 1, "fromExpression")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PathError, match=r'there is no file "a\.json" in the work directory'):
        parse(tmp_path, a="a")


def test_what_later_steps_can_read() -> None:
    outputs = [{"name": "tag", "fromExpression": "a"}]
    assert registration.outputs_of({"outputs": outputs}) == {"tag": Any}
    assert registration.outputs_of({"outputs": "${{ vars.outputs }}"}) is None
