"""Packed archives hold what was meant, depend on nothing else, and unpack to the same."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from tests.files.test_archive import contents
from tranship.errors import CancelledError, PathError
from tranship.execution import Cancellation, Execution
from tranship.files.archive import unpack
from tranship.files.packing import pack


def build(root: Path) -> Path:
    for name, mode in {"b": 0o664, "a/run": 0o700, "a/ä": 0o600, "Z/" + "n" * 120: 0o444}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        path.chmod(mode)
    (root / "empty").mkdir()
    os.symlink("./b", root / "link")  # noqa: PTH211 - a Path would take the "./" away.
    os.mkfifo(root / "pipe")
    return root


def packed(source: Path, *, gzipped: bool = False, prefix: str = "") -> bytes:
    out = io.BytesIO()
    pack(source, out, gzipped=gzipped, prefix=prefix)
    return out.getvalue()


def entries(data: bytes) -> list[tuple[str, str, int]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return [(entry.name, entry.type.decode(), entry.mode) for entry in archive]


def test_entries_are_in_order_and_modes_are_fixed(tmp_path: Path) -> None:
    assert entries(packed(build(tmp_path))) == [
        ("Z", tarfile.DIRTYPE.decode(), 0o755),
        ("Z/" + "n" * 120, tarfile.REGTYPE.decode(), 0o644),
        ("a", tarfile.DIRTYPE.decode(), 0o755),
        ("a/run", tarfile.REGTYPE.decode(), 0o755),
        ("a/ä", tarfile.REGTYPE.decode(), 0o644),
        ("b", tarfile.REGTYPE.decode(), 0o644),
        ("empty", tarfile.DIRTYPE.decode(), 0o755),
        ("link", tarfile.SYMTYPE.decode(), 0o777),
    ]


@pytest.mark.parametrize("gzipped", [False, True])
def test_the_same_files_give_the_same_bytes(tmp_path: Path, gzipped: bool) -> None:
    first = packed(build(tmp_path / "x"), gzipped=gzipped)
    second_folder = build(tmp_path / "y")
    for path in second_folder.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    assert packed(second_folder, gzipped=gzipped) == first
    assert first.startswith(b"\x1f\x8b") == gzipped


@pytest.mark.parametrize("gzipped", [False, True])
def test_it_unpacks_to_the_same(tmp_path: Path, gzipped: bool) -> None:
    source, target = build(tmp_path / "x"), tmp_path / "y"
    target.mkdir()
    unpack(io.BytesIO(packed(source, gzipped=gzipped, prefix="web/1.0")), target, strip=2)
    (source / "pipe").unlink()
    assert contents(target) == contents(source)


def test_a_prefix_has_folders_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    assert [name for name, _, _ in entries(packed(tmp_path, prefix="web/1.0"))] == ["web", "web/1.0", "web/1.0/a"]


def test_a_single_file(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("x")
    (tmp_path / "run").chmod(0o750)
    assert entries(packed(tmp_path / "run", prefix="bin"))[1:] == [("bin/run", tarfile.REGTYPE.decode(), 0o755)]


@pytest.mark.parametrize("target", ["..", "/etc/passwd", "../x/file", "sub/../../y"])
def test_symlinks_out_are_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "x/sub").mkdir(parents=True)
    (tmp_path / "x/link").symlink_to(target)
    with pytest.raises(PathError, match='the symlink "link" leads out of the folder that is packed; ignore it'):
        packed(tmp_path / "x")


def test_it_can_be_stopped(tmp_path: Path) -> None:
    cancellation = Cancellation()
    cancellation.cancel("no more")
    with pytest.raises(CancelledError, match="no more"):
        pack(build(tmp_path), io.BytesIO(), gzipped=False, execution=Execution(cancellation))
