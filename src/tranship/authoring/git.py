"""What the Git steps have in common: who commits, and the work tree that a path names."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from tranship.authoring.definition import StepRun
from tranship.authoring.effects import Change, ChangeKind
from tranship.clients.git import DEFAULT_AUTHOR, CommitInfo, GitAuthor, GitClient, Pushed, WorkTree
from tranship.errors import ClientError
from tranship.files import paths
from tranship.models.base import KargoModel, NonEmpty
from tranship.promotion.registry import GitUser
from tranship.refs.commit_url import Forge, commit_url, forge_of
from tranship.refs.git_url import place_of

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


def system_author(step: StepRun[Any]) -> GitAuthor:
    """Who commits where a step names nobody: the system's Git user.

    :raises CredentialsError: their signing key can't be read.
    """
    users = step.capabilities.git_users
    user = users.resolve() if users else GitUser()
    return GitAuthor(user.name, user.email, user.signing_key).or_else(DEFAULT_AUTHOR)


def owner_of(step: StepRun[Any], kind: str) -> str:
    """Names a step of a promotion, the same in each of its attempts, for what has to be found again.

    Most often the alias would do. But steps that an engine is given directly may share one, or have none: what is put
    out under the alias before the step has ended tells such steps apart.
    """
    before = step.context.shared_state.get(step.context.alias)
    digest = sha256(json.dumps(before, sort_keys=True, default=str).encode()).hexdigest()[:16]
    return f"{kind} {step.context.alias} {digest}"


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


def pushed_change(step: StepRun[Any], git: GitClient, tree: WorkTree, pushed: Pushed) -> Change | None:
    """What a rehearsed push to a branch would change; None if it would change nothing."""
    if pushed.before == pushed.commit:
        return None
    subjects = [commit.subject for commit in pushed.commits]
    match len(subjects):
        case 0:
            summary = f"set to {pushed.commit[:7]}" if pushed.before else f"a new branch at {pushed.commit[:7]}"
        case 1:
            summary = f"1 commit: {subjects[0]}"
        case count:
            summary = f"{count} commits, the last one: {subjects[-1]}"
    return Change(
        ChangeKind.PUSH,
        f"{place_of(tree.clone.url)} {pushed.branch}",
        summary,
        diff=git.difference(tree, pushed, step.execution),
        details={"commits": [_details(commit) for commit in pushed.commits]},
    )


def _details(commit: CommitInfo) -> dict[str, str]:
    details = {"id": commit.commit, "subject": commit.subject}
    return details | ({"body": commit.body} if commit.body else {})


def commit_link(step: StepRun[Any], tree: WorkTree, commit: str, forge: Forge | None) -> str:
    """Where people look at a commit; "" if that is not known.

    :param forge: what the configuration says there is.
    """
    url = tree.clone.url
    if (forge or forge_of(url)) is Forge.GITEA:
        try:
            # Kargo asks as well: its links are to servers that are known to be what they are said to be.
            step.toolbox.forges.open(url, forge, "", step.execution, skip_tls_verify=tree.clone.skip_tls_verify)
        except ClientError as error:
            step.execution.log(f"there is no link to the commit: {error}")
            return ""
    return commit_url(url, commit, forge)
