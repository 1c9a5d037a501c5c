"""Bare repositories are shown with branches, commits, trees and tags."""

from pathlib import Path

from tests.conformance.git_repositories import read_repositories, read_repository
from tests.conformance.setup_script import run_setup

INIT = "git init -q --bare $GIT_ROOT/r.git; git init -q seed; cd seed\n"
PUSH = "\ngit push -q $GIT_ROOT/r.git --all; git push -q $GIT_ROOT/r.git --tags"
SETUP = {"author": "Setup <setup@example.com>"}


def repositories(tmp_path: Path, script: str) -> Path:
    places = {name: tmp_path / name for name in ("base", "work", "git_root", "home")}
    for folder in places.values():
        folder.mkdir()
    run_setup(script, **places)
    return tmp_path / "git_root"


def test_commits_are_newest_first_and_merges_count_their_parents(tmp_path: Path) -> None:
    script = """
git commit -q --allow-empty -m init
git switch -qc side; git commit -q --allow-empty -m side
git switch -q main; GIT_COMMITTER_NAME=Other git commit -q --allow-empty -m $'two\\n\\nbody'
git merge -q --no-ff -m merge side
git branch -qD side"""
    root = repositories(tmp_path, INIT + script + PUSH)
    main = read_repository(root / "r.git")["branches"]["main"]
    assert main == {
        "commits": [
            {**SETUP, "message": "merge\n", "parents": 2},
            {**SETUP, "message": "two\n\nbody\n", "parents": 1, "committer": "Other <setup@example.com>"},
            {**SETUP, "message": "side\n", "parents": 1},
            {**SETUP, "message": "init\n", "parents": 0},
        ],
        "tree": {},
    }


def test_a_tree_shows_every_kind_of_file(tmp_path: Path) -> None:
    submodule = "1" * 40
    script = f"""
mkdir d; printf 'größe\\n' > 'd/a b.txt'; printf '\\377' > bin; ln -s d/x link
printf '#!/bin/sh\\n' > run.sh; chmod +x run.sh
git add -A; git update-index --add --cacheinfo 160000,{submodule},vendor/lib
git commit -qm init"""
    root = repositories(tmp_path, INIT + script + PUSH)
    assert read_repository(root / "r.git")["branches"]["main"]["tree"] == {
        "bin": {"base64": "/w=="},
        "d/a b.txt": "größe\n",
        "link": {"symlink": "d/x"},
        "run.sh": {"text": "#!/bin/sh\n", "executable": True},
        "vendor/lib": {"submodule": submodule},
    }


def test_tags_say_whether_they_have_a_message_of_their_own(tmp_path: Path) -> None:
    script = """
git commit -q --allow-empty -m 'first of all'
git tag light; git tag -a heavy -m $'release\\n\\n- one'; git branch heavy"""
    root = repositories(tmp_path, INIT + script + PUSH.replace("--tags", "refs/tags/light refs/tags/heavy"))
    read = read_repository(root / "r.git")
    assert read["tags"] == {
        "heavy": {"type": "tag", "subject": "first of all", "message": "release\n\n- one"},
        "light": {"type": "commit", "subject": "first of all", "message": "first of all"},
    }
    assert sorted(read["branches"]) == ["heavy", "main"]


def test_only_bare_repositories_right_below_the_root_are_shown(tmp_path: Path) -> None:
    script = "git init -q --bare $GIT_ROOT/org/deep.git; mkdir $GIT_ROOT/plain; git init -q --bare $GIT_ROOT/e.git"
    root = repositories(tmp_path, script)
    assert read_repositories(root) == {"e.git": {"branches": {}}}
