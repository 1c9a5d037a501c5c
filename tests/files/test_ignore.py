"""Ignore rules mean what they mean in a .gitignore file."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tranship.files.ignore import IgnoreRules


def ignored(rules: str, *paths: str) -> list[str]:
    """Those of the paths that are left out; a slash at the end makes one a folder."""
    read = IgnoreRules(rules)
    return [path for path in paths if read.ignores(PurePosixPath(path), path.endswith("/"))]


@pytest.mark.parametrize(
    ("rules", "out", "stay"),
    [
        ("", [".git", ".git/", "a/.git/", ".git/config"], [".gitignore", "a.git", ".github/"]),
        ("!.git", [], [".git/", "a/.git"]),
        ("skip", ["skip", "a/skip", "skip/", "skip/x"], ["skip.txt", "Skip"]),
        ("*.md", ["a.md", "d/b.md", ".md"], ["a.mdx"]),
        ("tmp/", ["tmp/", "a/tmp/", "tmp/x"], ["tmp", "a/tmp"]),
        ("/build", ["build", "build/"], ["a/build"]),
        ("a/b", ["a/b", "a/b/c"], ["x/a/b", "a/c"]),
        ("**/t", ["t", "a/t", "a/b/t"], ["at"]),
        ("a/**/z", ["a/z", "a/b/z", "a/b/c/z"], ["z", "x/a/z"]),
        ("x/**", ["x/", "x/a", "x/a/b"], ["y/x"]),
        ("a/**/b/c", ["a/b/x/b/c"], ["a/b"]),
        ("d/f**r", ["d/far", "d/fr"], ["d/f/r"]),
        ("*.log\n!keep.log", ["a.log", "d/a.log"], ["keep.log", "d/keep.log"]),
        ("!keep.log\n*.log", ["keep.log"], ["a.txt"]),
        ("d/*\n!d/keep", ["d/x"], ["d/keep", "d/"]),
        ("# a\n\n   \nb", ["b"], ["a", "# a"]),
        ("a.md  \r\nb\r\n", ["a.md", "b"], ["a.md  "]),
        ("a\\ ", ["a "], ["a", "a  "]),
        ("a\t", ["a\t"], ["a"]),
        (" a", [" a"], ["a"]),
        (r"\#x" + "\n" + r"\!y", ["#x", "!y"], ["x"]),
        ("[a-c]?\n[^x]1", ["a1", "b2", "d1"], ["x1", "d2"]),
        ("[", [], ["["]),
        ("**", ["a", "a/b"], []),
        ("/", [], ["a", "a/"]),
    ],
)
def test_what_is_left_out(rules: str, out: list[str], stay: list[str]) -> None:
    assert ignored(rules, *out, *stay) == out


def test_what_lies_in_a_folder_that_is_left_out() -> None:
    rules = IgnoreRules("d/\n!d/keep")
    assert rules.ignores_deeply(PurePosixPath("d/keep"), is_folder=False)
    assert not rules.ignores_deeply(PurePosixPath("e/keep"), is_folder=False)


def test_malformed_lines_are_known() -> None:
    assert IgnoreRules("ok\n[a\nx/\\\n").malformed == ["[a", "x/\\"]
