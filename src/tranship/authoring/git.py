"""What the Git steps have in common: who commits, and the work tree that a path names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from tranship.authoring.definition import StepRun
from tranship.clients.git import GitAuthor, GitClient, WorkTree
from tranship.files import paths
from tranship.models.base import KargoModel, NonEmpty

_ATOM = r"[^\x00-\x20\x7f()<>\[\]:;@\\,\".]+"
_WORDS = rf"{_ATOM}(?:\.{_ATOM})*"
_QUOTED = r'"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*"'
_ADDRESS = rf"(?:{_WORDS}|{_QUOTED})@(?:{_WORDS}|\[[^\[\]\x00-\x20\x7f]+\])"
_PHRASE = rf"(?:(?:[^\x00-\x20\x7f()<>\[\]:;@\\,\"]+|{_QUOTED})[ \t]*)*"
_MAILBOX = re.compile(rf"[ \t]*(?:{_ADDRESS}|{_PHRASE}<{_ADDRESS}>)[ \t]*")


def _mail_address(text: str) -> str:
    if not _MAILBOX.fullmatch(text):
        raise ValueError("must be an e-mail address")
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]
"""An e-mail address (RFC 5322), also with a name before it: ``ops@acme.dev``, ``Ops <ops@acme.dev>``."""


class AuthorConfig(KargoModel):
    """Who commits, as a configuration names them."""

    name: NonEmpty = Field(description="The name of the author and committer.")
    email: MailAddress = Field(description="Their e-mail address.")
    signing_key: str = Field(
        default="", description="An armored private GPG key without a passphrase; what they commit is signed with it."
    )

    @property
    def author(self) -> GitAuthor:
        """For the Git client."""
        return GitAuthor(self.name, self.email, self.signing_key)


def find_work_tree(step: StepRun[Any], path: str) -> WorkTree:
    """The work tree that ``path`` names, or that it lies in.

    :raises PathError: no path can be so.
    :raises GitError: git-clone has made no work tree there.
    """
    work_dir = Path(step.context.work_dir).resolve()
    return step.toolbox.git.find(work_dir, paths.inside(work_dir, path), step.execution)


def rehearsing(step: StepRun[Any]) -> GitClient:
    """The Git client of a step's preview: what it pushes lands in a scratch folder, the plan's own if it has one."""
    return step.toolbox.git.rehearsing(Path(step.context.work_dir).resolve() / ".rehearsal")
