"""Files and folders are replaced as a whole, and nothing else is touched."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from tranship.errors import PathError
from tranship.files import atomic


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=["nameless", "named"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With files that have no name at first, and on file systems that have none."""
    if request.param == "named":
        plain_open = os.open

        def refusing(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            if flags & os.O_TMPFILE == os.O_TMPFILE:
                raise OSError(errno.EOPNOTSUPP, "Operation not supported")
            return plain_open(path, flags, mode, dir_fd=dir_fd)

        monkeypatch.setattr(os, "open", refusing)


@pytest.mark.usefixtures("system")
def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "script"
    file.write_bytes(b"a long text before")
    file.chmod(0o750)
    atomic.replace_file(file, b"new")
    assert (file.read_bytes(), mode(file), names(tmp_path)) == (b"new", 0o750, ["script"])


@pytest.mark.usefixtures("system")
def test_a_mode_can_be_given(tmp_path: Path) -> None:
    file = tmp_path / "a"
    atomic.replace_file(file, b"1", mode=0o600)
    assert mode(file) == 0o600
    atomic.replace_file(file, b"2", mode=0o640)
    assert (file.read_bytes(), mode(file)) == (b"2", 0o640)


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomic.replace_file(tmp_path / "a", b"")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == 0o640


def test_readers_that_have_the_old_file_open_go_on_reading_it(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")
    with file.open("rb") as reader:
        atomic.replace_file(file, b"new")
        assert reader.read() == b"old"


def test_another_name_of_the_file_keeps_the_old_bytes(tmp_path: Path) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_bytes(b"old")
    other.hardlink_to(file)
    atomic.replace_file(file, b"new")
    assert other.read_bytes() == b"old"


@pytest.mark.parametrize("given", [None, 0o600])
@pytest.mark.parametrize(("name", "kind"), [("link", "a symlink"), ("broken", "a symlink"), ("folder", "a folder")])
def test_only_files_are_replaced(tmp_path: Path, name: str, kind: str, given: int | None) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "broken").symlink_to("gone")
    before = names(tmp_path)
    with pytest.raises(PathError, match=f'"{name}" is {kind}; a file can\'t take its place'):
        atomic.replace_file(tmp_path / name, b"new", mode=given)
    assert (tmp_path / "real").read_bytes() == b"old"
    assert names(tmp_path) == before


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_work_that_is_cut_off_leaves_the_old_file_alone(tmp_path: Path, error: type[BaseException]) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")

    def fail() -> None:
        with atomic.writing(file) as out:
            out.write(b"half of the")
            raise error

    with pytest.raises(error):
        fail()
    assert (file.read_bytes(), names(tmp_path)) == (b"old", ["a"])


def test_a_file_is_read_up_to_a_limit(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 2048)
    assert atomic.read_file(file, limit=2048) == b"x" * 2048
    with pytest.raises(PathError, match=r'"a" is longer than 1\.999 KiB'):
        atomic.read_file(file, limit=2047)


def test_only_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PathError, match='"link" is a symlink, which is not followed here'):
        atomic.read_file(tmp_path / "link")
    for name in ("pipe", "."):
        with pytest.raises(PathError, match="is no file"):
            atomic.read_file(tmp_path / name)


def tree(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in sorted(root.rglob("*")) if path.is_file()}


def test_a_folder_is_replaced_with_all_that_was_in_it(tmp_path: Path) -> None:
    (tmp_path / "out/deep").mkdir(parents=True)
    (tmp_path / "out/deep/old").write_text("old")
    with atomic.replacing_folder(tmp_path, tmp_path / "out") as new:
        (new / "a").write_text("new")
        assert tree(tmp_path / "out") == {"deep/old": "old"}
    assert tree(tmp_path) == {"out/a": "new"}


def test_parents_of_a_replaced_folder_are_made(tmp_path: Path) -> None:
    with atomic.replacing_folder(tmp_path, tmp_path / "x/y/out") as new:
        (new / "a").write_text("new")
    assert tree(tmp_path) == {"x/y/out/a": "new"}


def test_after_an_error_a_folder_is_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/old").write_text("old")

    def fail() -> None:
        with atomic.replacing_folder(tmp_path, tmp_path / "out") as new:
            (new / "a").write_text("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert tree(tmp_path) == {"out/old": "old"}


@pytest.mark.parametrize("moment", [1, 2])
def test_a_crash_in_between_is_put_right_by_the_next_attempt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/old").write_text("old")
    plain_rename, calls = Path.rename, []

    def crashing(path: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) >= moment:
            raise KeyboardInterrupt
        return plain_rename(path, target)

    def replace() -> None:
        with atomic.replacing_folder(tmp_path, tmp_path / "out") as new:
            assert tree(tmp_path / "out") == {"old": "old"}
            (new / "a").write_text("new")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", crashing)
        with pytest.raises(KeyboardInterrupt):
            replace()
    replace()
    assert tree(tmp_path) == {"out/a": "new"}
    assert names(tmp_path) == ["out"]


def test_what_can_not_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for name, message in ((".", "the work directory itself"), ("file", '"file" is a file; a folder can\'t take')):
        with pytest.raises(PathError, match=message), atomic.replacing_folder(tmp_path, tmp_path / name):
            raise AssertionError
    assert tree(tmp_path) == {"file": "x"}


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (1536, "1.5 KiB"), (50 << 20, "50 MiB"), (1 << 30, "1 GiB")],
)
def test_sizes_as_people_say_them(size: int, text: str) -> None:
    assert atomic.size_text(size) == text
