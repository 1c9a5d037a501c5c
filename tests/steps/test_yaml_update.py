"""yaml-update sets all its values, or touches nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tranship.authoring import StepContext, StepError, StepFailed
from tranship.errors import PathError
from tranship.execution import Execution
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.yaml_update import registration

VALUES = "image:\n  tag: v1 # set by hand\n---\nimage: {tag: v1}\n"


def update(root: Path, *updates: dict[str, Any], path: str = "values.yaml", log: list[str] | None = None) -> Any:
    context = StepContext(str(root), "update", config=Config({"path": path, "updates": list(updates)}))
    execution = Execution(log=(log if log is not None else []).append)
    return registration.factory(StepRunnerCapabilities()).run(context, execution).output


@pytest.fixture
def values(tmp_path: Path) -> Path:
    file = tmp_path / "values.yaml"
    file.write_text(VALUES)
    return file


def test_values_are_set_and_listed(tmp_path: Path, values: Path) -> None:
    output = update(tmp_path, {"key": "image.tag", "value": "no"}, {"key": "image.tag", "value": "1.10"})
    assert output == {"commitMessage": 'Updated values.yaml\n\n- image.tag: no\n- image.tag: "1.10"'}
    assert values.read_text() == VALUES.replace("v1 #", '"1.10" #')


def test_a_document_and_what_is_missing(tmp_path: Path, values: Path) -> None:
    update(
        tmp_path,
        {"key": "image.tag", "value": "v2", "document": 1},
        {"key": "image.digest", "value": "sha256:00", "document": 1, "createMissing": True},
        {"key": "freight.name", "value": None, "createMissing": True},
    )
    assert values.read_text() == (
        "image:\n  tag: v1 # set by hand\nfreight:\n  name: null\n---\nimage: {tag: v2, digest: sha256:00}\n"
    )


def test_one_value_that_can_not_be_set_leaves_the_file_alone(tmp_path: Path, values: Path) -> None:
    with pytest.raises(StepError) as error:
        update(tmp_path, {"key": "image.tag", "value": "v2"}, {"key": "image.tga", "value": "v2"})
    assert str(error.value).startswith('values.yaml: there is no key "tga" in "image"; did you mean "tag"?')
    assert error.value.field == ("updates", 1)
    assert values.read_text() == VALUES


@pytest.mark.parametrize("value", [{"a": 1}, ["a"]])
def test_maps_and_lists_are_an_error_of_the_step_not_of_its_configuration(
    tmp_path: Path, values: Path, value: Any
) -> None:
    with pytest.raises(StepError, match="only text, numbers, booleans and null can be set") as error:
        update(tmp_path, {"key": "image.tag", "value": value})
    assert not isinstance(error.value, StepFailed)


def test_a_file_that_says_it_already_is_not_written(tmp_path: Path, values: Path) -> None:
    before = values.stat()
    update(tmp_path, {"key": "image.tag", "value": "v1"})
    assert values.stat() == before


def test_mode_and_links_stay(tmp_path: Path, values: Path) -> None:
    values.chmod(0o751)
    (tmp_path / "link.yaml").symlink_to("/values.yaml")
    update(tmp_path, {"key": "image.tag", "value": "v2"}, path="../link.yaml")
    assert values.stat().st_mode & 0o777 == 0o751
    assert "v2" in values.read_text()
    assert (tmp_path / "link.yaml").is_symlink()


def test_aliases_that_change_too_are_logged(tmp_path: Path, values: Path) -> None:
    values.write_text("a: &x 1\nb: *x\n")
    log: list[str] = []
    update(tmp_path, {"key": "a", "value": 2}, log=log)
    assert log == ['values.yaml: "a" has the anchor &x: its aliases in line 2 change with it']


@pytest.mark.parametrize(
    ("path", "message"),
    [("gone.yaml", 'there is no file "gone.yaml"'), (".", '"." is a folder; name a file')],
)
def test_there_must_be_a_file(tmp_path: Path, path: str, message: str) -> None:
    with pytest.raises(PathError, match=message):
        update(tmp_path, {"key": "a", "value": 1}, path=path)


@pytest.mark.parametrize(
    ("updates", "message"),
    [
        ([], "updates: must not be empty"),
        ([{"value": 1}], r"updates\[0\]\.key: is required, but missing$"),
        ([{"key": "", "value": 1}], r"updates\[0\]\.key: must not be empty"),
        ([{"key": "a"}], r"updates\[0\]\.value: is required, but missing$"),
        ([{"key": "a", "value": 1, "document": -1}], r"updates\[0\]\.document: "),
        ([{"key": "a", "value": 1, "comment": "x"}], r"updates\[0\]\.comment: unknown field"),
    ],
)
def test_a_wrong_configuration_fails(tmp_path: Path, updates: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(StepFailed, match=message):
        update(tmp_path, *updates)
