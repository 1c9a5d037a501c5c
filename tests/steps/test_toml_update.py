"""toml-update: the file changes where it was meant to, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.steps.running import read, run, write
from tranship.authoring import StepError
from tranship.steps.toml_update import registration

TEXT = 'replicas = 3 # three\r\n\r\n[image]\r\ntag = "v1"'


def update(work: Path, *updates: dict[str, Any]) -> Any:
    return (run(registration, work, path="a.toml", updates=list(updates)).output or {})["commitMessage"]


def content(work: Path) -> str:
    return (work / "a.toml").read_bytes().decode()


@pytest.fixture(autouse=True)
def _file(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(TEXT.encode())


def test_values_are_set_and_listed_as_they_are_written(tmp_path: Path) -> None:
    values: list[dict[str, Any]] = [{"key": "image.tag", "value": "it's"}, {"key": "replicas", "value": 5.0}]
    assert update(tmp_path, *values) == 'Updated a.toml\n\n- image.tag: "it\'s"\n- replicas: 5'
    assert content(tmp_path) == TEXT.replace('"v1"', '"it\'s"').replace("= 3", "= 5")


def test_a_missing_key_is_made_if_that_is_wanted(tmp_path: Path) -> None:
    update(tmp_path, {"key": "image.digest", "value": "sha256:ab", "createMissing": True})
    assert content(tmp_path) == TEXT + "\r\ndigest = 'sha256:ab'"


@pytest.mark.parametrize(
    ("updates", "message", "field"),
    [
        (
            [{"key": "replicas", "value": 1}, {"key": "image.tga", "value": 1}],
            'there is no key "tga" in "image" of a.toml; did you mean "tag"?',
            ("updates", 1),
        ),
        ([{"key": "image", "value": 1}], '"image" is a table in a.toml; only single values can be set', ("updates", 0)),
    ],
)
def test_one_that_is_refused_and_nothing_is_written(
    tmp_path: Path, updates: list[dict[str, Any]], message: str, field: tuple[str | int, ...]
) -> None:
    with pytest.raises(StepError) as raised:
        update(tmp_path, *updates)
    assert (str(raised.value), raised.value.field) == (message, field)
    assert content(tmp_path) == TEXT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a = 1\na = 2", "a.toml is no TOML: Cannot overwrite a value"),
        (b"a = '\xff'", "a.toml:1: there are bytes that are no UTF-8, which TOML has to be"),
    ],
)
def test_what_is_no_toml_is_left_alone(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.toml").write_bytes(data)
    with pytest.raises(StepError) as raised:
        update(tmp_path, {"key": "a", "value": 1})
    assert str(raised.value).startswith(message)
    assert (tmp_path / "a.toml").read_bytes() == data


def test_a_file_that_does_not_change_is_not_written(tmp_path: Path) -> None:
    before = (tmp_path / "a.toml").stat().st_ino
    update(tmp_path, {"key": "replicas", "value": 3})
    assert (tmp_path / "a.toml").stat().st_ino == before


def test_other_files_are_not_touched(tmp_path: Path) -> None:
    write(tmp_path, {"b.toml": TEXT})
    update(tmp_path, {"key": "replicas", "value": 4})
    assert read(tmp_path).keys() == {"a.toml", "b.toml"}
