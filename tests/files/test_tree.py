"""Trees are removed and copied whatever is in them, and nothing outside of them is touched."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from tranship.errors import CancelledError, PathError
from tranship.execution import Cancellation, Execution
from tranship.files.tree import copy_file, copy_tree, remove_tree, walk


def build(root: Path, *names: str) -> None:
    """Files that hold their names; with a slash at the end, empty folders."""
    for name in names:
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)


def state(root: Path) -> dict[str, str]:
    """Files and symlinks by their paths, empty folders with a slash."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in [*files, *(name for name in folders if (Path(folder) / name).is_symlink())]:
            path = Path(folder) / name
            found[str(path.relative_to(root))] = f"-> {path.readlink()}" if path.is_symlink() else path.read_text()
        if not folders and not files:
            found[f"{Path(folder).relative_to(root)}/"] = ""
    return found


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A folder of a user whom permission bits stop, who runs the test."""
    user, nobody = os.geteuid(), 65534
    os.seteuid(nobody if user == 0 else user)
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    finally:
        os.seteuid(user)


def test_what_symlinks_point_to_stays(tmp_path: Path) -> None:
    build(tmp_path, "keep/file", "tree/a/b", "tree/empty/")
    (tmp_path / "tree/file").symlink_to("../keep/file")
    (tmp_path / "tree/a/folder").symlink_to(tmp_path / "keep")
    (tmp_path / "tree/broken").symlink_to("gone")
    remove_tree(tmp_path / "tree")
    assert state(tmp_path) == {"keep/file": "keep/file"}


def test_a_symlink_to_a_folder_is_removed_itself(tmp_path: Path) -> None:
    build(tmp_path, "keep/file")
    (tmp_path / "link").symlink_to("keep")
    remove_tree(tmp_path / "link")
    assert state(tmp_path) == {"keep/file": "keep/file"}


def test_files_and_what_is_not_there(tmp_path: Path) -> None:
    build(tmp_path, "file")
    for name in ("file", "file", "missing/file"):
        remove_tree(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_folders_that_refuse_everything(own_folder: Path) -> None:
    build(own_folder, "top/a/b/c", "top/a/d", "top/e/")
    for name, bits in (("top/a/b", 0), ("top/a", 0o500), ("top/e", 0o300)):
        (own_folder / name).chmod(bits)
    with pytest.raises(PermissionError):
        shutil.rmtree(own_folder / "top")
    remove_tree(own_folder / "top")
    assert list(own_folder.iterdir()) == []


def test_depth_does_not_matter(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("deeper", dir_fd=here)
        below = os.open("deeper", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    remove_tree(tmp_path / "deeper")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_swapped_for_a_symlink_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, "keep/file", "tree/a/b")
    plain_open = os.open

    def swapping(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path == "a":
            (tmp_path / "tree/a").rename(tmp_path / "moved")
            (tmp_path / "tree/a").symlink_to(tmp_path / "keep")
        return plain_open(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", swapping)
    with pytest.raises(OSError, match=r"Not a directory|symbolic links"):
        remove_tree(tmp_path / "tree")
    assert (tmp_path / "keep/file").exists()


def test_a_folder_that_is_moved_away_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, "keep/file", "tree/a/b")
    plain_open = os.open

    def moving(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path == "..":
            (tmp_path / "tree/a").rename(tmp_path / "keep/a")
        return plain_open(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", moving)
    with pytest.raises(OSError, match="the folder a was moved while it was being removed"):
        remove_tree(tmp_path / "tree")
    assert (tmp_path / "keep/file").exists()


def test_a_walk_goes_by_the_bytes_of_names_and_into_folders_first(tmp_path: Path) -> None:
    build(tmp_path, "b", "a/z", "a/B", "a-", "é", "Z", "skipped/x", "a/skipped")
    (tmp_path / "link").symlink_to("a")
    found = [str(path) for path, _ in walk(tmp_path, lambda path, is_folder: path.name == "skipped" and is_folder)]
    assert found == ["Z", "a", "a/B", "a/skipped", "a/z", "a-", "b", "link", "é"]


def test_copies_merge_and_keep_what_is_only_there(tmp_path: Path) -> None:
    build(tmp_path, "from/a", "from/sub/b", "from/empty/", "to/a", "to/sub/other")
    (tmp_path / "from/a").chmod(0o755)
    copy_tree(tmp_path / "from", tmp_path / "to", tmp_path)
    assert state(tmp_path / "to") == {"a": "from/a", "sub/b": "from/sub/b", "sub/other": "to/sub/other", "empty/": ""}
    assert stat.S_IMODE((tmp_path / "to/a").stat().st_mode) == 0o755


def test_symlinks_are_left_out_or_kept_as_they_are(tmp_path: Path) -> None:
    build(tmp_path, "from/a")
    for name, target in (("link", "./a"), ("out", "/etc"), ("broken", "gone")):
        os.symlink(target, tmp_path / "from" / name)  # noqa: PTH211 - a Path would take the "./" away.
    os.mkfifo(tmp_path / "from/pipe")
    copy_tree(tmp_path / "from", tmp_path / "without", tmp_path)
    copy_tree(tmp_path / "from", tmp_path / "with", tmp_path, keep_links=True)
    copy_tree(tmp_path / "from", tmp_path / "with", tmp_path, keep_links=True)
    assert state(tmp_path / "without") == {"a": "from/a"}
    assert os.readlink(tmp_path / "with/link") == "./a"  # noqa: PTH115
    assert state(tmp_path / "with") == {"a": "from/a", "link": "-> a", "out": "-> /etc", "broken": "-> gone"}


def test_symlinks_in_the_target_are_written_through_but_not_out_of_the_root(tmp_path: Path) -> None:
    root = tmp_path / "work"
    build(tmp_path, "secret", "work/from/conf", "work/from/sub/x", "work/shared/conf", "work/to/")
    (root / "to/conf").symlink_to("../shared/conf")
    (root / "to/sub").symlink_to("../../../..")
    copy_tree(root / "from", root / "to", root)
    assert (root / "shared/conf").read_text() == "work/from/conf"
    assert (root / "x").read_text() == "work/from/sub/x"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret", "work"]


def test_a_symlink_to_nothing_does_not_become_a_folder(tmp_path: Path) -> None:
    build(tmp_path, "from/sub/x", "to/")
    (tmp_path / "to/sub").symlink_to("gone")
    with pytest.raises(PathError, match='"to/sub" is a symlink to nothing; a folder can\'t take its place'):
        copy_tree(tmp_path / "from", tmp_path / "to", tmp_path)
    assert state(tmp_path / "to") == {"sub": "-> gone"}


def test_a_folder_can_not_be_copied_into_itself(tmp_path: Path) -> None:
    build(tmp_path, "a", "d/b")
    with pytest.raises(PathError, match='"d/copy" lies in the folder that is to be copied; ignore "/d/copy"'):
        copy_tree(tmp_path, tmp_path / "d/copy", tmp_path)
    copy_tree(tmp_path, tmp_path, tmp_path)
    assert state(tmp_path) == {"a": "a", "d/b": "d/b"}
    copy_tree(tmp_path, tmp_path / "d/copy", tmp_path, skip=lambda path, _: path == PurePosixPath("d/copy"))
    assert state(tmp_path / "d/copy") == {"a": "a", "d/b": "d/b"}


@pytest.mark.parametrize(
    ("there", "message"),
    [
        ("to/m/x", '"to/m" is a folder; a file can\'t take its place'),
        ("to/n", '"to/n" can\'t be made: "to/n" is a file, not a folder'),
    ],
)
def test_what_is_in_the_way_stops_the_copy(tmp_path: Path, there: str, message: str) -> None:
    build(tmp_path, "from/a", "from/m", "from/n/x", "from/z", there)
    with pytest.raises(PathError) as raised:
        copy_tree(tmp_path / "from", tmp_path / "to", tmp_path)
    assert str(raised.value) == message
    assert (tmp_path / "to/a").exists()
    assert not (tmp_path / "to/z").exists()


def test_a_copy_can_be_stopped(tmp_path: Path) -> None:
    build(tmp_path, "from/a")
    cancellation = Cancellation()
    cancellation.cancel("no more")
    with pytest.raises(CancelledError, match="no more"):
        copy_tree(tmp_path / "from", tmp_path / "to", tmp_path, execution=Execution(cancellation))
    assert state(tmp_path / "to") == {"./": ""}


def test_a_file_copied_onto_itself_stays(tmp_path: Path) -> None:
    build(tmp_path, "a")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    copy_file(tmp_path / "a", tmp_path / "a")
    copy_file(tmp_path / "a", tmp_path / "b")
    assert state(tmp_path) == {"a": "a", "b": "a"}


def test_a_file_is_not_copied_through_a_symlink(tmp_path: Path) -> None:
    build(tmp_path, "a")
    (tmp_path / "link").symlink_to("a")
    with pytest.raises(OSError, match="symbolic links"):
        copy_file(tmp_path / "link", tmp_path / "b")
    copy_file(tmp_path / "a", tmp_path / "link")
    assert not (tmp_path / "link").is_symlink()
