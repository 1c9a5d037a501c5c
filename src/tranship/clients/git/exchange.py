"""What goes between a clone and its server, ref by ref; in a plan, pushes land in a scratch repository instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tranship.clients.git.command import Git
from tranship.clients.git.configuration import Configuration
from tranship.clients.git.session import Server, telling
from tranship.clients.git.values import Clone
from tranship.clients.git.words import said
from tranship.errors import GitError, ProcessError

HEADS = "refs/heads/"
TAGS = "refs/tags/"
TRACKED = "refs/tranship/server/"
"""Where a clone remembers what its server has; not as Git does it, so that users can't take it for a branch."""

MERGED = "refs/tranship/merged/"
"""Where a scratch repository remembers the merges that a plan expects, by the names of their targets."""

OF_URL = "tranship-url"
"""The file in a scratch repository that says which server's place it takes."""

_RACE = re.compile(
    r"fetch first|non-fast-forward|stale info|cannot lock ref.*|incorrect old value provided"
    r"|failed to update ref|failed to lock|reference already exists"
)
_IN_THE_WAY = re.compile(r"'refs/[^']*' exists; cannot create")
_TO_SCRATCH = Configuration((("protocol.file.allow", "always"),))


class RaceLostError(GitError):
    """A push was refused because the branch has moved: integrate what came, and try again."""


def tracking(ref: str) -> str:
    """The local name of what the server has as ``ref``."""
    return TRACKED + ref.removeprefix(HEADS)


def short_name(ref: str) -> str:
    """A ref as users call it: branches and tags by their names."""
    return ref.removeprefix(HEADS).removeprefix(TAGS)


