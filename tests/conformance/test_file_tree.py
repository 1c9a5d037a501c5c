"""Folders are written from data and read back as the same data."""

from pathlib import Path

from tests.conformance.file_tree import Entry, entry_of, read_tree, write_tree

KINDS: dict[str, Entry] = {
    "a.txt": "größe\n",
    "bin/run.sh": {"text": "#!/bin/sh\n", "executable": True},
    "bin/tool": {"base64": "AP/+gA==", "executable": True},
    "data.bin": {"base64": "AP/+gIE="},
    "empty": "",
    "hollow/deep": {"dir": True},
    "link": {"symlink": "a.txt"},
    "nowhere": {"symlink": "/does/not/exist"},
}


def test_every_kind_of_entry_comes_back(tmp_path: Path) -> None:
    write_tree(tmp_path, KINDS)
    assert read_tree(tmp_path) == KINDS


def test_an_empty_root_is_empty(tmp_path: Path) -> None:
    assert read_tree(tmp_path) == {}


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    write_tree(tmp_path, {"real/a": "1", "linked": {"symlink": "real"}})
    assert read_tree(tmp_path) == {"real/a": "1", "linked": {"symlink": "real"}}


def test_what_belongs_to_git_is_left_out(tmp_path: Path) -> None:
    own_folder = {"src/.git/config": "x", "src/a": "1"}
    work_tree = {"other/.git": "gitdir: ../bare/worktrees/other\n"}
    bare: dict[str, Entry] = {
        "bare/HEAD": "ref: x\n",
        "bare/objects": {"dir": True},
        "bare/refs": {"dir": True},
        "bare/config": "",
    }
    write_tree(tmp_path, {**own_folder, **work_tree, **bare})
    assert read_tree(tmp_path) == {"src/a": "1"}


def test_bytes_that_are_no_text_are_base64() -> None:
    assert entry_of(b"\xff") == {"base64": "/w=="}
    assert entry_of(b"ok", executable=True) == {"text": "ok", "executable": True}
