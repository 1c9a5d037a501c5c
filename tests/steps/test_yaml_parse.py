"""yaml-parse reads a file as kubectl does, and puts out all that was asked for, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tranship.authoring import StepContext, StepError, StepFailed
from tranship.errors import ExprError, InputError, PathError
from tranship.execution import BACKGROUND
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.yaml_parse import registration


def parse(root: Path, text: str | bytes, **outputs: str) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    (root / "values.yaml").write_bytes(data)
    return run(root, {"path": "values.yaml", "outputs": [_output(*item) for item in outputs.items()]})


def _output(name: str, expression: str) -> dict[str, str]:
    return {"name": name, "fromExpression": expression}


def run(root: Path, config: dict[str, Any]) -> Any:
    context = StepContext(str(root), "parse", config=Config(config))
    return registration.factory(StepRunnerCapabilities()).run(context, BACKGROUND).output


def test_values_are_put_out(tmp_path: Path) -> None:
    text = "image: {tag: 1.10}\nhosts:\n- a\n- b\nwhen: 2026-01-31\nflag: yes\nmode: 0777\n"
    assert parse(tmp_path, text, tag="image.tag", last="hosts[-1]", when="when", flag="flag", mode="mode") == {
        "tag": 1.1,
        "last": "b",
        "when": "2026-01-31",
        "flag": True,
        "mode": 511,
    }


def test_a_key_that_comes_twice_has_its_last_value(tmp_path: Path) -> None:
    assert parse(tmp_path, "a: 1\na: 2\nb: &b {c: 1}\nd: {<<: *b, c: 3}\n", a="a", c="d.c") == {"a": 2, "c": 3}


def test_only_the_first_document_counts(tmp_path: Path) -> None:
    assert parse(tmp_path, "a: 1\n---\n@ no YAML\n", a="a") == {"a": 1}
    assert parse(tmp_path, "# nothing\n", whole="$env") == {"whole": None}
    assert parse(tmp_path, "---\n---\na: 1\n", whole="$env") == {"whole": None}


def test_marks_and_line_ends_of_windows(tmp_path: Path) -> None:
    assert parse(tmp_path, "\ufeffa: 1\r\nb: x\r\n", b="b") == {"b": "x"}


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StepError, match=r'^"values\.yaml" is empty; there is nothing to take out of it$') as refused:
        parse(tmp_path, "", a="a")
    assert refused.value.field == ("path",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "values.yaml:1:5: a value is expected here"),
        ("a: s3cret: x", 'values.yaml:1:10: a ":" can\'t stand here'),
        ("? [1]\n: s3cret", "values.yaml:1:3: a list or a mapping can't be a key"),
        (b"a: \xff", "values.yaml:1:4: this is no text in UTF-8"),
    ],
)
def test_a_file_that_can_not_be_read_says_where(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(tmp_path, text, a="a")
    assert str(refused.value).startswith(message)
    assert "s3cret" not in str(refused.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "valuse.yaml").touch()
    with pytest.raises(PathError, match=r'there is no file "values\.yaml".*did you mean "valuse\.yaml"'):
        run(tmp_path, {"path": "values.yaml", "outputs": [_output("a", "a")]})


def test_one_bad_expression_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ExprError, match=r"^outputs\[1\]\.fromExpression: "):
        parse(tmp_path, "a: 1", a="a", b="a.b")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"outputs": [_output("a", "a")]}, "path: is required, but missing"),
        ({"path": "a"}, "outputs: is required, but missing"),
        ({"path": "a", "outputs": []}, "outputs: must not be empty"),
        ({"path": "a", "outputs": [{"name": "a"}]}, "outputs[0].fromExpression: is required, but missing"),
        ({"path": "a", "outputs": [_output("", "a")]}, "outputs[0].name: must not be empty"),
    ],
)
def test_an_invalid_configuration_fails(tmp_path: Path, config: dict[str, Any], message: str) -> None:
    with pytest.raises(StepFailed) as refused:
        run(tmp_path, config)
    assert message in str(refused.value)