@dataclass(frozen=True)
class Exchange:
    """Fetches from and pushes to the server of a clone.

    :param scratch: a folder where all pushes land instead; None: they go to the server.
    """

    server: Server
    clone: Clone
    scratch: Path | None = None

    def default_branch(self) -> str:
        """The branch that the server's HEAD names.

        :raises GitError: it names none.
        """
        try:
            listed = self.server.git("ls-remote", "--symref", "--", "origin", "HEAD").stdout
        except ProcessError as error:
            raise self.server.refused(error) from error
        match = re.search(r"^ref: refs/heads/(\S+)\tHEAD$", listed, re.MULTILINE)
        if match is None:
            raise GitError(f"{self.server.url} has no default branch: it is empty, or its HEAD names none")
        return match[1]

    def fetch(self, git: Git, ref: str, *, depth: int = 0) -> str | None:
        """Fetch ``refs/...`` as :func:`tracking` names it; its object, None if the server has no such ref.

        :param git: calls in the repository or work tree that fetches, with access to the server.
        :param depth: how many commits of its history are wanted; 0: all.
        :raises GitError: the server refuses.
        """
        place = self._scratch_repository()
        source = "origin"
        if place is not None and _has(git, place, ref):
            git = git.with_configuration(_TO_SCRATCH)
            source = str(place)
        options = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"]
        if depth and source == "origin":
            options.append(f"--depth={depth}")
        try:
            git("fetch", *options, "--", source, f"+{ref}:{tracking(ref)}")
        except ProcessError as error:
            if "couldn't find remote ref" in error.stderr:
                git("update-ref", "-d", tracking(ref))
                return None
            raise self.server.refused(error) from error
        with telling(f"{self.server.url} can't be read"):
            return git.line("rev-parse", "--verify", tracking(ref))

    def push(self, git: Git, refspec: str, *, force: bool = False) -> None:
        """Push one thing.

        :param refspec: ``source:refs/...``
        :raises RaceLostError: the branch has moved meanwhile.
        :raises GitError: the server refuses.
        """
        source, target = refspec.split(":")
        if self.scratch is not None:
            self._put_into_scratch(git, source, target, force=force)
            return
        arguments = ("push", "--porcelain", "--no-verify", *(("--force",) if force else ()), "--", "origin", refspec)
        finished = git(*arguments, check=False)
        if finished.status == 0:
            # What is on the server is there, even where the clone can't take a note of it.
            git("update-ref", "--no-deref", tracking(target), source, check=False)
            return
        stderr = git.mask(finished.stderr)
        rejected = re.search(r"^!\t[^\t]*\t\[(?:remote )?rejected\] \((.*)\)$", finished.stdout, re.MULTILINE)
        if rejected is None:
            raise self.server.refused(ProcessError(stderr, status=finished.status, stderr=stderr))
        reason = rejected[1]
        message = f'{self.server.url} refused the push to "{short_name(target)}": {reason}'
        lost = _RACE.fullmatch(reason) and not _IN_THE_WAY.search(stderr)
        if lost and not (force and reason == "non-fast-forward"):
            raise RaceLostError(message)
        spoken = [line for line in stderr.splitlines() if line.startswith("remote:") and line[7:].strip()]
        raise GitError(f"{message}; it says: {said(chr(10).join(spoken))}" if spoken else message)

    def take_scratch(self) -> None:
        """Take over what was pushed to the scratch repository before, as if it had come from the server."""
        place = self._scratch_repository()
        if place is not None:
            git = self.server.git.with_configuration(_TO_SCRATCH)
            options = ("--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head")
            refspecs = (f"+{HEADS}*:{HEADS}*", f"+{HEADS}*:{TRACKED}*", f"+{TAGS}*:{TAGS}*")
            with telling("what was planned before can't be read"):
                git("fetch", *options, "--", str(place), *refspecs)

    def take_into_scratch(self, git: Git, ref: str) -> None:
        """Have the scratch repository take a ref of this clone with all its objects, which need not stay here."""
        place = self.made_scratch(git)
        options = ("--quiet", "--no-tags", "--no-write-fetch-head")
        there = git.elsewhere(place).with_configuration(_TO_SCRATCH)
        with telling(f'the plan can\'t take "{short_name(ref)}"'):
            there("fetch", *options, "--", str(self.clone.repository), f"+{ref}:{ref}")

    def made_scratch(self, git: Git) -> Path:
        """The scratch repository of this server, made if it is not there."""
        if self.scratch is None:
            raise ValueError("there is no scratch folder")
        place = self.scratch / f"{sha256(self.clone.url.encode()).hexdigest()[:16]}.git"
        with telling("the plan has no place for its pushes"):
            if not place.is_dir():
                self.scratch.mkdir(parents=True, exist_ok=True)
                git.elsewhere(place)("init", "--quiet", "--bare", "--", str(place))
                (place / OF_URL).write_text(self.clone.url, encoding="utf-8")
        return place

    def _scratch_repository(self) -> Path | None:
        """The scratch repository of this server, None if nothing was pushed there yet."""
        if self.scratch is None:
            return None
        place = self.scratch / f"{sha256(self.clone.url.encode()).hexdigest()[:16]}.git"
        return place if place.is_dir() else None

    def _put_into_scratch(self, git: Git, source: str, target: str, *, force: bool) -> None:
        """Have the scratch repository take what the server would be sent.

        It reads the objects of all clones, so that none has to go there.
        """
        place = self._prepared_scratch(git)
        with telling("what is pushed can't be read"):
            new = git.line("rev-parse", "--verify", source)
        there = self.fetch(git, target)
        if there is not None and not force and there != new:
            refused = f'{self.server.url} refused the push to "{short_name(target)}"'
            if target.startswith(TAGS):
                raise GitError(f"{refused}: already exists")
            if not git.says_yes("merge-base", "--is-ancestor", there, new):
                raise RaceLostError(f"{refused}: non-fast-forward")
        with telling(f'the plan can\'t push to "{short_name(target)}"'):
            git.elsewhere(place)("update-ref", target, new)
        git("update-ref", "--no-deref", tracking(target), source, check=False)

    def _prepared_scratch(self, git: Git) -> Path:
        """The scratch repository, made if it is not there, which reads the objects of this clone."""
        place = self.made_scratch(git)
        alternates, objects = place / "objects" / "info" / "alternates", f"{self.clone.repository / 'objects'}\n"
        known = alternates.read_text(encoding="utf-8") if alternates.exists() else ""
        if objects not in known:
            alternates.write_text(known + objects, encoding="utf-8")
        return place


def _has(git: Git, place: Path, ref: str) -> bool:
    """Whether the repository at ``place`` has the ref."""
    return git.elsewhere(place).says_yes("show-ref", "--verify", "--quiet", "--", ref)
