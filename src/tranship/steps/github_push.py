"""github-push: brings commits to a branch on GitHub by its API, so that GitHub signs them."""

from __future__ import annotations

import os
import random
from typing import Annotated

from pydantic import Field, model_validator

from tranship.authoring import (
    WRITE,
    KargoModel,
    NonEmpty,
    Preview,
    StepError,
    StepFailed,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.authoring.git import find_work_tree, pushed_change, rehearsing
from tranship.clients.forges.github_commits import BranchMovedError, GitHubCommits, checked, replay
from tranship.clients.git import ConflictsError, GitCredentials, PushRequest, RebaseUnsafeError, Staging, WorkTree
from tranship.credentials.for_git import git_credentials
from tranship.exprlang import Unknown
from tranship.refs.commit_url import Forge, commit_url

_MOST_COMMITS = 10


class GitHubPushConfig(KargoModel):
    """The configuration of a github-push step."""

    path: NonEmpty = Field(description="A work tree that git-clone made, or a folder in one.")
    target_branch: str = Field(default="", description="The branch on GitHub; by default the one that is checked out.")
    generate_target_branch: bool = Field(
        default=False, description="Whether to push to a branch kargo/promotion/NAME; it is overwritten."
    )
    force: bool = Field(default=False, description="Whether what is on the branch is overwritten.")
    max_attempts: Annotated[int, Field(ge=1, le=2**31 - 1)] = Field(
        default=10, description="How often it is tried at most, if others push to the branch at the same time."
    )
    insecure_skip_tls_verify: bool = Field(
        default=False, description="Whether any TLS certificate of the API is accepted. Dangerous."
    )

    @model_validator(mode="after")
    def _one_target(self) -> GitHubPushConfig:
        if self.target_branch and self.generate_target_branch:
            raise ValueError("targetBranch and generateTargetBranch exclude each other; give one of them")
        return self


def run(step: StepRun[GitHubPushConfig]) -> StepResult:
    """Bring commits to a branch on GitHub by its API, so that GitHub signs them."""
    config, context = step.config, step.context
    tree = find_work_tree(step, config.path)
    credentials = git_credentials(step.capabilities.creds_db, context.project, tree.clone.url)
    if not credentials.password:
        raise StepFailed(f"there are no credentials with a token for {tree.clone.url}, which GitHub's API needs")
    force = config.force or config.generate_target_branch
    with step.toolbox.git.staging(tree, step.execution, credentials) as staging:
        target = _target(step, staging)
        ref = f"refs/kargo/staging/{context.promotion}"
        try:
            _push(step, staging, credentials, target, ref, force=force)
        except (ConflictsError, RebaseUnsafeError) as error:
            raise StepFailed(str(error)) from error
        commit = staging.take_over(target)
    return StepResult(output=_output(tree, target, commit))


def preview(step: StepRun[GitHubPushConfig]) -> Preview:
    """Push to a scratch repository, and tell what GitHub would get."""
    tree, git = find_work_tree(step, step.config.path), rehearsing(step)
    credentials = git_credentials(step.capabilities.creds_db, step.context.project, tree.clone.url)
    generated = f"kargo/promotion/{step.context.promotion}" if step.config.generate_target_branch else ""
    wanted = PushRequest(
        step.context.alias, generated or step.config.target_branch, force=step.config.force or bool(generated)
    )
    try:
        pushed = git.push(tree, wanted, step.execution, credentials)
    except (ConflictsError, RebaseUnsafeError) as error:
        raise StepFailed(str(error)) from error
    known = Unknown(f"known after {step.context.alias}")
    output = {"branch": pushed.branch, "commit": pushed.commit, "commitURL": known if pushed.commits else ""}
    change = pushed_change(step, git, tree, pushed)
    if change is None:
        return Preview(_output(tree, pushed.branch, pushed.commit), notes=("there is nothing to push",))
    return Preview(output, (change,), ("GitHub makes and signs the commits",) if pushed.commits else ())


def _target(step: StepRun[GitHubPushConfig], staging: Staging) -> str:
    if step.config.generate_target_branch:
        return f"kargo/promotion/{step.context.promotion}"
    target = step.config.target_branch or staging.current_branch()
    if not target:
        raise StepError("no branch is checked out here, so that there is none to push to; set targetBranch")
    return target


def _push(
    step: StepRun[GitHubPushConfig],
    staging: Staging,
    credentials: GitCredentials,
    target: str,
    ref: str,
    *,
    force: bool,
) -> None:
    """Have GitHub make the commits; again if others were faster, and no staging ref stays behind."""
    github: GitHubCommits | None = None
    try:
        for number in range(1, step.config.max_attempts + 1):
            staged = staging.put_up(target, ref, integrating=not force)
            github = github or step.toolbox.forges.github_commits(
                staging.tree.clone.url,
                credentials.password,
                step.execution,
                skip_tls_verify=step.config.insecure_skip_tls_verify,
            )
            base = github.head_of(target if staged.exists else staged.branch)
            try:
                _attempt(github, staging, base, staged.head, target, exists=staged.exists, force=force)
            except BranchMovedError as error:
                if number == step.config.max_attempts:
                    raise StepError(f"{error}; it was tried {number} times") from error
                step.execution.wait(1.5 ** (number - 1) * (1 + random.random() / 2))  # noqa: S311 - spreads load
                continue
            return
    finally:
        if github is not None:
            github.drop(ref)


def _attempt(
    github: GitHubCommits, staging: Staging, base: str, head: str, target: str, *, exists: bool, force: bool
) -> None:
    comparison = checked(github.compare(base, head), int(os.environ.get("GITHUB_PUSH_MAX_REVISIONS") or _MOST_COMMITS))
    if comparison.status == "identical" and exists:
        return
    if comparison.status in ("behind", "diverged") and not force:
        raise BranchMovedError(f'"{target}" has commits that the work tree has not ({comparison.status})')
    signers = staging.signers([str(one.get("sha")) for one in comparison.commits])
    if os.environ.get("GITHUB_PUSH_VERIFY_UNTRUSTED_COMMITS") == "true":
        signers = {str(one.get("sha")): signers.get(str(one.get("sha")), "GitHub") for one in comparison.commits}
    commit = replay(github, comparison, signers)
    if exists:
        github.move(target, commit, force=force)
    else:
        github.create_branch(target, commit)


def _output(tree: WorkTree, branch: str, commit: str) -> dict[str, str]:
    return {"branch": branch, "commit": commit, "commitURL": commit_url(tree.clone.url, commit, Forge.GITHUB)}


registration = step_runner(
    kind="github-push",
    config=GitHubPushConfig,
    run=run,
    effects=WRITE,
    preview=preview,
    outputs={"branch": str, "commit": str, "commitURL": str},
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS],
)
