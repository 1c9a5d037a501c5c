"""What the steps for pull requests share: the repository, the forge it is on, and how often it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from tranship.authoring.definition import StepRun
from tranship.clients.forges import Forge, ForgeKind, PullRequest
from tranship.clients.git import BranchesRequest
from tranship.credentials.for_git import git_credentials
from tranship.errors import ClientError, StepError
from tranship.exprlang import Unknown
from tranship.gotypes.duration import Duration
from tranship.models.base import GIVEN, KargoModel, NonEmpty

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_TIME_SPAN = re.compile(r"[0-9](?:ns|us|µs|ms|s|m|h)")
_INTERVAL = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:h|m|s|ms|us|µs|ns))+")


def _with_scheme(text: str) -> str:
    if not _URL.fullmatch(text):
        raise ValueError("must be a URL with a scheme, such as https://")
    return text


def _with_time_span(text: str) -> str:
    # Kargo's check, too, is content with a time span somewhere in the text; the step itself is not.
    if not _TIME_SPAN.search(text):
        raise ValueError("must be a time span such as 30s or 5m")
    return text


class RepositoryConfig(KargoModel):
    """A repository on a forge."""

    repo_url: Annotated[NonEmpty, AfterValidator(_with_scheme)] = Field(description="The repository's URL.")
    provider: Annotated[ForgeKind | None, GIVEN] = Field(
        default=None,
        description="What kind of forge it is on, by default as its host's name tells; `bitbucket` is Bitbucket Cloud, "
        "`bitbucket-server` Bitbucket Data Center.",
    )
    insecure_skip_tls_verify: bool = Field(
        default=False, description="Whether any TLS certificate is accepted. Dangerous."
    )


class PullRequestConfig(RepositoryConfig):
    """A pull request of a repository."""

    pr_number: Annotated[int, Field(ge=1, description="The pull request's number, as git-open-pr puts it out.")]
    poll_interval: Annotated[str, AfterValidator(_with_time_span)] = Field(
        default="",
        description="How long to wait between two looks at most, such as 1m; it is looked more often at first.",
    )


def called(number: int | Unknown) -> str:
    """What a plan calls a pull request whose number may not be known yet."""
    return "the pull request" if isinstance(number, Unknown) else f"the pull request {number}"


def forge_for(step: StepRun[Any]) -> Forge:
    """The forge that the step's repository is on.

    :raises ClientError: it is not known which kind it is.
    """
    config: RepositoryConfig = step.config
    credentials = git_credentials(step.capabilities.creds_db, step.context.project, config.repo_url)
    return step.toolbox.forges.open(
        config.repo_url,
        config.provider,
        credentials.password,
        step.execution,
        username=credentials.username,
        skip_tls_verify=config.insecure_skip_tls_verify,
    )


def interval_of(config: PullRequestConfig, default: str) -> Duration:
    """The longest time between two looks.

    :raises StepError: it is none. (The configuration's check only looks for something like a time span in it.)
    """
    text = config.poll_interval or default
    if not _INTERVAL.fullmatch(text):
        raise StepError("pollInterval is no time span; write it as 30s or 5m", field=("pollInterval",))
    return Duration.parse(text)


def known_pull_request(step: StepRun[Any]) -> Mapping[str, Any] | None:
    """What an earlier attempt of the step has put out, if that holds a pull request."""
    output = step.context.shared_state.get(step.context.alias)
    found = output.get("pr") if isinstance(output, Mapping) else None
    if not isinstance(found, Mapping) or isinstance(found.get("id"), bool):
        return None
    return output if isinstance(found.get("id"), int | float) else None


def newest(found: Iterable[PullRequest]) -> PullRequest | None:
    """The newest of some pull requests; among those of one moment the first."""
    return max(found, key=lambda one: one.created_at, default=None)


def open_already(step: StepRun[Any], source: str, target: str) -> tuple[PullRequest | None, str]:
    """For a plan: the pull request that is open between two branches now; or why that is not known."""
    if source == f"kargo/promotion/{step.context.promotion}":
        # The branch is new.
        return None, ""
    try:
        # What their heads are does not matter: what the plan has pushed is in its scratch folder alone.
        return newest(forge_for(step).open_pull_requests(source, target)), ""
    except ClientError as error:
        return None, f"whether one is open already is not known: {error}"


def expect_merge(step: StepRun[Any], found: PullRequest | None) -> tuple[str, tuple[str, ...]]:
    """For a plan: merge the step's pull request in its scratch folder, so that later steps see what it brings.

    :param found: the pull request, if it is there.
    :returns: the commit that its target then has, "" if it is not merged; and notes.
    """
    git, config = step.toolbox.git, step.config
    if git.scratch is None:
        return "", ()
    request = None
    if found is not None and found.source and found.target:
        request = branches_request(step, found.source, found.target)
    unseen = "what it brings is missing in what is shown of later steps"
    try:
        commit = git.merge_proposed(config.repo_url, reference(config.pr_number), step.execution, request)
    except ClientError as error:
        return "", (f"{unseen}: {error}",)
    return (commit, ()) if commit else ("", (f"{unseen}: which branches it merges is not known",))


def branches_request(step: StepRun[Any], source: str, target: str, *, with_difference: bool = False) -> BranchesRequest:
    """Two branches of the step's repository, with the credentials for it."""
    config: RepositoryConfig = step.config
    return BranchesRequest(
        config.repo_url,
        source,
        target,
        git_credentials(step.capabilities.creds_db, step.context.project, config.repo_url),
        skip_tls_verify=config.insecure_skip_tls_verify,
        with_difference=with_difference,
    )


def reference(number: int | Unknown) -> str:
    """What the steps of a plan know a pull request by: its number, or when that will be known."""
    return number.reason if isinstance(number, Unknown) else str(number)
