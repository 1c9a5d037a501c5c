"""git-clone: clones a repository and checks out branches, commits and tags of it into work trees."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from tranship.authoring import (
    GIVEN,
    LOCAL,
    PURE,
    READ,
    WRITE,
    Change,
    ChangeKind,
    Effects,
    KargoModel,
    NonEmpty,
    Preview,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.authoring.checkout import CheckoutConfig
from tranship.authoring.git import AuthorConfig, owner_of, rehearsing, system_author
from tranship.clients.git import CloneRequest, GitClient
from tranship.credentials.for_git import git_credentials
from tranship.files import paths
from tranship.refs.git_url import place_of


class GitCloneConfig(KargoModel):
    """The configuration of a git-clone step."""

    repo_url: NonEmpty = Field(description="The URL of the repository.")
    checkout: Annotated[list[CheckoutConfig], Field(min_length=1)] = Field(
        description="What is checked out, and where. Without branch, commit and tag it is the default branch."
    )
    author: Annotated[AuthorConfig | None, GIVEN] = Field(
        default=None, description="Who makes commits and tags in this clone, if not the system's Git user."
    )
    insecure_skip_tls_verify: bool = Field(
        default=False, description="Whether any TLS certificate is accepted, now and in later steps. Dangerous."
    )
    recurse_submodules: bool = Field(
        default=False, description="Whether submodules are checked out, too, with the same credentials."
    )
    blobless: bool = Field(
        default=False,
        description="Whether the contents of files are fetched only when they are checked out, if the server can do "
        "that.",
    )

    @model_validator(mode="after")
    def _one_name_each(self) -> GitCloneConfig:
        names = [checkout.as_ for checkout in self.checkout if checkout.as_]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f'two checkouts are called "{twice}"; give each a name of its own with `as`')
        return self


def run(step: StepRun[GitCloneConfig]) -> StepResult:
    """Clone a repository and check out branches, commits and tags of it."""
    commits, _ = _clone(step, step.toolbox.git)
    return StepResult(output={"commits": commits})


def preview(step: StepRun[GitCloneConfig]) -> Preview:
    """Do it, but keep branches that are made to ourselves."""
    commits, made = _clone(step, rehearsing(step))
    summary = "a new branch with 1 commit: Initial commit"
    changes = tuple(Change(ChangeKind.PUSH, f"{place_of(step.config.repo_url)} {branch}", summary) for branch in made)
    return Preview({"commits": commits}, changes)


def _clone(step: StepRun[GitCloneConfig], git: GitClient) -> tuple[dict[str, str], list[str]]:
    """The commits that are checked out, by their keys, and the branches that were made."""
    config, context, execution = step.config, step.context, step.execution
    work_dir = Path(context.work_dir).resolve()
    credentials = git_credentials(step.capabilities.creds_db, context.project, config.repo_url)
    clone = git.clone(
        CloneRequest(
            work_dir,
            config.repo_url,
            owner=owner_of(step, "git-clone"),
            credentials=credentials,
            author=config.author.author if config.author else system_author(step),
            skip_tls_verify=config.insecure_skip_tls_verify,
            blobless=config.blobless,
            sparse=all(checkout.sparse for checkout in config.checkout),
        ),
        execution,
    )
    commits, made = {}, []
    for checkout in config.checkout:
        wanted = checkout.request(paths.inside(work_dir, checkout.path), submodules=config.recurse_submodules)
        done = git.check_out(clone, wanted, execution, credentials)
        commits[checkout.key] = done.commit
        if done.created:
            made.append(checkout.branch)
    return commits, made


def _effects(config: GitCloneConfig) -> Effects:
    return LOCAL | READ | (WRITE if any(checkout.creates for checkout in config.checkout) else PURE)


registration = step_runner(
    kind="git-clone",
    config=GitCloneConfig,
    run=run,
    effects=_effects,
    preview=preview,
    outputs={"commits": dict},
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS, StepRunnerCapability.ACCESS_GIT_USER],
)
