"""Paths below a root: nothing they say leads out, and what can't be used is said in the user's words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tranship.errors import PathError
from tranship.files import paths


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "work"
    (root / "a/b").mkdir(parents=True)
    (root / "a/file").write_text("x")
    (tmp_path / "secret").write_text("out")
    for name, target in {
        "out": "../secret",
        "up": "..",
        "absolute": "/a",
        "a/b/deep": "../../../../../a/file",
        "here": ".",
        "gone": "missing/x",
        "loop": "loop",
        "round": "trip",
        "trip": "round",
        "hop": "absolute/b",
    }.items():
        (root / name).symlink_to(target)
    return root


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/file", "a/file"),
        ("./a//b/", "a/b"),
        ("", ""),
        (".", ""),
        ("..", ""),
        ("../../a", "a"),
        ("/etc/passwd", "etc/passwd"),
        ("a/../../../a/file", "a/file"),
        ("missing/../a", "a"),
        ("out", "secret"),
        ("up/secret", "secret"),
        ("absolute/file", "a/file"),
        ("a/b/deep", "a/file"),
        ("here/here/a", "a"),
        ("gone/y", "missing/x/y"),
        ("hop/../file", "a/file"),
        ("..a/...", "..a/..."),
    ],
)
def test_a_path_is_read_as_if_the_root_were_the_whole_disk(root: Path, path: str, expected: str) -> None:
    assert paths.inside(root, path) == root / expected


@pytest.mark.parametrize("path", ["loop", "round/x", "a/../trip"])
def test_symlinks_that_go_round_are_an_error(root: Path, path: str) -> None:
    with pytest.raises(PathError, match=f'^"{path}" goes round in circles'):
        paths.inside(root, path)


@pytest.mark.parametrize(
    ("path", "message"),
    [("a\0b", "NUL"), ("\ud800", "characters that no file name can"), ("n" * 300, "File name too long")],
)
def test_names_that_no_file_can_have(root: Path, path: str, message: str) -> None:
    with pytest.raises(PathError, match=message):
        paths.inside(root, path)


@pytest.mark.parametrize(
    ("path", "expected"), [("a/b/../file", "a/file"), ("hop", "a/b"), ("/a/file", "a/file"), ("gone", "missing/x")]
)
def test_the_place_that_the_system_gets_to(root: Path, path: str, expected: str) -> None:
    (root / "absolute").unlink()
    (root / "absolute").symlink_to(root / "a")
    assert paths.followed(root, path) == root / expected


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("..", '".." leads out of the work directory'),
        ("out", '"out" leads out of the work directory'),
        ("up/work/a", '"up/work/a" leads out of the work directory'),
        ("absolute", '"absolute" leads out of the work directory, through the symlink "absolute"'),
    ],
)
def test_the_place_that_the_system_gets_to_must_be_inside(root: Path, path: str, message: str) -> None:
    with pytest.raises(PathError) as raised:
        paths.followed(root, path)
    assert str(raised.value) == message


def test_whether_a_path_leads_out(root: Path) -> None:
    out = {entry.name for entry in root.iterdir() if paths.leads_out(root, entry.name)}
    assert out == {"out", "up", "absolute", "hop"}
    assert paths.leads_out(root, "a/b/deep")


@pytest.mark.parametrize(
    ("path", "expected"),
    [("out", "out"), ("gone", "gone"), ("loop", "loop"), ("here/here", "here"), ("a/b/", "a/b"), ("x/../a", "a")],
)
def test_an_entry_is_a_symlink_itself(root: Path, path: str, expected: str) -> None:
    assert paths.entry(root, path) == root / expected


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (".", '"." is the work directory itself'),
        ("a/..", '"a/.." is the work directory itself'),
        ("../x", '"../x" leads out of the work directory; take the ".." away'),
        ("up/secret", '"up" leads out of the work directory'),
        ("a/file/x", "a part of it is a file, not a folder"),
        ("a/file/x/y", "a part of it is a file, not a folder"),
    ],
)
def test_entries_that_are_none(root: Path, path: str, message: str) -> None:
    with pytest.raises(PathError) as raised:
        paths.entry(root, path)
    assert message in str(raised.value)


@pytest.mark.parametrize("path", ["a/file", "d/../a/new", "..a/..b", "a/b/"])
def test_plain_paths_are_strictly_inside(root: Path, path: str) -> None:
    assert paths.strictly_inside(root, path) == Path(os.path.normpath(root / path))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/a", '"/a" is absolute; write the path as seen from the work directory'),
        ("../a", '"../a" leads out of the work directory; take the ".." away'),
        ("a/../../b", '"a/../../b" leads out'),
        ("here/a", '"here/a" goes through a symlink'),
        ("gone", '"gone" goes through a symlink'),
        ("loop", '"loop" goes round in circles'),
    ],
)
def test_what_is_not_strictly_inside(root: Path, path: str, message: str) -> None:
    with pytest.raises(PathError) as raised:
        paths.strictly_inside(root, path)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("path", ["a/file", "/a/file", "a/b/deep", "a/file/"])
def test_an_existing_file(root: Path, path: str) -> None:
    assert paths.existing_file(root, path) == root / "a/file"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("a/fil", 'there is no file "a/fil" in the work directory; did you mean "a/file"?'),
        ("aa/file", 'there is no file "aa/file" in the work directory; did you mean "a"?'),
        ("a/b/c/d", 'there is no file "a/b/c/d" in the work directory; the last folder of it that is there is "a/b"'),
        ("zzz", 'there is no file "zzz" in the work directory'),
        ("a", '"a" is a folder; name a file'),
        (".", '"." is a folder; name a file'),
    ],
)
def test_a_file_that_is_not_there(root: Path, path: str, message: str) -> None:
    with pytest.raises(PathError) as raised:
        paths.existing_file(root, path)
    assert str(raised.value) == message


def test_a_pipe_is_no_file(root: Path) -> None:
    os.mkfifo(root / "pipe")
    for find in (paths.existing_file, paths.new_file):
        with pytest.raises(PathError, match='"pipe" is neither a file nor a folder'):
            find(root, "pipe")


def test_an_existing_folder(root: Path) -> None:
    assert paths.existing_folder(root, "hop") == root / "a/b"
    with pytest.raises(PathError, match='"a/file" is a file; name a folder'):
        paths.existing_folder(root, "a/file")
    with pytest.raises(PathError, match=r'there is no folder "a/c" .* is "a"'):
        paths.existing_folder(root, "a/c")


def test_parents_of_a_new_file_are_made(root: Path) -> None:
    assert paths.new_file(root, "/x/y/z") == root / "x/y/z"
    assert (root / "x/y").is_dir()
    assert not (root / "x/y/z").exists()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("a", '"a" is a folder; a file can\'t take its place'),
        ("..", '".." is the work directory itself; name a file in it'),
        ("a/file/x/y", '"a/file/x/y" can\'t be made: "a/file" is a file, not a folder'),
    ],
)
def test_places_where_no_file_can_be(root: Path, path: str, message: str) -> None:
    with pytest.raises(PathError) as raised:
        paths.new_file(root, path)
    assert str(raised.value) == message


def test_a_new_folder(root: Path) -> None:
    assert paths.new_folder(root, "gone/y") == root / "missing/x/y"
    assert (root / "missing/x/y").is_dir()
    with pytest.raises(PathError, match=r'"a/file" can\'t be made: "a/file" is a file'):
        paths.new_folder(root, "a/file")


def test_errors_of_the_system_are_about_the_path_that_the_user_wrote() -> None:
    with pytest.raises(PathError) as raised, paths.naming("conf/app.json"):
        raise PermissionError(13, "Permission denied", "/tmp/promotion-1/conf/app.json")
    assert str(raised.value) == '"conf/app.json" can\'t be used: Permission denied'
