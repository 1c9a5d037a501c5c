"""What a test of a template expects: partial, as far as it is written, and matched by value, text or pattern."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from tranship.models.base import KargoModel

StepStatus = Literal["Succeeded", "Failed", "Errored", "Skipped", "Running", "Aborted", "Pending"]


class TextMatch(KargoModel):
    """How a text has to be; all that is given must hold. A text in its place is what it has to be equal to."""

    equals: str | None = Field(None, description="It is exactly this.")
    contains: str | tuple[str, ...] | None = Field(None, description="It contains this, or all of these.")
    lacks: str | tuple[str, ...] | None = Field(None, description="It contains none of these.")
    matches: str | None = Field(None, description="A regular expression (RE2) that fits some of it.")
    absent: bool | None = Field(None, description="It is not there; false: it is there, whatever it is.")
    yaml: Any = Field(None, description="As YAML it has at least this.")
    json_: Any = Field(None, description="As JSON it has at least this.")

    @model_validator(mode="after")
    def _not_empty(self) -> TextMatch:
        if not self.model_fields_set:
            raise ValueError("says nothing: write equals, contains, lacks, matches, absent, yaml or json")
        return self


class ExpectedStep(KargoModel):
    """How a step went."""

    status: StepStatus | None = Field(None, description="Its status; Pending: its turn has not come.")
    message: str | TextMatch | None = Field(None, description="Its message.")
    output: Any = Field(None, description="Its output has at least this.")
    config: Any = Field(None, description="The evaluated configuration of its last attempt has at least this.")


class ExpectedCommit(KargoModel):
    """A commit."""

    message: str | TextMatch | None = Field(None, description="Its message, without line breaks at its end.")
    author: str | TextMatch | None = Field(None, description="`NAME <ADDRESS>`.")
    files: tuple[str, ...] | None = Field(None, description="The paths of all files that it changes, sorted.")


class ExpectedBranch(KargoModel):
    """A branch after the promotion."""

    files: dict[str, str | TextMatch] | None = Field(None, description="Files: what they hold, by their paths.")
    commits: tuple[str | ExpectedCommit, ...] | None = Field(
        None, description="All its new commits, the oldest first; a text is the message. `[]`: there are none."
    )
    diff: str | TextMatch | None = Field(None, description="What has changed, as `git diff` shows it.")
    absent: bool | None = Field(None, description="There is no such branch; false: there is.")


class ExpectedPullRequest(KargoModel):
    """A pull request."""

    source_: str | TextMatch | None = Field(None, description="The branch to be merged.")
    target: str | None = Field(None, description="The branch to merge into.")
    title: str | TextMatch | None = Field(None, description="Its title.")
    description: str | TextMatch | None = Field(None, description="Its description.")
    labels: tuple[str, ...] | None = Field(None, description="All its labels, sorted.")
    state: Literal["open", "merged", "closed"] | None = Field(None, description="What has become of it.")


class ExpectedRepository(ExpectedBranch):
    """A repository after the promotion; what a branch has is that of the default branch."""

    branches: dict[str, ExpectedBranch] = Field(default_factory=dict, description="Other branches, by name.")
    tags: tuple[str, ...] | None = Field(None, description="The names of all new tags, sorted.")
    pull_requests: tuple[str | ExpectedPullRequest, ...] | None = Field(
        None, description="All pull requests that the promotion has opened, the oldest first; a text is the title."
    )


class ExpectedRequest(KargoModel):
    """A request to a server that is given under `http`."""

    method: str | None = Field(None, description="Its method.")
    url: str | TextMatch | None = Field(None, description="The whole URL.")
    headers: dict[str, str | TextMatch] = Field(default_factory=dict, description="Headers, by name in any case.")
    body: str | TextMatch | None = Field(None, description="The body.")
    json_: Any = Field(None, description="The body as JSON has at least this.")


class Expect(KargoModel):
    """What has come of the promotion. What is not written may be anything, but for the phase."""

    phase: Literal["Succeeded", "Failed", "Errored", "Aborted", "Running"] | None = Field(
        None, description="How it ended; Succeeded by default. Running: it still waits."
    )
    message: str | TextMatch | None = Field(None, description="The message of the promotion.")
    error: str | TextMatch | None = Field(
        None, description="Why the promotion can't even begin: what `promote` would say."
    )
    steps: dict[str, StepStatus | ExpectedStep] | None = Field(
        None, description="Steps, by their aliases (`TASK::STEP` in tasks): a status, or more."
    )
    outputs: dict[str, Any] | None = Field(
        None, description="Outputs, by the alias of the step: they have at least this."
    )
    repositories: dict[str, ExpectedRepository] | None = Field(None, description="Repositories, by their URLs.")
    requests: tuple[str | ExpectedRequest, ...] | None = Field(
        None, description="All requests to servers under `http`, in order; a text is `METHOD URL`."
    )
    applications: dict[str, Any] | None = Field(None, description="Applications of Argo CD: they have at least this.")
    artifacts: dict[str, Any] | None = Field(
        None, description="Artifacts by `REPO:TAG`: their manifests have at least this; null: it is not there."
    )
    resources: tuple[dict[str, Any], ...] | None = Field(
        None, description="Resources as manifests, by kind and name: they have at least this."
    )
    snapshot: bool | None = Field(None, description="All that came of it is as in the snapshot next to the test file.")
