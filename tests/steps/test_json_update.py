"""json-update: the file changes where it was meant to, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.steps.running import read, run, write
from tranship.authoring import StepError
from tranship.steps.json_update import registration

TEXT = '{\n  "image": {\n    "tag": "v1" // the tag\n  },\n  "replicas": 3\n}\n'


def update(work: Path, *updates: dict[str, Any]) -> Any:
    return (run(registration, work, path="./a.json", updates=list(updates)).output or {})["commitMessage"]


def test_values_are_set_and_listed(tmp_path: Path) -> None:
    write(tmp_path, {"a.json": TEXT})
    (tmp_path / "a.json").chmod(0o640)
    values: list[dict[str, Any]] = [
        {"key": "image.tag", "value": 'v"2'},
        {"key": "replicas", "value": 1e6},
        {"key": "replicas", "value": True},
    ]
    expected = 'Updated ./a.json\n\n- image.tag: "v\\"2"\n- replicas: 1000000\n- replicas: true'
    assert update(tmp_path, *values) == expected
    assert read(tmp_path) == {"a.json": TEXT.replace('"v1"', '"v\\"2"').replace("3", "true")}
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("create_missing", "expected"),
    [(None, TEXT[:-2] + ',"new":1}\n'), (True, TEXT.replace("3\n", '3,\n  "new": 1\n'))],
)
def test_a_missing_key_is_made(tmp_path: Path, create_missing: bool | None, expected: str) -> None:
    write(tmp_path, {"a.json": TEXT})
    given = {} if create_missing is None else {"createMissing": create_missing}
    update(tmp_path, {"key": "new", "value": 1, **given})
    assert read(tmp_path) == {"a.json": expected}


@pytest.mark.parametrize(
    ("updates", "message", "field"),
    [
        (
            [{"key": "replicas", "value": 1}, {"key": "image.tga", "value": 1, "createMissing": False}],
            './a.json:2:12: there is no key "tga" in "image"; did you mean "tag"?',
            ("updates", 1),
        ),
        ([{"key": "replicas", "value": None}], 'the value for "replicas" is null', ("updates", 0)),
        ([{"key": "image.#(", "value": 1}], 'the key "image.#(" has a query that is not closed', ("updates", 0)),
    ],
)
def test_one_that_is_refused_and_nothing_is_written(
    tmp_path: Path, updates: list[dict[str, Any]], message: str, field: tuple[str | int, ...]
) -> None:
    write(tmp_path, {"a.json": TEXT})
    with pytest.raises(StepError) as raised:
        update(tmp_path, *updates)
    assert str(raised.value).startswith(message)
    assert raised.value.field == field
    assert read(tmp_path) == {"a.json": TEXT}


def test_what_is_no_json_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a.json": "name: shop\n"})
    with pytest.raises(StepError) as raised:
        update(tmp_path, {"key": "name", "value": "x"})
    assert (str(raised.value), raised.value.field) == ("./a.json:1:1: a value is expected here", ("updates",))


def test_bytes_that_are_no_utf8_stay(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"a": "\xff", "b": 1}\r\n')
    update(tmp_path, {"key": "b", "value": 2})
    assert (tmp_path / "a.json").read_bytes() == b'{"a": "\xff", "b": 2}\r\n'


def test_a_file_that_does_not_change_is_not_written(tmp_path: Path) -> None:
    write(tmp_path, {"a.json": TEXT})
    before = (tmp_path / "a.json").stat().st_ino
    update(tmp_path, {"key": "replicas", "value": 3})
    assert (tmp_path / "a.json").stat().st_ino == before


def test_a_symlink_is_followed_within_the_work_directory(tmp_path: Path) -> None:
    write(tmp_path, {"real/b.json": TEXT})
    (tmp_path / "a.json").symlink_to("/real/b.json")
    update(tmp_path, {"key": "replicas", "value": 4})
    assert read(tmp_path) == {"real/b.json": TEXT.replace("3", "4"), "a.json": "-> /real/b.json"}
