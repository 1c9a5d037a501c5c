"""untar: a folder is replaced as a whole, or stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.archives import Entry, symlink, tar
from tests.steps.running import read, run, write
from tranship.errors import PathError
from tranship.execution import Execution
from tranship.steps.untar import registration

CHART = tar(Entry("web/Chart.yaml", b"c"), Entry("web/a.log", b"l"), Entry("web/.git/HEAD", b"g"), gzipped=True)


def test_what_was_there_is_gone(tmp_path: Path) -> None:
    write(tmp_path, {"out/old": "x", "keep": "k"})
    (tmp_path / "a.tgz").write_bytes(CHART)
    log: list[str] = []
    for _ in range(2):
        run(registration, tmp_path, Execution(log=log.append), inPath="a.tgz", outPath="./out", stripComponents=1)
    (tmp_path / "a.tgz").unlink()
    assert read(tmp_path) == {"keep": "k", "out/Chart.yaml": "c", "out/a.log": "l"}


@pytest.mark.parametrize(
    ("ignore", "left"),
    [
        ("*.log", {"Chart.yaml"}),
        ("\n  Chart.yaml\n", {"a.log"}),
        ("    *.log\n    Chart.yaml\n", set()),
        ("!.git\n", {"Chart.yaml", "a.log", ".git/HEAD"}),
    ],
)
def test_what_is_left_out(tmp_path: Path, ignore: str, left: set[str]) -> None:
    (tmp_path / "a.tgz").write_bytes(CHART)
    run(registration, tmp_path, inPath="a.tgz", outPath="out", stripComponents=1, ignore=ignore)
    assert read(tmp_path / "out").keys() == left


@pytest.mark.parametrize(
    ("in_path", "out_path", "message"),
    [
        ("a.tg", "out", 'there is no file "a.tg" in the work directory; did you mean "a.tgz"?'),
        ("out", "out", '"out" is a folder; name a file'),
        ("text", "out", '"text" can\'t be unpacked: it is no tar archive, or a damaged one'),
        ("cut", "out", '"cut" can\'t be unpacked: the archive is damaged or cut off'),
        ("a.tgz", ".", "the work directory itself can't be replaced; name a folder in it"),
        ("a.tgz", "text", '"text" is a file; a folder can\'t take its place'),
        ("a.tgz", "text/x", '"text/x" can\'t be made: "text" is a file, not a folder'),
    ],
)
def test_after_an_error_all_is_as_it_was(tmp_path: Path, in_path: str, out_path: str, message: str) -> None:
    write(tmp_path, {"out/old": "x", "text": "no archive" * 100})
    (tmp_path / "a.tgz").write_bytes(CHART)
    (tmp_path / "cut").write_bytes(CHART[:60])
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(PathError) as raised:
        run(registration, tmp_path, inPath=in_path, outPath=out_path)
    assert str(raised.value).startswith(message)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_user_is_told_what_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar(Entry("a", b"1"), symlink("l", "..")))
    log: list[str] = []
    run(registration, tmp_path, Execution(log=log.append), inPath="a.tar", outPath="out", ignore="[x")
    assert log == [
        'the pattern "[x" in ignore can\'t be read and matches nothing',
        'left out "l" of the archive: it is a symlink that leads out of the archive',
    ]
