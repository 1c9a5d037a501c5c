"""copy: what users read when it can't, and what it never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steps.running import read, run, write
from tranship.authoring import StepFailed
from tranship.errors import PathError
from tranship.execution import Execution
from tranship.steps.copy import registration


def test_a_file_and_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"src/a": "1", "src/.git/HEAD": "x", "src/a.log": "2"})
    run(registration, tmp_path, inPath="./src", outPath="out", ignore="*.log")
    run(registration, tmp_path, inPath="src/a", outPath="deep/er/b")
    assert {name for name in read(tmp_path) if not name.startswith("src/")} == {"out/a", "deep/er/b"}


def test_again_over_half_of_the_result(tmp_path: Path) -> None:
    write(tmp_path, {"src/a": "1", "src/b": "2", "out/a": "half"})
    for _ in range(2):
        run(registration, tmp_path, inPath="src", outPath="out")
    assert read(tmp_path / "out") == {"a": "1", "b": "2"}


def test_patterns_that_mean_nothing_are_said(tmp_path: Path) -> None:
    write(tmp_path, {"src/[a": "1"})
    log: list[str] = []
    run(registration, tmp_path, Execution(log=log.append), inPath="src", outPath="out", ignore="[a\n")
    assert log == ['the pattern "[a" in ignore can\'t be read and matches nothing']
    assert read(tmp_path / "out") == {"[a": "1"}


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (("srcc", "out"), 'there is no file "srcc" in the work directory; did you mean "src"?'),
        (("src/a", "full"), '"full" is a folder; a file can\'t take its place'),
        (("src", "src/a/x"), '"src/a/x" lies in the folder that is to be copied; ignore "/a/x"'),
        (("src", "plain/x"), '"plain/x" can\'t be made: "plain" is a file, not a folder'),
        ((".", "./backup"), '"backup" lies in the folder that is to be copied; ignore "/backup"'),
    ],
)
def test_what_can_not_be_copied(tmp_path: Path, paths: tuple[str, str], message: str) -> None:
    write(tmp_path, {"src/a": "1", "full/x": "2", "plain": "3"})
    before = read(tmp_path)
    with pytest.raises(PathError) as raised:
        run(registration, tmp_path, inPath=paths[0], outPath=paths[1])
    assert str(raised.value) == message
    assert read(tmp_path) == before


def test_files_that_the_system_refuses_are_named_as_the_user_knows_them(tmp_path: Path) -> None:
    write(tmp_path, {"src/" + "n" * 200: "1"})
    deep = "/".join(["d" * 200] * 20)
    with pytest.raises(PathError, match=r"can't be used: File name too long$"):
        run(registration, tmp_path, inPath="src", outPath=deep)


def test_its_configuration_is_checked_first(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="outPath"):
        run(registration, tmp_path, inPath="a")
