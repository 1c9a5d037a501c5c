"""tar: the mirror image of untar, the same to the byte each time."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.steps.running import read, run, write
from tranship.authoring import StepFailed
from tranship.errors import PathError
from tranship.execution import Execution
from tranship.steps.tar import registration
from tranship.steps.untar import registration as untar

FILES = {"chart/Chart.yaml": "c", "chart/templates/a.yaml": "a", "chart/.git/HEAD": "g", "chart/x.log": "l"}


def test_what_is_packed_unpacks_to_the_same(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    result = run(registration, tmp_path, inPath="./chart", outPath="out/web.tgz", prefix="web", ignore="*.log")
    packed = (tmp_path / "out/web.tgz").read_bytes()
    assert result.output == {"digest": f"sha256:{hashlib.sha256(packed).hexdigest()}"}
    run(untar, tmp_path, inPath="out/web.tgz", outPath="back", stripComponents=1)
    assert read(tmp_path / "back") == {"Chart.yaml": "c", "templates/a.yaml": "a"}


@pytest.mark.parametrize(
    ("config", "gzipped"),
    [
        ({"outPath": "a.tar.gz"}, True),
        ({"outPath": "a.tgz"}, True),
        ({"outPath": "a.tar"}, False),
        ({"outPath": "a.tar", "gzip": True}, True),
        ({"outPath": "a.tgz", "gzip": False}, False),
    ],
)
def test_gzip_by_name_or_by_choice(tmp_path: Path, config: dict[str, Any], gzipped: bool) -> None:
    write(tmp_path, FILES)
    run(registration, tmp_path, inPath="chart", **config)
    assert (tmp_path / config["outPath"]).read_bytes().startswith(b"\x1f\x8b") == gzipped


def test_again_into_the_folder_that_is_packed(tmp_path: Path) -> None:
    write(tmp_path, {"a": "1"})
    (tmp_path / "link").symlink_to("a")
    first, second = (run(registration, tmp_path, inPath=".", outPath="all.tar").output for _ in range(2))
    assert first == second
    run(untar, tmp_path, inPath="all.tar", outPath="back")
    assert read(tmp_path / "back") == {"a": "1", "link": "-> a"}


def test_one_file(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    run(registration, tmp_path, inPath="chart/Chart.yaml", outPath="a.tar")
    run(untar, tmp_path, inPath="a.tar", outPath="back")
    assert read(tmp_path / "back") == {"Chart.yaml": "c"}


def test_patterns_that_mean_nothing_are_said(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    log: list[str] = []
    run(registration, tmp_path, Execution(log=log.append), inPath="chart", outPath="a.tar", ignore="[x")
    assert log == ['the pattern "[x" in ignore can\'t be read and matches nothing']


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"inPath": "charts"}, 'there is no file "charts" in the work directory; did you mean "chart"?'),
        ({"outPath": "chart"}, '"chart" is a folder; a file can\'t take its place'),
        ({"inPath": "linked"}, 'the symlink "out" leads out of the folder that is packed; ignore it'),
        ({"prefix": "../x"}, '"../x" leads out'),
    ],
)
def test_after_an_error_there_is_no_archive(tmp_path: Path, config: dict[str, Any], message: str) -> None:
    write(tmp_path, FILES)
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked/out").symlink_to("../chart")
    before = read(tmp_path)
    with pytest.raises(PathError) as raised:
        run(registration, tmp_path, **{"inPath": "chart", "outPath": "a.tar", **config})
    assert str(raised.value).startswith(message)
    assert read(tmp_path) == before


def test_its_configuration_is_checked_first(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="gzip"):
        run(registration, tmp_path, inPath="a", outPath="b", gzip="yes")
