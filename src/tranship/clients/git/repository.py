"""The bare repository of a clone: where it is, what it remembers, and how it is recognised again."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tranship.clients.git.command import Git
from tranship.clients.git.configuration import foreign_keys
from tranship.clients.git.values import Clone, GitAuthor, GitCredentials
from tranship.errors import GitError

PREFIX = "repo-"
REPOSITORY = "repo"
PRIVATE = "tranship"
"""The folder inside of a repository for what Git knows nothing of: keys, passwords of URLs, host keys."""

_MEMORY = "clone.json"


def make_home(work_dir: Path) -> Path:
    """A new folder for a clone, which is HOME for Git when it works in it."""
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=work_dir))


def announce(clone: Clone, owner: str) -> None:
    """Write down what later steps need to know of a clone, and what an attempt after a crash needs to remove it.

    It goes to a place beside the repository, which is not there yet; see :func:`settle`.
    """
    memory = {
        "owner": owner,
        "url": clone.url,
        "skipTLSVerify": clone.skip_tls_verify,
        "author": {"name": clone.author.name, "email": clone.author.email, "signingKey": clone.author.signing_key},
        "inURL": {"username": clone.in_url.username, "password": clone.in_url.password},
    }
    write_private(_beside(clone.repository) / _MEMORY, json.dumps(memory))


def settle(clone: Clone) -> None:
    """Move what was written down beside the repository into it, now that it is there."""
    _beside(clone.repository).rename(clone.repository / PRIVATE)


def configure(clone: Clone, *, promised: bool = False) -> None:
    """Tell a repository that was made empty where its server is.

    :param promised: whether contents of files are missing that the server will give when they are asked for.
    """
    # The URL holds nothing that would need to be escaped but these; see parse_remote.
    quoted = clone.url.replace("\\", "\\\\").replace('"', '\\"')
    lines = ['[remote "origin"]', f'\turl = "{quoted}"']
    if promised:
        lines += ["\tpromisor = true", "\tpartialclonefilter = blob:none"]
        lines += ["[core]", "\trepositoryformatversion = 1", "[extensions]", "\tpartialclone = origin"]
    with (clone.repository / "config").open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def recall(git: Git, work_dir: Path, repository: Path) -> Clone:
    """The clone at ``repository``, as it was remembered.

    :raises GitError: it is none of ours, or somebody has tampered with it.
    """
    check_configuration(git, repository / "config")
    memory = _memory(repository)
    if memory is None:
        raise GitError("it belongs to a repository that git-clone did not make")
    author, in_url = memory["author"], memory["inURL"]
    return Clone(
        work_dir=work_dir,
        home=repository.parent,
        repository=repository,
        url=memory["url"],
        author=GitAuthor(author["name"], author["email"], author["signingKey"]),
        skip_tls_verify=memory["skipTLSVerify"],
        in_url=GitCredentials(in_url["username"], in_url["password"]),
    )


def forget_secrets(repository: Path) -> None:
    """Drop what a clone remembers that opens servers or signs; commits and files stay as they are."""
    memory = _memory(repository)
    if memory is not None:
        memory["inURL"] = {"username": "", "password": ""}
        memory["author"]["signingKey"] = ""
        write_private(_private(repository) / _MEMORY, json.dumps(memory))


def known_hosts(clone: Clone) -> Path:
    """The file of SSH host keys that were seen in this promotion."""
    return _private(clone.repository) / "known_hosts"


def clones_in(work_dir: Path) -> Iterator[Path]:
    """The repositories of the clones in a work directory."""
    for home in sorted(work_dir.glob(f"{PREFIX}*")):
        if home.is_dir() and not home.is_symlink():
            yield home / REPOSITORY


def check_configuration(git: Git, file: Path) -> None:
    """Read a repository's own configuration file, without anything in it taking effect by this.

    :raises GitError: it holds keys that were not put there by us.
    """
    listed = git("config", "--file", str(file), "--no-includes", "--null", "--list").stdout
    # A key without a value, which is true, has no line break behind it.
    foreign = foreign_keys(entry.partition("\n")[::2] for entry in listed.split("\0") if entry)
    if foreign:
        raise GitError(f'the configuration of its repository was changed: it now has a key "{foreign[0]}"')


def discard(work_dir: Path, owner: str) -> None:
    """Remove the clones that an earlier attempt of ``owner`` left behind, with their work trees."""
    for repository in clones_in(work_dir):
        memory = _memory(repository)
        if memory is None or memory["owner"] != owner:
            continue
        for tree, _ in work_trees(work_dir, repository):
            shutil.rmtree(tree)
        shutil.rmtree(repository.parent)


def write_private(file: Path, text: str) -> None:
    """Write a file that only this user may read, in a folder of that kind; a crash leaves the old or the new one."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(name).replace(file)


def _private(repository: Path) -> Path:
    settled = repository / PRIVATE
    return settled if settled.exists() else _beside(repository)


def _beside(repository: Path) -> Path:
    return repository.with_name(f".{PRIVATE}")


def _memory(repository: Path) -> dict[str, Any] | None:
    """What was remembered of a clone; None if it is none of ours."""
    try:
        memory: dict[str, Any] = json.loads((_private(repository) / _MEMORY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return memory


def work_trees(work_dir: Path, repository: Path) -> Iterator[tuple[Path, Path]]:
    """The work trees of a repository, with Git's folders for them.

    Only those that lie in the work directory and say themselves that they belong to the repository.
    """
    for git_dir in sorted((repository / "worktrees").glob("*")):
        try:
            link = Path((git_dir / "gitdir").read_text(encoding="utf-8").rstrip("\n"))
            top = link.parent
            if top.resolve() != top or not top.is_relative_to(work_dir) or top == work_dir:
                continue
            if not link.exists() and not any(top.iterdir()):
                # It was cut off when only the folder was there.
                yield top, git_dir
            elif link.is_file() and link.read_text(encoding="utf-8").strip() == f"gitdir: {git_dir}":
                yield top, git_dir
        except (OSError, UnicodeDecodeError):
            continue
