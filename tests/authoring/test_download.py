"""Downloads have a place before anything is sent, and leave what was there if they fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tranship.authoring.download import place_for, save
from tranship.errors import HTTPError, PathError, TerminalError
from tranship.execution import BACKGROUND, Execution


def test_a_new_place(tmp_path: Path) -> None:
    assert place_for(str(tmp_path), "a/b/out.txt", overwrite=False) == tmp_path / "a/b/out.txt"
    assert (tmp_path / "a/b").is_dir()
    assert place_for(str(tmp_path), "../../etc/passwd", overwrite=False) == tmp_path / "etc/passwd"


def test_a_file_that_is_there_is_replaced_only_if_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("old")
    with pytest.raises(TerminalError, match='"out" is there already; set allowOverwrite to replace it') as caught:
        place_for(str(tmp_path), "out", overwrite=False)
    assert caught.value.field == ("outPath",)
    assert place_for(str(tmp_path), "out", overwrite=True) == tmp_path / "out"


@pytest.mark.parametrize("path", ["folder", ".", "folder/", "link"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_is_never_replaced_nor_what_is_in_it(tmp_path: Path, path: str, overwrite: bool) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/kept").touch()
    (tmp_path / "link").symlink_to("folder")
    with pytest.raises(TerminalError, match="is a folder; a file can't take its place"):
        place_for(str(tmp_path), path, overwrite=overwrite)
    assert (tmp_path / "folder/kept").exists()


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PathError):
        place_for(str(tmp_path), "file/out", overwrite=True)


def test_a_download_is_saved_as_a_whole_for_its_owner_alone(tmp_path: Path) -> None:
    told: list[str] = []
    execution = Execution(progress=told.append)
    assert save([b"x" * (4 << 20), b"y" * (1 << 20), b""], tmp_path / "out", 5 << 20, execution) == 5 << 20
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600
    assert told == ["4 MiB of 5 MiB"]
    assert save([], tmp_path / "empty", None, BACKGROUND) == 0
    assert (tmp_path / "empty").read_bytes() == b""


def test_a_download_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("old")

    def chunks() -> Iterator[bytes]:
        yield b"new"
        raise HTTPError("cut off")

    with pytest.raises(HTTPError, match="cut off"):
        save(chunks(), tmp_path / "out", None, BACKGROUND)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"out": "old"}
