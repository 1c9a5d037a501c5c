"""The Git client: all that steps do with Git, one method for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tranship.clients.git import (
    changes,
    checkout,
    clone,
    expected_merge,
    history,
    push,
    rehearsal,
    repository,
    snapshots,
    work_tree,
)
from tranship.clients.git.branches import Branches, BranchesRequest, read_branches
from tranship.clients.git.cache import ObjectCache
from tranship.clients.git.session import Session
from tranship.clients.git.staging import Staging, staging
from tranship.clients.git.turns import Turns
from tranship.clients.git.values import (
    NO_CREDENTIALS,
    CheckedOut,
    CheckoutRequest,
    Clone,
    CloneRequest,
    Committed,
    GitAuthor,
    GitCredentials,
    GitSettings,
    Pushed,
    PushRequest,
    Rehearsed,
    WorkTree,
)
from tranship.execution import Execution
from tranship.refs.git_url import place_of


class GitClient:
    """Works with Git repositories. Thread-safe; every call takes the Execution that it belongs to.

    All methods raise GitError if Git or a server refuses, AddressError for servers that must not be reached, and
    CancelledError. Each may be cut off and called again: what was done is found, what was left half done is undone.

    :param settings: how this process uses Git.
    :param scratch: a folder for a plan: all pushes land there, in one repository for each URL, and later fetches of
        the same plan see them. None: pushes go to their servers.
    """

    def __init__(self, settings: GitSettings | None = None, scratch: Path | None = None) -> None:
        self.settings = settings or GitSettings()
        self.scratch = scratch
        self._turns = Turns(self.settings.lock_dir)
        self._cache = ObjectCache(self.settings.cache_dir) if self.settings.cache_dir else None
        self._made: set[str] = set()
        self._proposed: dict[tuple[str, str], BranchesRequest] = {}

    @property
    def made(self) -> frozenset[str]:
        """The ids of all commits that were made for a plan; when it is for real, they will be others."""
        return frozenset(self._made)

    def rehearsing(self, scratch: Path) -> GitClient:
        """This client, if it pushes to a scratch folder already; else one like it that pushes to ``scratch``."""
        return self if self.scratch is not None else GitClient(self.settings, scratch)

    def clone(self, request: CloneRequest, execution: Execution) -> Clone:
        """Clone a repository into a folder of its own in the work directory, with all branches and tags.

        What an earlier attempt of the same owner left behind, work trees and all, is removed first.
        """
        return clone.make_clone(self._session(execution), request, self.scratch)

    def check_out(
        self,
        clone: Clone,
        request: CheckoutRequest,
        execution: Execution,
        credentials: GitCredentials = NO_CREDENTIALS,
    ) -> CheckedOut:
        """Make a work tree of a clone."""
        done = checkout.check_out(self._session(execution), clone, request, credentials, self.scratch)
        if done.created:
            self._note_made(done.commit)
        return done

    def find(self, work_dir: Path, folder: Path, execution: Execution) -> WorkTree:
        """The work tree that ``folder`` is, or lies in; ``folder`` is inside of ``work_dir``, all links resolved."""
        return work_tree.find_work_tree(self._session(execution), work_dir, folder)

    def clear(self, tree: WorkTree, execution: Execution) -> None:
        """Remove all files of the folder that are not ignored, tracked or not. Nothing is committed."""
        changes.clear(self._session(execution), tree)

    def commit(
        self, tree: WorkTree, message: str, execution: Execution, *, owner: str, author: GitAuthor | None = None
    ) -> Committed:
        """Commit all changes of the folder, if there are any in the work tree.

        :param owner: names the step, so that a repeated attempt makes no second commit.
        :param author: who commits this time; None: the clone's author.
        """
        committed = changes.commit(self._session(execution), tree, message, owner, author)
        if committed.made:
            self._note_made(committed.commit)
        return committed

    def tag(
        self, tree: WorkTree, name: str, message: str, execution: Execution, *, owner: str, force: bool = False
    ) -> str:
        """Tag the commit that is checked out, with an annotated tag; the commit's id. Nothing is pushed.

        :param owner: names the step, so that a repeated attempt finds its own tag.
        :param force: move a tag that is there.
        """
        return changes.tag(self._session(execution), tree, name, message, owner, force=force)

    def push(
        self,
        tree: WorkTree,
        request: PushRequest,
        execution: Execution,
        credentials: GitCredentials = NO_CREDENTIALS,
    ) -> Pushed:
        """Push the commits of a work tree, or a tag.

        :raises ConflictsError: what came to the branch meanwhile contradicts the new commits.
        :raises RebaseUnsafeError: the policy of the settings allows no way to integrate it.
        """
        pushed = push.push(self._session(execution), tree, request, credentials, self.scratch)
        self._note_made(*(commit.commit for commit in pushed.made))
        return pushed

    def difference(self, tree: WorkTree, pushed: Pushed, execution: Execution) -> str:
        """What a push changes on the server, as a unified diff; only which files, if that is very long."""
        git = self._session(execution).in_tree(tree)
        if not pushed.commits:
            return ""
        return history.difference(git, pushed.before or history.base_of(git, pushed.commits), pushed.commit)

    def retire(self, work_dir: Path, execution: Execution) -> None:
        """Keep what later promotions can use of a work directory that is about to be removed. Never fails."""
        work_tree.retire(self._session(execution), work_dir)

    def forget_secrets(self, work_dir: Path) -> None:
        """Take passwords of URLs and signing keys out of a work directory in which nothing is pushed any more."""
        for place in repository.clones_in(work_dir):
            repository.forget_secrets(place)

    def prune(self, execution: Execution, *, unused_for: float) -> int:
        """Remove what the object cache has of repositories that no clone uses now, or has for so many seconds.

        How many repositories there were. It may be called at any time.
        """
        return self._cache.prune(execution, unused_for) if self._cache else 0

    @contextmanager
    def staging(
        self, tree: WorkTree, execution: Execution, credentials: GitCredentials = NO_CREDENTIALS
    ) -> Iterator[Staging]:
        """Work with commits of a work tree that reach their branch by another way than a push."""
        with staging(self._session(execution), tree, credentials, self.scratch) as open_staging:
            yield open_staging

    def branches(self, request: BranchesRequest, execution: Execution) -> Branches:
        """Two branches of a remote repository next to each other. Nothing of them is kept."""
        return read_branches(self._session(execution), request, self.scratch)

    def propose(self, name: str, request: BranchesRequest) -> None:
        """Note for a plan which branches a pull request is about, by whatever name later steps call it."""
        if self.scratch is not None:
            self._proposed[place_of(request.url), name] = request

    def merge_proposed(
        self, url: str, name: str, execution: Execution, branches: BranchesRequest | None = None
    ) -> str | None:
        """Merge a pull request in a plan's scratch folder, as it is expected to be.

        :param branches: what the pull request is about, if that is known.
        :returns: the commit that its target then has; None if nobody knows its branches.
        :raises GitError: they can't be merged.
        """
        request = branches or self._proposed.get((place_of(url), name))
        if self.scratch is None or request is None:
            return None
        commit, made = expected_merge.merge(self._session(execution), request, self.scratch)
        if made:
            self._note_made(commit)
        return commit

    def compare(self, earlier: GitClient, execution: Execution) -> list[Rehearsed]:
        """How what this client has pushed to its scratch folder differs from what another plan's client has.

        Only places that both have pushed to are compared.
        """
        if self.scratch is None or earlier.scratch is None:
            raise ValueError("only what was pushed to scratch folders can be compared")
        return list(rehearsal.compare(self._session(execution), earlier.scratch, self.scratch))

    def older_files(
        self, path: Path, revision: str, into: Path, execution: Execution, endings: tuple[str, ...] = ("",)
    ) -> Path | None:
        """Write a file or folder as an older commit of its repository has it to a folder, and nowhere else.

        :param path: it is in a work tree of the user's own. :param revision: a commit, as Git names it.
        :param into: an empty folder. :param endings: how the names of files in a folder end that are wanted.
        :returns: where it is now; None if the commit has nothing of it.
        :raises NoRepositoryError: the path is in no repository.
        :raises InputError: its repository has no such commit.
        """
        return snapshots.older_files(self._session(execution), path, revision, into, endings)

    def _note_made(self, *commits: str) -> None:
        if self.scratch is not None:
            self._made.update(commits)

    def _session(self, execution: Execution) -> Session:
        return Session(self.settings, execution, self._turns, self._cache)
