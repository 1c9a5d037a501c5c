"""Archives that try to get out of the folder they are unpacked into."""

from __future__ import annotations

import io
import stat
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.files.archives import Entry, folder, hardlink, symlink, tar
from tests.steps.running import run
from tranship.errors import PathError
from tranship.files import paths
from tranship.steps.untar import registration

EVIL = b"evil"


def _pax(name: str, **headers: str) -> bytes:
    """An archive with one file whose real name stands in an extended header."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo(name)
        entry.size, entry.pax_headers = len(EVIL), headers
        archive.addfile(entry, io.BytesIO(EVIL))
    return out.getvalue()


ARCHIVES: Mapping[str, Callable[[Path], bytes]] = {
    "dots": lambda outside: tar(Entry("../outside/new", EVIL), Entry("../new", EVIL), Entry("..", EVIL)),
    "dots inside": lambda outside: tar(Entry("a/../../outside/new", EVIL), Entry("a/../../../new", EVIL)),
    "many dots": lambda outside: tar(Entry("../" * 40 + str(outside)[1:] + "/new", EVIL)),
    "absolute": lambda outside: tar(Entry(f"{outside}/new", EVIL), Entry(f"/{outside}/secret", EVIL)),
    "absolute after stripping": lambda outside: tar(Entry(f"x/{outside}/new", EVIL)),
    "long name": lambda outside: tar(Entry("../" * 60 + "new", EVIL), form=tarfile.GNU_FORMAT),
    "name in an extended header": lambda outside: _pax("fine", path="../outside/new"),
    "symlink up": lambda outside: tar(symlink("l", ".."), Entry("l/outside/new", EVIL), Entry("l/new", EVIL)),
    "symlink up, then up": lambda outside: tar(symlink("l", ".."), symlink("l/m", ".."), Entry("l/m/new", EVIL)),
    "absolute symlink": lambda outside: tar(symlink("l", str(outside)), Entry("l/new", EVIL), folder("l/d")),
    "symlink to a file": lambda outside: tar(symlink("l", "../../outside/secret"), Entry("l", EVIL)),
    "symlink inside, moved": lambda outside: tar(folder("d"), symlink("d/l", "e/../.."), symlink("d/e", "..")),
    "symlink inside, moved, used": lambda outside: tar(
        *(folder("d"), symlink("d/l", "e/../.."), symlink("d/e", "..")),
        *(symlink("d/l/outside", "d/l"), Entry("d/l/new", EVIL), Entry("d/l/outside/new", EVIL)),
    ),
    "symlink replaced": lambda outside: tar(
        *(symlink("a", "b/.."), symlink("b", "c/d"), Entry("c/d/x", EVIL), symlink("b", "."), Entry("a/new", EVIL)),
    ),
    "long way round": lambda outside: tar(
        *(folder("a/b/c"), symlink("up", "a/b/c"), symlink("out", "up/../../../../outside"), Entry("out/new", EVIL)),
    ),
    "symlink with a backslash": lambda outside: tar(symlink("l", "..\\.."), Entry("l/new", EVIL)),
    "hard link": lambda outside: tar(hardlink("h", f"{outside}/secret"), Entry("h", EVIL)),
    "hard link up": lambda outside: tar(hardlink("h", "../../outside/secret"), hardlink("i", "../outside/secret")),
    "hard link through a symlink": lambda outside: tar(symlink("l", "../.."), hardlink("h", "l/outside/secret")),
    "hard link to a symlink": lambda outside: tar(symlink("l", str(outside / "secret")), hardlink("h", "l")),
    "devices": lambda outside: tar(
        *(Entry("null", kind=tarfile.CHRTYPE), Entry("disk", kind=tarfile.BLKTYPE), Entry("f", kind=tarfile.FIFOTYPE)),
    ),
}


@pytest.mark.parametrize("strip", [0, 1])
@pytest.mark.parametrize("name", ARCHIVES)
def test_nothing_gets_out(name: str, strip: int, tmp_path: Path) -> None:
    outside, work = tmp_path / "outside", tmp_path / "work"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    work.mkdir()
    (work / "a.tar").write_bytes(ARCHIVES[name](outside))
    try:
        run(registration, work, inPath="a.tar", outPath="out", stripComponents=strip)
    except PathError:
        # An archive that contradicts itself is refused as a whole.
        assert not (work / "out").exists()
    assert [(path.name, path.read_text()) for path in outside.iterdir()] == [("secret", "secret")]
    assert {path.name for path in tmp_path.iterdir()} == {"outside", "work"}
    assert {path.name for path in work.iterdir()} <= {"a.tar", "out"}
    for path in (work / "out").rglob("*"):
        below = str(path.relative_to(work / "out"))
        mode = path.lstat().st_mode
        assert not paths.leads_out(work / "out", below)
        assert stat.S_ISDIR(mode) or stat.S_ISLNK(mode) or (stat.S_ISREG(mode) and path.stat().st_nlink == 1)
        assert not (path.is_file() and path.read_text() == "secret")


def test_no_file_gets_the_rights_of_another_user(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar(Entry("run", EVIL, mode=0o7777)))
    run(registration, tmp_path, inPath="a.tar", outPath="out")
    assert (tmp_path / "out/run").stat().st_mode & 0o7000 == 0


@pytest.mark.parametrize("name", ["new\0/x", "\0"])
def test_a_name_that_ends_early_for_some(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.tar").write_bytes(_pax("fine", path=name))
    with pytest.raises(PathError, match=r'^"a\.tar" can\'t be unpacked: '):
        run(registration, tmp_path, inPath="a.tar", outPath="out")
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar"]
