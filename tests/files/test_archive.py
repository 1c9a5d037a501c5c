"""Archives are unpacked as they should be, damaged ones are told from whole ones, and bombs don't go off."""

from __future__ import annotations

import gzip
import io
import os
import stat
import tarfile
from pathlib import Path, PurePosixPath

import pytest

from tests.files.archives import Entry, folder, hardlink, symlink, tar
from tranship.errors import CancelledError, PathError
from tranship.execution import Cancellation, Execution
from tranship.files.archive import Limits, unpack

LIMITS = Limits()


def unpacked(tmp_path: Path, data: bytes, *, strip: int = 0, limits: Limits = LIMITS) -> dict[str, str]:
    """What an archive unpacks to: files, symlinks and empty folders by their paths."""
    target = tmp_path / "target"
    target.mkdir()
    unpack(io.BytesIO(data), target, strip=strip, limits=limits)
    return contents(target)


def contents(root: Path) -> dict[str, str]:
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = f"-> {os.readlink(path)}"  # noqa: PTH115 - a Path would take a "./" away.
        elif path.is_file():
            found[name] = path.read_bytes().decode("latin-1")
        elif not any(path.iterdir()):
            found[f"{name}/"] = ""
    return found


@pytest.mark.parametrize("gzipped", [False, True])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_all_forms(tmp_path: Path, gzipped: bool, form: int) -> None:
    long = "d/" * 40 + "n" * 90
    data = tar(folder("d"), Entry("d/ä", b"x"), Entry(long, b"long"), folder("e"), gzipped=gzipped, form=form)
    assert unpacked(tmp_path, data) == {"d/ä": "x", long: "long", "e/": ""}


