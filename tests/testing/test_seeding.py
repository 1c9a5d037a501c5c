from __future__ import annotations

from pathlib import Path

from tranship.testing.forges import Repository
from tranship.testing.seeding import Content, seed


def test_branches_have_their_files_and_always_the_same_commits(tmp_path: Path) -> None:
    heads = []
    for name in ("one", "other"):
        repository = Repository.create(tmp_path / f"{name}.git", "main")
        contents = {
            "main": Content({'a b/"c".txt': b"text\n", "bin": b"\xff\0"}, frozenset({"bin"})),
            "env/prod": Content({"more": b""}, start="main"),
            "empty": Content(),
        }
        seed(repository, contents)
        heads.append(repository.head("env/prod"))
        listed = repository.git("ls-tree", "-r", "-z", "env/prod").split("\0")[:-1]
        assert [(line[:6], line.partition("\t")[2]) for line in listed] == [
            ("100644", 'a b/"c".txt'),
            ("100755", "bin"),
            ("100644", "more"),
        ]
        assert repository.feed(b"", "cat-file", "blob", "main:bin") == b"\xff\0"
        assert repository.git("for-each-ref", "--format=%(refname)") == "refs/heads/env/prod\nrefs/heads/main"
        assert repository.is_ancestor("main", "env/prod")
    assert heads[0] == heads[1]
