"""Calls of Git in one place: where, with which configuration, and who may read what it prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tranship.clients.git.configuration import Configuration
from tranship.clients.process import Finished, child_environment, run
from tranship.errors import GitError, ProcessError
from tranship.execution import Execution


@dataclass(frozen=True)
class Git:
    """Git, ready to be called.

    :param home: HOME of the calls. :param folder: where they run.
    :param git_dir: the repository; never looked for, because a folder of untrusted files may hold one.
    :param work_tree: the work tree, if there is one.
    :param mask: takes secrets out of a text.
    """

    execution: Execution
    executable: str
    configuration: Configuration
    home: Path
    folder: Path
    git_dir: Path | None = None
    work_tree: Path | None = None
    mask: Callable[[str], str] = str

    def __call__(self, *arguments: str, stdin: str = "", check: bool = True, log: bool = False) -> Finished:
        """Call Git.

        :param log: whether its lines go to the log.
        :raises ProcessError: it failed, and ``check`` was asked for.
        :raises GitError: there is no Git.
        """
        variables = self.configuration.environment()
        places = {"GIT_DIR": self.git_dir, "GIT_WORK_TREE": self.work_tree}
        variables |= {name: str(place) for name, place in places.items() if place is not None}
        try:
            return run(
                self.execution,
                (self.executable, *arguments),
                cwd=self.folder,
                env=child_environment(self.home, variables),
                stdin=stdin.encode("utf-8", "surrogateescape"),
                log_output=log,
                mask=self.mask,
                check=check,
            )
        except ProcessError as error:
            if error.status in (126, 127):
                raise GitError(str(error)) from error
            raise

    def line(self, *arguments: str) -> str:
        """The one line that a call prints."""
        return self(*arguments).stdout.rstrip("\n")

    def says_yes(self, *arguments: str) -> bool:
        """Whether a call that answers by its exit status (0 or 1) says yes.

        :raises ProcessError: it says neither.
        """
        finished = self(*arguments, check=False)
        if finished.status not in (0, 1):
            said = self.mask(finished.stderr)
            raise ProcessError(f"git {arguments[0]}: {said}", status=finished.status, stderr=said)
        return finished.status == 0

    def elsewhere(self, git_dir: Path) -> Git:
        """The same in the bare repository ``git_dir``, which may not be there yet."""
        folder = git_dir if git_dir.is_dir() else git_dir.parent
        return replace(self, folder=folder, git_dir=git_dir, work_tree=None)

    def with_configuration(self, configuration: Configuration) -> Git:
        """The same with more configuration."""
        return replace(self, configuration=self.configuration + configuration)
