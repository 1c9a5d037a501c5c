"""A work directory belongs to one Promotion and says whether it is fresh."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tranship.errors import PathError
from tranship.lifecycle.work_dir import WorkDirs


def test_it_is_fresh_once_and_private(tmp_path: Path) -> None:
    dirs = WorkDirs(tmp_path / "work")
    first = dirs.open("uid-1")
    (first.path / "file").write_text("kept")
    second = dirs.open("uid-1")
    assert (first.fresh, second.fresh, second.path) == (True, False, first.path)
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o700
    assert dirs.open("uid-2").path != first.path


def test_it_can_be_removed_and_is_then_fresh_again(tmp_path: Path) -> None:
    dirs = WorkDirs(tmp_path)
    (dirs.open("uid").path / "folder").mkdir()
    dirs.remove("uid")
    dirs.remove("uid")
    assert dirs.open("uid").fresh


def test_what_is_of_use_is_salvaged_before_it_is_removed(tmp_path: Path) -> None:
    def salvage(path: Path) -> None:
        (path / "large").rename(tmp_path / "kept")

    dirs = WorkDirs(tmp_path / "work", salvage)
    (dirs.open("uid").path / "large").mkdir()
    dirs.remove("uid")
    dirs.remove("uid")
    assert (tmp_path / "kept").is_dir()
    assert dirs.open("uid").fresh


def test_what_stays_is_sealed(tmp_path: Path) -> None:
    dirs = WorkDirs(tmp_path, seal=lambda path: (path / "key").unlink())
    (dirs.open("uid").path / "key").write_text("secret")
    dirs.keep("uid")
    dirs.keep("nobody")
    assert dirs.holds("uid")
    assert list(dirs.path("uid").iterdir()) == []


@pytest.mark.parametrize("uid", ["", ".", "..", "a/b", "../x", "a" * 200, "-x", "a\n"])
def test_a_uid_that_could_lead_elsewhere_is_refused(tmp_path: Path, uid: str) -> None:
    with pytest.raises(PathError, match=r"no usable metadata\.uid"):
        WorkDirs(tmp_path).open(uid)
