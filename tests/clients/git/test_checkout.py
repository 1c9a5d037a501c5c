"""Checkouts: what can be checked out, in part or in whole, and what users read when it can't."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients.git.scene import AUTHOR, Scene, plain_git
from tranship.clients.git import CheckoutRequest, PushRequest
from tranship.errors import GitError
from tranship.execution import BACKGROUND


@pytest.mark.parametrize("revision", ["HEAD", "HEAD~1", "@", "main~1", "HEAD^{commit}"])
def test_a_revision_is_whatever_git_understands(scene: Scene, revision: str) -> None:
    first = scene.head()
    second = scene.commit("main", {"app.yaml": "tag: v2\n"})
    tree = scene.tree(clone=scene.clone(), commit=revision)
    expected = first if "~" in revision else second
    assert plain_git(tree.top, "rev-parse", "HEAD") == expected


def test_head_is_the_branch_that_the_server_names(scene: Scene) -> None:
    other = scene.commit("trunk", {"x": "1\n"})
    plain_git(scene.bare(), "symbolic-ref", "HEAD", "refs/heads/trunk")
    plain_git(scene.bare(), "update-ref", "-d", "refs/heads/main")
    by_default = scene.tree("a", clone=scene.clone(), branch="")
    assert plain_git(by_default.top, "branch", "--show-current") == "trunk"
    by_name = scene.tree("b", clone=scene.clone(owner="b"), commit="HEAD")
    assert plain_git(by_name.top, "rev-parse", "HEAD") == other


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"branch": "nope"}, r'has no branch "nope"; with create: true it would be made'),
        ({"branch": "refs/heads/main"}, 'has no branch "refs/heads/main"'),
        ({"commit": "0" * 40}, f'has no commit "{"0" * 40}" that a branch or tag leads to'),
        ({"tag": "v9"}, 'has no tag "v9" that a branch or tag leads to'),
        ({"commit": "--detach"}, '"--detach" is no commit: it starts with a dash, as options do'),
        ({"branch": "a..b", "create": True}, '"a..b" can\'t be the name of a branch'),
        ({"branch": "HEAD", "create": True}, '"HEAD" can\'t be the name of a branch'),
        ({"branch": "main/x", "create": True}, 'refused the push to "main/x"'),
        ({"branch": "main", "sparse": ("/abs",)}, "must be relative to the root of the repository"),
        ({"branch": "main", "sparse": ("..up",)}, r'starts with "\.\."'),
        ({"branch": "main", "sparse": ("../up",)}, "as if it were outside of the repository"),
        ({"branch": "main", "sparse": ("!a",)}, "holds a pattern; name folders as they are"),
        ({"branch": "main", "sparse": ("a*",)}, "holds a pattern; name folders as they are"),
        ({"branch": "main", "sparse": ("a\nb",)}, "a sparse folder holds a line break"),
        ({"branch": "main", "sparse": ("app.yaml",)}, '"app.yaml" is a file; sparse takes folders'),
    ],
)
def test_what_cant_be_checked_out_is_told_and_leaves_nothing(scene: Scene, wanted: dict[str, Any], said: str) -> None:
    with pytest.raises(GitError, match=said.replace("(", r"\(").replace("*", r"\*")):
        scene.tree(clone=scene.clone(), **wanted)
    assert not (scene.work / "src").exists()


@pytest.mark.parametrize("what", ["file", "full", "link"])
def test_what_is_there_is_left_alone(scene: Scene, what: str) -> None:
    scene.write({"file": "mine", "full/x": "mine"})
    (scene.work / "link").symlink_to("full")
    with pytest.raises(GitError, match=f'"{what}" can\'t become a work tree: there is something already'):
        scene.client.check_out(scene.clone(), CheckoutRequest(scene.work.resolve() / what, "main"), BACKGROUND)
    assert (scene.work / "full/x").read_text() == "mine"


def test_a_branch_has_one_work_tree(scene: Scene) -> None:
    clone = scene.clone()
    scene.tree("a", clone=clone, branch="main")
    with pytest.raises(GitError, match='the branch for "b" is already used by the work tree "a"'):
        scene.tree("b", clone=clone, branch="main")


def test_a_new_branch_is_pushed_at_once_and_belongs_to_nobody_s_history(scene: Scene) -> None:
    request = CheckoutRequest(scene.work.resolve() / "src", "stage/prod", create=True)
    done = scene.client.check_out(scene.clone(), request, BACKGROUND)
    assert done.created
    assert scene.head("stage/prod") == done.commit
    shown = plain_git(scene.bare(), "log", "--format=%an <%ae> %cn %s %P", "stage/prod")
    assert shown.strip() == f"{AUTHOR.name} <{AUTHOR.email}> {AUTHOR.name} Initial commit"
    again = scene.client.check_out(
        scene.clone(owner="again"),
        request.__class__(scene.work.resolve() / "again", "stage/prod", create=True),
        BACKGROUND,
    )
    assert (again.created, again.commit) == (False, done.commit)


def test_a_branch_that_somebody_else_makes_at_the_same_time_is_theirs(scene: Scene) -> None:
    clone = scene.clone()
    theirs = scene.commit("stage/prod", {"x": "1\n"})
    done = scene.client.check_out(
        clone, CheckoutRequest(scene.work.resolve() / "src", "stage/prod", create=True), BACKGROUND
    )
    assert done.commit == theirs


SPARSE = {"env/prod/a": "1\n", "env/prod/deep/b": "2\n", "env/test/c": "3\n", "env/d": "4\n", "lib/e": "5\n"}


@pytest.mark.parametrize("blobless", [True, False])
def test_a_sparse_tree_has_its_folders_and_what_is_on_the_way(scene: Scene, blobless: bool) -> None:
    plain_git(scene.bare(), "config", "uploadpack.allowFilter", "true")
    scene.commit("main", SPARSE)
    clone = scene.clone(blobless=blobless)
    tree = scene.tree(clone=clone, branch="main", sparse=("env/prod", "missing"))
    files = sorted(str(path.relative_to(tree.top)) for path in tree.top.rglob("*") if path.is_file())
    assert files == [".git", "app.yaml", "env/d", "env/prod/a", "env/prod/deep/b", "other.yaml"]


def test_commits_from_a_sparse_tree_keep_what_is_not_there(scene: Scene) -> None:
    scene.commit("main", SPARSE)
    tree = scene.tree(clone=scene.clone(), branch="main", sparse=("env/prod",))
    scene.write({"src/env/prod/a": "changed\n", "src/env/prod/new/f": "6\n"})
    scene.client.commit(tree, "ours", BACKGROUND, owner="commit")
    scene.commit("main", {"lib/e": "theirs\n", "env/test/c": None}, "theirs")
    scene.client.push(scene.find("src"), PushRequest("push"), BACKGROUND)
    assert plain_git(scene.bare(), "ls-tree", "-r", "--name-only", "main").splitlines() == [
        *("app.yaml", "env/d", "env/prod/a", "env/prod/deep/b", "env/prod/new/f", "lib/e", "other.yaml")
    ]
    assert plain_git(scene.bare(), "show", "main:lib/e") == "theirs"


def test_clearing_a_sparse_tree_leaves_what_is_not_there(scene: Scene) -> None:
    scene.commit("main", SPARSE)
    tree = scene.tree(clone=scene.clone(), branch="main", sparse=("env/prod",))
    scene.client.clear(tree, BACKGROUND)
    scene.write({"src/env/prod/a": "again\n"})
    scene.client.commit(scene.find("src"), "cleared", BACKGROUND, owner="commit")
    assert plain_git(tree.top, "ls-tree", "-r", "--name-only", "HEAD").splitlines() == [
        "env/prod/a",
        "env/test/c",
        "lib/e",
    ]


def test_without_contents_nothing_is_fetched_but_what_is_checked_out(scene: Scene) -> None:
    plain_git(scene.bare(), "config", "uploadpack.allowFilter", "true")
    scene.commit("main", {"large/x": "x" * 300_000 + "\n", "small/y": "y\n"})
    scene.commit("main", {"large/x": None})
    before = scene.server.bytes_sent
    tree = scene.tree(clone=scene.clone(blobless=True), branch="main")
    assert (tree.top / "small/y").read_text() == "y\n"
    assert plain_git(tree.clone.repository, "rev-list", "--objects", "--all", "--missing=print").count("?") == 1
    assert scene.server.bytes_sent - before < 10_000


def test_a_server_that_leaves_nothing_out_gives_all(scene: Scene) -> None:
    tree = scene.tree(clone=scene.clone(blobless=True), branch="main", sparse=("env",))
    assert (tree.top / "app.yaml").read_text() == "tag: v1\n"


def test_a_tag_and_a_branch_may_have_the_same_name(scene: Scene) -> None:
    tagged = scene.head()
    plain_git(scene.bare(), "tag", "both", "main")
    branched = scene.commit("both", {"x": "1\n"})
    clone = scene.clone()
    tag, branch = scene.tree("tag", clone=clone, tag="both"), scene.tree("branch", clone=clone, branch="both")
    assert [plain_git(tree.top, "rev-parse", "HEAD") for tree in (tag, branch)] == [tagged, branched]
    scene.write({"branch/new": "1\n"})
    commit = scene.client.commit(branch, "ours", BACKGROUND, owner="commit").commit
    scene.client.push(branch, PushRequest("push"), BACKGROUND)
    assert (scene.head("both"), plain_git(scene.bare(), "rev-parse", "refs/tags/both")) == (commit, tagged)


def test_a_folder_of_a_sparse_tree_can_be_cleared_again(scene: Scene) -> None:
    scene.commit("main", SPARSE)
    tree = scene.tree(clone=scene.clone(), branch="main", sparse=("env/prod",))
    for _ in range(2):
        scene.client.clear(scene.find("src/env/prod"), BACKGROUND)
        assert list((tree.top / "env" / "prod").iterdir()) == []


def test_a_sparse_folder_may_begin_with_a_quotation_mark(scene: Scene) -> None:
    scene.commit("main", {'"q\\" x"/a': "1\n", "q/a": "1\n"})
    tree = scene.tree(clone=scene.clone(), branch="main", sparse=('"q\\" x"',))
    assert [path.parent.name for path in tree.top.rglob("a")] == ['"q\\" x"']


@pytest.mark.parametrize("revision", ["origin/main", "refs/remotes/origin/main"])
def test_what_a_clone_remembers_of_its_server_is_no_commit_to_check_out(scene: Scene, revision: str) -> None:
    with pytest.raises(GitError, match="has no commit"):
        scene.tree(commit=revision)


def test_a_branch_that_is_made_by_its_full_name_has_that_name_on_the_server(scene: Scene) -> None:
    tree = scene.tree(branch="refs/heads/stage/new", create=True)
    assert scene.head("stage/new") == plain_git(tree.top, "rev-parse", "HEAD")
    assert scene.head("refs/heads/stage/new") == ""
