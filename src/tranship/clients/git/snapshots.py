"""Files of a user's own repository as an older commit has them: read from its objects, the checkout left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from tranship.clients.git.command import Git
from tranship.clients.git.session import Session, telling
from tranship.errors import InputError, ProcessError
from tranship.files import paths as confined

_FILE, _LINK = "100", "120000"


class NoRepositoryError(InputError):
    """A path that is in no Git repository."""


def older_files(
    session: Session, path: Path, revision: str, into: Path, endings: tuple[str, ...] = ("",)
) -> Path | None:
    """Write a file or folder as a commit has it; where it is then, None if the commit has nothing of it.

    Nothing of the repository's own configuration has a say: no filters, no attributes. A link to a file of the same
    commit becomes that file; others are left out.

    :param into: an empty folder.
    :param endings: how the names of files in a folder end that are wanted.
    :raises NoRepositoryError: the path is in no repository.
    :raises InputError: its repository has no such commit.
    :raises GitError: the commit can't be read.
    """
    top, git = _repository(session, path, into)
    commit = _commit(git, top, revision)
    inside = path.resolve().relative_to(top).as_posix()
    written = None
    with telling("the older version can't be read"):
        names = [name for name in _names(git, commit, inside) if name == inside or name.endswith(endings)]
        for name, data in _contents(git, commit, names):
            target = confined.inside(into, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            written = into / inside
    return written


def _repository(session: Session, path: Path, home: Path) -> tuple[Path, Git]:
    """The work tree that a path is in, and Git there."""
    folder = path.resolve()
    while not folder.is_dir():
        folder = folder.parent
    git = session.git(folder, home)
    try:
        top = Path(git.line("rev-parse", "--show-toplevel"))
    except ProcessError:
        raise NoRepositoryError(f"{path} is in no Git repository, so that there is no older version of it") from None
    return top, session.git(top, home)


def _commit(git: Git, top: Path, revision: str) -> str:
    if not revision or revision.startswith("-"):
        raise InputError("an older version is named by a branch, a tag or a commit, such as HEAD~1")
    try:
        return git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except ProcessError:
        is_shallow = git("rev-parse", "--is-shallow-repository", check=False).stdout.strip() == "true"
        hint = "; it is a shallow clone, which has only the newest ones: fetch more" if is_shallow else ""
        raise InputError(f'the repository {top} has no commit "{revision}"{hint}') from None


def _names(git: Git, commit: str, path: str) -> Iterator[str]:
    """The files that the commit has at a path or below it."""
    below = () if path == "." else (path,)
    for entry in filter(None, git("ls-tree", "-r", "-z", "--full-tree", commit, "--", *below).stdout.split("\0")):
        meta, _, name = entry.partition("\t")
        if meta.startswith((_FILE, _LINK)) and "\n" not in name:
            yield name


def _contents(git: Git, commit: str, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """What is in files, links followed; those that lead nowhere are left out."""
    asked = "".join(f"{commit}:{PurePosixPath(name)}\n" for name in names)
    answers = git("cat-file", "--batch", "--follow-symlinks", stdin=asked).stdout.encode("utf-8", "surrogateescape")
    at = 0
    for name in names:
        end = answers.index(b"\n", at)
        words = answers[at:end].split(b" ")
        at = end + 1
        if words[-1].isdigit():
            # What is found has its size here; what is not has that of a text that says why, if it is a link.
            size = int(words[-1])
            if words[1] == b"blob":
                yield name, answers[at : at + size]
            at += size + 1