def test_modes_and_folders(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        unpacked(tmp_path, tar(Entry("bin/run", b"", mode=0o4777), Entry("plain", b"", mode=0o600)))
    finally:
        os.umask(before)
    modes = {name: stat.S_IMODE((tmp_path / "target" / name).stat().st_mode) for name in ("bin", "bin/run", "plain")}
    assert modes == {"bin": 0o750, "bin/run": 0o755, "plain": 0o600}


@pytest.mark.parametrize(
    ("strip", "expected"),
    [
        (0, {"app/a": "1", "app/sub/b": "2", "top": "3", "app/e/": ""}),
        (1, {"a": "1", "sub/b": "2", "e/": ""}),
        (2, {"b": "2"}),
        (9, {}),
    ],
)
def test_leading_components_are_stripped(tmp_path: Path, strip: int, expected: dict[str, str]) -> None:
    data = tar(folder("app"), Entry("app/a", b"1"), Entry("app/sub/b", b"2"), Entry("top", b"3"), folder("app/e/"))
    assert unpacked(tmp_path, data, strip=strip) == expected


def test_names_that_begin_with_a_dot_and_a_slash(tmp_path: Path) -> None:
    data = tar(folder("./"), Entry("./a", b"1"), Entry("./d/./b", b"2"))
    assert unpacked(tmp_path, data) == {"a": "1", "d/b": "2"}


def test_of_entries_with_one_name_the_last_wins(tmp_path: Path) -> None:
    data = tar(
        *(Entry("a", b"long text"), Entry("a", b"new", mode=0o755)),
        *(symlink("l", "a"), Entry("l", b"file")),
        *(Entry("m", b"file"), symlink("m", "a")),
        *(symlink("n", "a"), symlink("n", "l")),
    )
    assert unpacked(tmp_path, data) == {"a": "new", "l": "file", "m": "-> a", "n": "-> l"}


@pytest.mark.parametrize(
    "entries",
    [(Entry("a", b""), folder("a")), (folder("a"), Entry("a", b"")), (Entry("a", b""), Entry("a/b", b""))],
)
def test_a_name_can_not_be_a_file_and_a_folder(tmp_path: Path, entries: tuple[Entry, ...]) -> None:
    with pytest.raises(PathError, match='the archive has "a" both as a file and as a folder'):
        unpacked(tmp_path, tar(*entries))


def test_symlinks_keep_the_spelling_of_their_targets(tmp_path: Path) -> None:
    data = tar(Entry("k", b"k"), symlink("a", "./k"), symlink("d/b", "../k"), symlink("c", "gone"), symlink("e", "d"))
    expected = {"k": "k", "a": "-> ./k", "d/b": "-> ../k", "c": "-> gone", "e": "-> d"}
    assert unpacked(tmp_path, data) == expected


def test_symlinks_that_are_spelled_with_dots_must_name_something(tmp_path: Path) -> None:
    data = tar(symlink("a", "./b"), symlink("b", "./gone"), symlink("c/d", "../gone"), symlink("e", "./f"), folder("f"))
    log: list[str] = []
    unpack(io.BytesIO(data), tmp_path, execution=Execution(log=log.append))
    assert contents(tmp_path) == {"c/": "", "e": "-> ./f", "f/": ""}
    assert log[0] == 'left out "a" of the archive: it is a symlink to nothing that is in the archive'


def test_entries_below_a_symlink_go_where_it_points(tmp_path: Path) -> None:
    data = tar(folder("real"), symlink("d/link", "../real"), Entry("d/link/a", b"1"), folder("d/link/e"))
    assert unpacked(tmp_path, data) == {"d/link": "-> ../real", "real/a": "1", "real/e/": ""}


def test_hard_links_are_names_of_files_that_came_before(tmp_path: Path) -> None:
    data = tar(Entry("app/a", b"1"), hardlink("app/b", "app/a"), hardlink("app/a", "app/a"), hardlink("app/c", "gone"))
    assert unpacked(tmp_path, data, strip=1) == {"a": "1", "b": "1"}


def test_what_is_left_out_is_in_the_log(tmp_path: Path) -> None:
    data = tar(
        *(Entry("../a", b""), Entry("/b", b""), Entry("c\\d", b""), Entry("..e", b""), Entry("keep", b"")),
        *(symlink("f", "/etc/passwd"), symlink("g", ".."), hardlink("h", "gone")),
        *(Entry("pipe", kind=tarfile.FIFOTYPE), Entry("device", kind=tarfile.CHRTYPE)),
    )
    log: list[str] = []
    unpack(io.BytesIO(data), tmp_path, execution=Execution(log=log.append))
    assert contents(tmp_path) == {"keep": ""}
    assert [line.partition(" of the archive: ")[0] for line in log] == [
        f'left out "{name}"' for name in ["../a", "/b", "c\\d", "..e", "f", "g", "h", "pipe", "device"]
    ]
    assert log[5] == 'left out "g" of the archive: it is a symlink that leads out of the archive'


def test_what_is_to_be_skipped_is_asked_by_its_name_after_stripping(tmp_path: Path) -> None:
    asked: list[tuple[str, bool]] = []

    def skip(path: PurePosixPath, is_folder: bool) -> bool:
        asked.append((str(path), is_folder))
        return path.name == "b"

    unpack(io.BytesIO(tar(folder("x/d"), Entry("x/a", b""), Entry("x/b", b""))), tmp_path, strip=1, skip=skip)
    assert asked == [("d", True), ("a", False), ("b", False)]
    assert contents(tmp_path) == {"a": "", "d/": ""}


WHOLE = tar(Entry("a", b"x" * 600), Entry("b", b"y"))


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"x", b"no archive " * 100, gzip.compress(b"no archive " * 100)),
        *(WHOLE[:700], gzip.compress(WHOLE)[:40], WHOLE[:1536] + b"garbage" * 100, WHOLE[:1600]),
        *(bytes(512) + WHOLE, WHOLE[:1536] + bytes(512) + WHOLE[1536:]),
    ],
    ids=[
        *("empty", "byte", "text", "gzipped text", "cut", "gzip cut", "bad header", "cut header"),
        *("zeros first", "zeros between"),
    ],
)
def test_damaged_archives(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(PathError, match=r"^(it is no tar archive, or a damaged one|the archive is (damaged|cut off))"):
        unpacked(tmp_path, data)


@pytest.mark.parametrize(
    "data",
    [
        WHOLE[:2560],
        WHOLE[:2049],
        WHOLE + b"garbage",
        gzip.compress(WHOLE) + b"garbage",
        gzip.compress(WHOLE[:900]) + gzip.compress(WHOLE[900:]),
    ],
    ids=["no end", "no end of the block", "more after the end", "more after the gzip", "two gzips"],
)
def test_archives_that_are_whole_all_the_same(tmp_path: Path, data: bytes) -> None:
    assert unpacked(tmp_path, data) == {"a": "x" * 600, "b": "y"}


@pytest.mark.parametrize("data", [tar(), gzip.compress(b""), bytes(512)], ids=["tar", "gzipped nothing", "zeros"])
def test_an_empty_archive(tmp_path: Path, data: bytes) -> None:
    assert unpacked(tmp_path, data) == {}


@pytest.mark.parametrize("below", [Entry("link/x", b"x"), folder("link")])
def test_there_is_nothing_below_a_symlink_to_nothing(tmp_path: Path, below: Entry) -> None:
    with pytest.raises(PathError, match='the archive has "link" both as a folder and as a symlink to nothing'):
        unpacked(tmp_path, tar(symlink("link", "gone"), below))


SMALL = Limits(file=1000, files=1500, entries=4, stream=20_000)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ((Entry("a", b"x" * 1001),), '"a" in the archive has more than 1000 bytes, the most it may'),
        ((Entry("a", b"x" * 999), Entry("b", b"x" * 502)), "the archive holds more than 1.465 KiB, the most it may"),
        ((Entry("a"),) * 5, "the archive has more than 4 entries, and is taken for an attack"),
        ((Entry("a\\b", b"x" * 30_000),), "the archive unpacks to more than 19.53 KiB, and is taken for an attack"),
    ],
    ids=["file", "files", "entries", "stream"],
)
def test_limits(tmp_path: Path, entries: tuple[Entry, ...], message: str) -> None:
    with pytest.raises(PathError) as raised:
        unpacked(tmp_path, tar(*entries, gzipped=True), limits=SMALL)
    assert str(raised.value) == message


