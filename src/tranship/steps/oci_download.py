"""oci-download: downloads one layer of an artifact in a registry into the work directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tranship.authoring import (
    LOCAL,
    READ,
    KargoModel,
    NonEmpty,
    StepError,
    StepResult,
    StepRun,
    StepRunnerCapability,
    TerminalError,
    step_runner,
)
from tranship.authoring.download import place_for, save
from tranship.authoring.oci import Reference, reference_of, repository_of
from tranship.clients.oci import Descriptor, Manifest
from tranship.errors import InputError
from tranship.files.atomic import size_text

if TYPE_CHECKING:
    from tranship.clients.oci.repository import Repository

LARGEST_LAYER = 100 << 20
_DEEPEST = 3


class OCIDownloadConfig(KargoModel):
    """What to download, and where it goes."""

    image_ref: Reference = Field(
        description="The artifact: a repository with a tag or a digest. With `oci://` in front it is a Helm chart's."
    )
    out_path: NonEmpty = Field(description="Where the file goes, below the work directory; folders are made.")
    allow_overwrite: bool = Field(default=False, description="Whether a file that is there may be replaced.")
    media_type: NonEmpty = Field(default="", description="The media type of the layer; else it is the first layer.")
    insecure_skip_tls_verify: bool = Field(
        default=False, description="Whether any TLS certificate is accepted. Dangerous."
    )


def run(step: StepRun[OCIDownloadConfig]) -> StepResult:
    """Download a layer of an artifact; of a multi-platform image that for linux/amd64."""
    config = step.config
    place = place_for(step.context.work_dir, config.out_path, overwrite=config.allow_overwrite)
    version = _version(config.image_ref)
    with repository_of(step, config.image_ref, verify=not config.insecure_skip_tls_verify) as repository:
        layer = _layer(_image(repository, version), config.media_type)
        if layer.size > LARGEST_LAYER:
            limit = size_text(LARGEST_LAYER)
            raise TerminalError(f"the layer is larger than {limit}, the most that is downloaded")
        with repository.blob(layer) as chunks:
            save(chunks, place, layer.size, step.execution)
    step.execution.log(f"{layer.digest} ({size_text(layer.size)}) saved as {config.out_path}")
    return StepResult()


def _version(reference: str) -> str:
    try:
        return reference_of(reference).version
    except InputError as error:
        raise StepError(f"imageRef: {error}", field=("imageRef",)) from error


def _image(repository: Repository, version: str) -> Manifest:
    """The manifest that has the layers."""
    manifest = repository.manifest(version)
    for _ in range(_DEEPEST):
        if not manifest.is_index:
            break
        child = next((one for one in manifest.children if one.runs_on("linux", "amd64")), None)
        if child is None:
            raise StepError(f"{repository} has nothing for linux/amd64 there; name the digest of another platform")
        manifest = repository.manifest(child.digest)
    return manifest


def _layer(manifest: Manifest, media_type: str) -> Descriptor:
    layers = manifest.layers
    if not layers:
        raise StepError("the artifact has no layers; is it the right one?", field=("imageRef",))
    found = next((layer for layer in layers if media_type in ("", layer.media_type)), None)
    if found is None:
        types = ", ".join(dict.fromkeys(layer.media_type for layer in layers))
        raise StepError(f'no layer has the media type "{media_type}"; there are: {types}', field=("mediaType",))
    return found


registration = step_runner(
    kind="oci-download",
    config=OCIDownloadConfig,
    run=run,
    effects=LOCAL | READ,
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS],
)
