"""Globs find what fits below a folder, and nothing outside of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tranship.errors import PathError
from tranship.files import globs


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "work"
    for name in ["a.txt", "b.md", ".env", "d/a.txt", "d/e/a.txt", "d/e/f/x", "o/x", "[x]", "star*", "{y}"]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    (root / "link").symlink_to("d/e")
    (root / "d/e/back").symlink_to("..")
    (root / "broken").symlink_to("gone")
    (root / "out").symlink_to("..")
    (root / "loop").symlink_to("loop")
    return root


def found(root: Path, pattern: str) -> list[str]:
    return sorted({str(path) for glob in globs.parse(pattern) for path in globs.find(root, glob)})


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["a.txt"]),
        ("**/*.txt", ["a.txt", "d/a.txt", "d/e/a.txt"]),
        ("d/**", ["d", "d/a.txt", "d/e", "d/e/a.txt", "d/e/back", "d/e/f", "d/e/f/x"]),
        ("d/**/", ["d", "d/e", "d/e/back", "d/e/f"]),
        ("**/f/x", ["d/e/f/x"]),
        ("?.{txt,md}", ["a.txt", "b.md"]),
        ("{d/e,o}/[x-z]", ["o/x"]),
        ("{a.txt,d/{e/a.txt,a.*}}", ["a.txt", "d/a.txt", "d/e/a.txt"]),
        ("*env", [".env"]),
        (r"\[x\]", ["[x]"]),
        (r"star\*", ["star*"]),
        (r"\{y\}", ["{y}"]),
        ("[{]y[}]", ["{y}"]),
        ("link/*.txt", ["d/e/a.txt"]),
        ("lin?/f/x", ["d/e/f/x"]),
        ("l*k", ["link"]),
        ("l*k/", ["link"]),
        ("b*", ["b.md", "broken"]),
        ("broken", ["broken"]),
        ("broken/x", []),
        ("loop/x", []),
        ("a.txt/", ["a.txt"]),
        ("a.tx?/", []),
        ("ou?/", ["out"]),
        ("out/", ["out"]),
        ("out/nope", []),
        ("a.txt/x", []),
        ("d/", ["d"]),
        (".", ["."]),
        ("", []),
        ("/a.txt", []),
        ("d/../a.txt", []),
        ("./a.txt", []),
        ("d//a.txt", []),
        ("*/../*", []),
        ("ou?/work/a.txt", []),
        ("out", ["out"]),
    ],
)
def test_what_fits(root: Path, pattern: str, expected: list[str]) -> None:
    assert found(root, pattern) == expected


def test_all_there_is(root: Path) -> None:
    (root / "out").unlink()
    every = {str(path.relative_to(root)) for path in root.rglob("*")}
    assert found(root, "**") == sorted({".", *every})


@pytest.fixture
def outside(root: Path) -> Path:
    """A folder beside the root, with a file and a symlink that goes round; ``out`` leads to it."""
    outside = root.with_name("outside")
    (outside / "sub").mkdir(parents=True)
    (outside / "sub/s.pdf").touch()
    (outside / "sub/round").symlink_to("..")
    (root / "out").unlink()
    (root / "out").symlink_to(outside)
    return outside


@pytest.mark.parametrize("pattern", ["**", "**/*.pdf", "out/*", "o*/sub", "*/*/*.pdf", "*/**/", "out/**/s.pdf"])
def test_what_fits_something_behind_a_symlink_out_is_refused(root: Path, outside: Path, pattern: str) -> None:
    assert outside.is_dir()
    with pytest.raises(PathError, match='"out" is a symlink that leads out of the work directory'):
        found(root, pattern)


@pytest.mark.parametrize(("pattern", "expected"), [("**/*.md", ["b.md"]), ("o*/x", ["o/x"]), ("out/**/nope", [])])
def test_what_fits_nothing_behind_it_is_not(root: Path, outside: Path, pattern: str, expected: list[str]) -> None:
    assert outside.is_dir()
    assert found(root, pattern) == expected


def test_it_is_refused_if_that_takes_long_to_tell(root: Path, outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(globs, "MOST_OUTSIDE", 1)
    assert outside.is_dir()
    with pytest.raises(PathError, match='"out" is a symlink that leads out'):
        found(root, "**/*.md")


def test_of_a_folder_that_can_not_be_read_nothing_is_known(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_folder: str) -> list[str]:
        raise PermissionError

    monkeypatch.setattr(os, "listdir", refused)
    assert found(root, "ou?/*") == []


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("[a", "opens a class"),
        ("{a,b", "opens a brace that is not closed"),
        ("a}", "closes a brace that is not open"),
        ("{a,b}" * 11, "more than 1000 alternatives"),
    ],
)
def test_malformed_patterns(pattern: str, message: str) -> None:
    with pytest.raises(PathError, match=message):
        globs.parse(pattern)


def test_many_double_stars_look_at_each_folder_once_for_each(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = 0
    plain_scandir = os.scandir

    def counting(path: Path) -> object:
        nonlocal listed
        listed += 1
        return plain_scandir(path)

    monkeypatch.setattr(os, "scandir", counting)
    assert found(root, "/".join(["**"] * 8) + "/x") == ["d/e/f/x", "o/x"]
    # There are five folders, and two symlinks to them.
    assert listed <= 9 * 7
