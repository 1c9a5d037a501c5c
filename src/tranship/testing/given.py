"""What a test of a template is given: Freight, and the world that the promotion meets."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from tranship.models.base import KargoModel, NonEmpty
from tranship.models.freight import ArtifactReference, Chart, GitCommit, Image
from tranship.models.times import Time

Status = Annotated[int, Field(ge=100, le=599)]
Provider = Literal["azure", "bitbucket", "bitbucket-server", "gitea", "github", "gitlab"]


class GivenFreight(KargoModel):
    """Freight made for the test; its name follows from what is in it, as in Kargo."""

    images: tuple[NonEmpty | Image, ...] = Field(
        (), description="Images: `REPO:TAG[@DIGEST]`, or with `repoURL`, `tag`."
    )
    commits: tuple[NonEmpty | GitCommit, ...] = Field(
        (), description="Commits: `REPO@REVISION`, a branch or tag of a given repository or the id of a commit."
    )
    charts: tuple[NonEmpty | Chart, ...] = Field(
        (), description="Charts: `REPO[:NAME]@VERSION`, or with `repoURL`, `name`."
    )
    artifacts: tuple[ArtifactReference, ...] = Field((), description="Artifacts of other kinds.")
    origin: str = Field("", description="The Warehouse; by default the one that subscribes to all of it.")
    alias: str = Field("", description="The alias.")
    labels: dict[str, str] = Field(default_factory=dict, description="Labels.")
    metadata: dict[str, Any] = Field(default_factory=dict, description="What steps have noted about it before.")


class Branch(KargoModel):
    """A branch of a repository: one commit with these files."""

    files: dict[str, str] = Field(default_factory=dict, description="Texts by their paths.")
    folder: str = Field("", description="A folder, next to the test file, whose files it has as well.")
    from_: str = Field("", description="The branch that it comes from; by default it has a history of its own.")


class PullRequest(KargoModel):
    """A pull request that is open before the promotion begins."""

    source_: NonEmpty = Field(description="The branch to be merged.")
    target: str = Field("", description="The branch to merge into; by default the default branch.")
    title: str = Field("", description="Its title.")


class Failure(KargoModel):
    """Requests to an API that fail by script."""

    status: Status = Field(description="The HTTP status of the answer.")
    message: str = Field("scripted failure", description="What the server says.")
    method: str = Field("", description="The method of the requests; by default any.")
    path: str = Field("", description="A regular expression for a part of their path; by default any.")
    first: int = Field(1, ge=1, description="Which of the requests that fit fails first, counted from 1.")
    times: int = Field(1, ge=1, description="How many fail from there on.")
    done: bool = Field(False, description="Do what is asked for all the same; only the answer is lost.")


class Repository(Branch):
    """A Git repository; `files` and `folder` are those of its default branch."""

    branch: NonEmpty = Field("main", description="The default branch.")
    branches: dict[str, Branch] = Field(default_factory=dict, description="Its other branches, by name.")
    tags: dict[str, str] = Field(default_factory=dict, description="Tags, with the branch whose commit each is on.")
    provider: Provider | None = Field(
        None, description="The forge that it is on; by default what the name of its host tells, or none."
    )
    username: str = Field("", description="The user who gets in with `password`; by default anybody who knows it.")
    password: str = Field(
        "", description="The password or token that opens it, for Git and for the forge; by default it is open to all."
    )
    pull_requests: tuple[PullRequest, ...] = Field((), description="Pull requests that are open before.")
    failures: tuple[Failure, ...] = Field((), description="Requests to the forge that fail.")


class Answer(KargoModel):
    """An answer to an HTTP request."""

    status: Status = Field(200, description="The status.")
    headers: dict[str, str] = Field(default_factory=dict, description="Headers.")
    body: str = Field("", description="The body, as text.")
    json_: Any = Field(None, description="The body, as data that is sent as JSON.")


class Application(KargoModel):
    """An Application of Argo CD, and how its controller behaves."""

    spec: dict[str, Any] = Field(default_factory=dict, description="Its spec, as in a manifest.")
    source_: dict[str, Any] = Field(default_factory=dict, description="Its only source, in place of a spec.")
    stage: str = Field(
        "", description="The Stage that may change it, `PROJECT:STAGE`; by default the one that is tested."
    )
    labels: dict[str, str] = Field(default_factory=dict, description="Labels.")
    looks: int = Field(1, ge=0, description="How often a sync is still seen running.")
    phase: Literal["Succeeded", "Failed", "Error"] = Field("Succeeded", description="How syncs end.")
    message: str = Field("", description="What is said about the end of a sync; by default what Argo CD says.")
    health: tuple[str, ...] = Field(
        ("Healthy",), description="The health after a sync, look by look; the last one stays."
    )
    synced: bool = Field(True, description="Whether it is synced before the promotion.")


class Layer(KargoModel):
    """A layer of an artifact."""

    media_type: str = Field("application/octet-stream", description="Its media type.")
    text: str = Field("", description="What it holds, as text.")
    base64: str = Field("", description="What it holds, as base64.")


class Artifact(KargoModel):
    """An artifact in a registry."""

    layers: tuple[Layer, ...] = Field((), description="Its layers.")
    annotations: dict[str, str] = Field(default_factory=dict, description="Annotations of its manifest.")
    artifact_type: str = Field("", description="Its type.")


class MergeEvent(KargoModel):
    """Somebody merges what is open."""

    repository: str = Field("", description="The repository; by default the only one on a forge.")
    how: Literal["merge", "squash", "rebase"] = Field("merge", description="The way to merge.")


class CommitEvent(KargoModel):
    """Somebody pushes a commit."""

    repository: str = Field("", description="The repository; by default the only one.")
    branch: str = Field("", description="The branch; by default the default branch.")
    files: dict[str, str | None] = Field(default_factory=dict, description="Texts by their paths; null removes a file.")
    message: str = Field("change", description="The message.")


class ApplicationEvent(KargoModel):
    """An Application behaves in another way from now on."""

    name: NonEmpty = Field(description="Its name, or `NAMESPACE/NAME`.")
    health: tuple[str, ...] | None = Field(None, description="The health after a sync, look by look.")
    phase: Literal["Succeeded", "Failed", "Error"] | None = Field(None, description="How syncs end.")


class Event(KargoModel):
    """What others do meanwhile, once. Without `after` and `during` it is when the promotion first waits."""

    after: str = Field("", description="The alias of the step after whose end it happens.")
    during: str = Field("", description="The alias of the step that is running, and waits, when it happens.")
    merge: MergeEvent | None = Field(None, description="Somebody merges all open pull requests of a repository.")
    close: MergeEvent | None = Field(None, description="Somebody closes all open pull requests, and merges none.")
    commit: CommitEvent | None = Field(None, description="Somebody pushes a commit.")
    application: ApplicationEvent | None = Field(None, description="An Application changes its behaviour.")

    @model_validator(mode="after")
    def _one_thing(self) -> Event:
        if sum(one is not None for one in (self.merge, self.close, self.commit, self.application)) != 1:
            raise ValueError("must have exactly one of merge, close, commit and application")
        if self.after and self.during:
            raise ValueError("has both after and during; it happens at one time")
        return self


class Given(KargoModel):
    """What both a file and each of its cases may give. A case's is laid over the file's: key by key, lists appended."""

    stage: str = Field("", description="The Stage to promote to, by its name in the manifests.")
    task: str = Field("", description="The PromotionTask or ClusterPromotionTask to run, in place of a Stage.")
    project: str = Field("", description="The project; needed only if the manifests are of several.")
    freight: NonEmpty | GivenFreight | tuple[NonEmpty | GivenFreight, ...] | None = Field(
        None,
        description="The Freight: what is in it, or the name or alias of one in the manifests. "
        "Of several the first is promoted, and the others go along.",
    )
    vars: dict[str, str] = Field(default_factory=dict, description="Variables of the promotion, as by `--var`.")
    actor: str = Field("", description="Who promotes, as templates see it.")
    now: Time | None = Field(None, description="When it begins, what `now()` says; by default 2026-01-31T12:00:00Z.")
    repositories: dict[str, Repository] = Field(default_factory=dict, description="Git repositories, by their URLs.")
    http: dict[str, Status | Answer | tuple[Answer, ...]] = Field(
        default_factory=dict,
        description="Answers of HTTP servers, by `[METHOD ]URL`. Of several the last repeats; a number is a status.",
    )
    applications: dict[str, Application] = Field(
        default_factory=dict, description="Applications of Argo CD, by `[NAMESPACE/]NAME`."
    )
    artifacts: dict[str, Artifact] = Field(default_factory=dict, description="Artifacts in registries, by `REPO:TAG`.")
    resources: tuple[dict[str, Any], ...] = Field(
        (), description="Further manifests, such as Secrets: they are test data, so they may stand in the open."
    )
    events: tuple[Event, ...] = Field((), description="What others do while the promotion runs.")
    waits: int | None = Field(
        None, ge=0, description="How often it may wait before the test takes it as it stands; by default 20."
    )