def test_a_size_that_only_the_header_has(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        header = tarfile.TarInfo("a")
        header.size = 60 << 20
        archive.addfile(header)
    with pytest.raises(PathError, match='"a" in the archive has more than 50 MiB'):
        unpacked(tmp_path, out.getvalue())


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_headers_of_unreasonable_length_are_not_read(tmp_path: Path, kind: bytes) -> None:
    header = tarfile.TarInfo("a")
    header.type, header.size = kind, 1 << 33
    with pytest.raises(PathError, match="the archive has a header that is unreasonably long"):
        unpacked(tmp_path, header.tobuf(tarfile.GNU_FORMAT) + b"\0" * 1024)


def test_headers_on_headers_on_headers(tmp_path: Path) -> None:
    header = tarfile.TarInfo("a")
    header.type, header.size = tarfile.XHDTYPE, 512
    record = b"20 comment=aaaaaaaa\n"
    data = (header.tobuf(tarfile.GNU_FORMAT) + record.ljust(512, b"\0")) * 3000
    with pytest.raises(PathError, match="the archive is damaged"):
        unpacked(tmp_path, data)


def test_it_can_be_stopped(tmp_path: Path) -> None:
    cancellation = Cancellation()
    cancellation.cancel("no more")
    with pytest.raises(CancelledError, match="no more"):
        unpack(io.BytesIO(WHOLE), tmp_path, execution=Execution(cancellation))
