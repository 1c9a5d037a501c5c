"""A work tree of a clone, found again by a path in it, and never taken for another one."""

from __future__ import annotations

from pathlib import Path

from tranship.clients.git import repository, spare_trees
from tranship.clients.git.session import Session
from tranship.clients.git.values import WorkTree
from tranship.errors import ClientError, GitError

_LONGEST_LINK = 8192
_STALE = ("index.lock", "HEAD.lock", "config.worktree.lock")


def find_work_tree(session: Session, work_dir: Path, folder: Path) -> WorkTree:
    """The work tree that ``folder`` is, or lies in.

    What an attempt that was cut off left locked is unlocked: nobody else works in a promotion's work directory.

    :param folder: inside of ``work_dir``, all links resolved.
    :raises GitError: there is none that git-clone made, or somebody has tampered with its repository.
    """
    work_dir = work_dir.resolve()
    name = shown(work_dir, folder)
    if not folder.is_dir():
        reason = "is a file" if folder.exists() else "is not there"
        raise GitError(f'"{name}" is no work tree: it {reason}')
    top = next((top for top in (folder, *folder.parents) if _has_link(top)), None)
    if top is None or not top.is_relative_to(work_dir):
        raise GitError(f'"{name}" is in no work tree; name the path of a checkout of git-clone')
    try:
        git_dir = _git_dir(work_dir, top / ".git")
        place = git_dir.parent.parent
        git = session.git(work_dir, place.parent)
        clone = repository.recall(git, work_dir, place)
        if (own := git_dir / "config.worktree").exists():
            repository.check_configuration(git, own)
        _check_objects(session, place)
    except GitError as error:
        raise GitError(f'"{name}" can\'t be used as a work tree: {error}') from error
    for lock in _STALE:
        (git_dir / lock).unlink(missing_ok=True)
    return WorkTree(clone, top, folder, git_dir)


def shown(work_dir: Path, path: Path) -> str:
    """A path as users know it: relative to the work directory."""
    return str(path.relative_to(work_dir)) if path.is_relative_to(work_dir) else path.name


def _check_objects(session: Session, place: Path) -> None:
    """Refuse a repository that has been told to use objects which are not for it.

    :raises GitError: it has.
    """
    if session.cache is None:
        if (place / "objects" / "info" / "alternates").exists():
            raise GitError("its objects are in a cache, and none is set up here; run it as it was begun")
        return
    try:
        session.cache.serving(place)
    except (OSError, ValueError) as error:
        raise GitError(f"{error}; somebody has changed its repository") from error


def _has_link(folder: Path) -> bool:
    link = folder / ".git"
    return link.is_symlink() or link.exists()


def _git_dir(work_dir: Path, link: Path) -> Path:
    """Git's folder for the work tree whose ``.git`` is ``link``.

    :raises GitError: it is not one that belongs to a clone in the work directory.
    """
    strange = GitError("it belongs to a repository that git-clone did not make")
    if link.is_symlink() or not link.is_file() or link.stat().st_size > _LONGEST_LINK:
        raise strange
    try:
        git_dir = Path(link.read_text(encoding="utf-8").removeprefix("gitdir: ").removesuffix("\n"))
        place = git_dir.parent.parent
        ours = (
            git_dir.parent.name == "worktrees"
            and place.name == repository.REPOSITORY
            and place.parent.parent == work_dir
            and place.parent.name.startswith(repository.PREFIX)
            and git_dir.resolve(strict=True) == git_dir
            and (git_dir / "commondir").read_text(encoding="utf-8") == "../..\n"
            # The repository knows its work trees; one that it doesn't know is a copy, or somebody's trick.
            and (git_dir / "gitdir").read_text(encoding="utf-8").rstrip("\n") == str(link)
        )
    except (OSError, ValueError):
        raise strange from None
    if not ours:
        raise strange
    return git_dir


def retire(session: Session, work_dir: Path) -> None:
    """Keep what later promotions can use of a work directory that is about to be removed: large work trees."""
    work_dir = work_dir.resolve()
    for place in repository.clones_in(work_dir) if session.cache else ():
        try:
            clone = repository.recall(session.git(work_dir, place.parent), work_dir, place)
            entry = session.cache.serving(place) if session.cache else None
            for top, git_dir in repository.work_trees(work_dir, place) if entry else ():
                git = session.in_tree(WorkTree(clone, top, top, git_dir))
                if entry and spare_trees.keep(git, entry, top, git_dir):
                    session.execution.log(f'the work tree "{shown(work_dir, top)}" is kept for later promotions')
        except (OSError, ValueError, ClientError) as error:
            session.execution.log(f"a work tree can't be kept for later promotions: {error}")
