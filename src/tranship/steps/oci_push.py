"""oci-push: copies an artifact to another tag, repository or registry, and may annotate it on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tranship.authoring import (
    WRITE,
    Change,
    ChangeKind,
    KargoModel,
    Preview,
    StepFailed,
    StepResult,
    StepRun,
    StepRunnerCapability,
    TerminalError,
    step_runner,
)
from tranship.authoring.oci import Reference, TaggedReference, reference_of, repository_of
from tranship.errors import FieldPath, InputError
from tranship.files.atomic import size_text
from tranship.refs.image_ref import ImageRef

if TYPE_CHECKING:
    from tranship.clients.oci.copying import Artifact
    from tranship.clients.oci.repository import Repository

_INDEX, _MANIFEST = "index:", "manifest:"


class OCIPushConfig(KargoModel):
    """What is copied, and where it goes."""

    src_ref: Reference = Field(
        description="The artifact: a repository with a tag or a digest. With `oci://` in front it is a Helm chart's."
    )
    dest_ref: TaggedReference = Field(description="The repository and tag that it gets; a tag that is there is moved.")
    annotations: dict[str, str] = Field(
        default_factory=dict,
        description="Annotations to set, which changes the digest. A key with `index:` in front goes to the index of a "
        "multi-platform image, any other (`manifest:` may be in front) to each image.",
    )
    insecure_skip_tls_verify: bool = Field(
        default=False, description="Whether any TLS certificate is accepted. Dangerous."
    )


def run(step: StepRun[OCIPushConfig]) -> StepResult:
    """Copy an artifact to another tag, repository or registry."""
    # They speak HTTP, which most promotions never do.
    from tranship.clients.oci import copying

    config = step.config
    source_ref, target = _reference(config.src_ref, ("srcRef",)), _reference(config.dest_ref, ("destRef",))
    verify = not config.insecure_skip_tls_verify
    with (
        repository_of(step, config.src_ref, verify=verify) as source,
        repository_of(step, config.dest_ref, verify=verify, push=True) as destination,
    ):
        artifact = _artifact(step, source, source_ref, target)
        copying.push(artifact, source, destination, target.tag, step.execution)
    return StepResult(output={"image": str(target), "digest": artifact.manifest.digest, "tag": target.tag})


def preview(step: StepRun[OCIPushConfig]) -> Preview:
    """Look at the artifact, and say what would be copied where."""
    config = step.config
    source_ref, target = _reference(config.src_ref, ("srcRef",)), _reference(config.dest_ref, ("destRef",))
    with repository_of(step, config.src_ref, verify=not config.insecure_skip_tls_verify) as source:
        digest = _artifact(step, source, source_ref, target).manifest.digest
    summary = f"a copy of {source_ref}" + (" with annotations" if config.annotations else "")
    details = {"digest": digest} | ({"annotations": dict(config.annotations)} if config.annotations else {})
    change = Change(ChangeKind.ARTIFACT, str(target), summary, details=details)
    return Preview({"image": str(target), "digest": digest, "tag": target.tag}, (change,))


def _artifact(step: StepRun[OCIPushConfig], source: Repository, source_ref: ImageRef, target: ImageRef) -> Artifact:
    """The artifact as it will be at its target, annotations and all."""
    from tranship.clients.oci import copying

    config = step.config
    artifact = copying.fetch(source, source_ref.version)
    for part in artifact.all():
        if not (part.manifest.is_image or part.manifest.is_index):
            raise TerminalError(f"{config.src_ref} has a manifest of a type that can't be copied")
    if source_ref.name != target.name:
        _check_size(artifact.size, step.toolbox.oci.largest_push)
    index = {key.removeprefix(_INDEX): value for key, value in config.annotations.items() if key.startswith(_INDEX)}
    others = {key: value for key, value in config.annotations.items() if not key.startswith(_INDEX)}
    image = {key.removeprefix(_MANIFEST): value for key, value in others.items()}
    return copying.annotate(artifact, index, image)


def _reference(text: str, field: FieldPath) -> ImageRef:
    try:
        return reference_of(text)
    except InputError as error:
        raise StepFailed(f"{field[0]}: {error}", field=field) from error


def _check_size(size: int, largest: int) -> None:
    """Refuse to copy what is too large from one repository to another."""
    if largest == 0:
        raise TerminalError("copies to other repositories are forbidden here; ask who runs this for another limit")
    if 0 < largest < size:
        limit = size_text(largest)
        raise TerminalError(f"the artifact is larger than {limit}, the most that is copied to another repository")


registration = step_runner(
    kind="oci-push",
    config=OCIPushConfig,
    run=run,
    effects=WRITE,
    preview=preview,
    outputs={"image": str, "digest": str, "tag": str},
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS],
)
