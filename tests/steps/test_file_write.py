"""file-write: exactly the bytes that were asked for, and only where it is harmless."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from tests.steps.running import read, run, write
from tranship.authoring import StepFailed
from tranship.errors import PathError
from tranship.steps.file_write import registration


@pytest.mark.parametrize("contents", ["", "no newline", "one\r\ntwo\r\n", "\ufeff\u2028\x7f\u0085 🚀\n"])
def test_contents_are_written_to_the_byte(tmp_path: Path, contents: str) -> None:
    run(registration, tmp_path, path="./out/a.txt", contents=contents)
    assert (tmp_path / "out/a.txt").read_bytes() == contents.encode()


@pytest.mark.parametrize("permissions", ["0600", "0644", "0440"])
def test_permissions(tmp_path: Path, permissions: str) -> None:
    given = {} if permissions == "0600" else {"permissions": permissions}
    write(tmp_path, {"a": "old"})
    (tmp_path / "a").chmod(0o755)
    run(registration, tmp_path, path="a", contents="new", overwrite=True, **given)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == int(permissions, 8)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"path": "/a"}, '"/a" is absolute; write the path as seen from the work directory'),
        ({"path": "d/../../a"}, '"d/../../a" leads out of the work directory'),
        ({"path": "link/a"}, '"link/a" goes through a symlink; name the place that the link points to'),
        ({"path": "src/.git/config"}, '"src/.git/config" lies in a .git folder, which only Git may write to'),
        ({"path": "src/.GIT/config"}, "lies in a .git folder"),
        ({"path": "there"}, '"there" is there already; with overwrite: true it would be replaced'),
        ({"path": "."}, '"." is there already'),
        ({"path": "a", "permissions": "0755"}, "permissions: must not make the file executable"),
        ({"path": "a", "permissions": "0666"}, "permissions: must not make the file writable for everybody"),
        ({"path": "a", "contents": "\udcff"}, "contents holds bytes that are no text"),
    ],
)
def test_what_is_refused_for_good(tmp_path: Path, config: dict[str, Any], message: str) -> None:
    write(tmp_path, {"there": "x"})
    (tmp_path / "link").symlink_to("real")
    before = read(tmp_path)
    with pytest.raises(StepFailed) as raised:
        run(registration, tmp_path, **{"contents": "new", **config})
    assert message in str(raised.value)
    assert read(tmp_path) == before


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("d", '"d" is a folder; a file can\'t take its place'),
        (".", '"." is the work directory itself; name a file in it'),
        ("f/a", '"f/a" can\'t be made: "f" is a file, not a folder'),
    ],
)
def test_what_may_be_better_next_time(tmp_path: Path, path: str, message: str) -> None:
    write(tmp_path, {"d/x": "x", "f": "x"})
    with pytest.raises(PathError) as raised:
        run(registration, tmp_path, path=path, contents="", overwrite=True)
    assert str(raised.value) == message
