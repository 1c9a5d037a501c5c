"""kustomize-set-image: sets images in a kustomization and leaves every other byte as it is."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, model_validator

from tranship.authoring import (
    LOCAL,
    READ,
    KargoModel,
    NonEmpty,
    StepError,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.clients.kustomize.closure import NAMES
from tranship.errors import EditError
from tranship.files import atomic, paths
from tranship.formats.kustomization import Image, set_images
from tranship.models.warehouse import Warehouse


class ImageConfig(KargoModel):
    """One image."""

    image: NonEmpty = Field(description="The image in the manifests, as the kustomization names it.")
    name: str = Field(default="", description="The name of its entry in the kustomization, if that is not `image`.")
    new_name: str = Field(default="", description="What takes the place of the image's name; `*` keeps what is there.")
    tag: str = Field(default="", description="The tag; `*` keeps what is there. Either this or `digest` is needed.")
    digest: str = Field(default="", description="The digest; `*` keeps what is there.")

    @model_validator(mode="after")
    def _tag_or_digest(self) -> ImageConfig:
        if bool(self.tag) == bool(self.digest):
            raise ValueError("give either a tag or a digest" + (", not both" if self.tag else ""))
        return self


class KustomizeSetImageConfig(KargoModel):
    """The configuration of a kustomize-set-image step."""

    path: NonEmpty = Field(description="The folder with the kustomization, below the work directory.")
    images: list[ImageConfig] = Field(
        default_factory=list,
        description="The images to set; without them all images of the Freight, with tag and digest.",
    )


def run(step: StepRun[KustomizeSetImageConfig]) -> StepResult:
    """Set images in a kustomization."""
    path, file = step.config.path, _kustomization(step)
    given = [Image(one.name or one.image, one.new_name, one.tag, one.digest) for one in step.config.images]
    images = given or list(_images_of_freight(step))
    data = atomic.read_file(file)
    try:
        edited = set_images(data, images)
    except EditError as error:
        raise StepError(f"{path.rstrip('/')}/{file.name}: {error}") from error
    if edited.data != data:
        atomic.replace_file(file, edited.data)
    if not edited.images:
        return StepResult()
    lines = "".join(f"\n- {image}" for image in edited.images)
    return StepResult(
        output={"commitMessage": f"Updated {path} to use new image{'s' * (len(edited.images) > 1)}\n{lines}"}
    )


def _kustomization(step: StepRun[KustomizeSetImageConfig]) -> Path:
    """The one file of the folder that is a kustomization; a link does not count."""
    folder = paths.inside(step.context.work_dir, step.config.path)
    found = [file for name in NAMES if _is_file(file := folder / name)]
    if not found:
        raise StepError(f'there is no kustomization in "{step.config.path}" ({", ".join(NAMES)})', field=("path",))
    if len(found) > 1:
        names = " and ".join(file.name for file in found)
        raise StepError(f'"{step.config.path}" has more than one kustomization: {names}; keep one', field=("path",))
    return found[0]


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _images_of_freight(step: StepRun[KustomizeSetImageConfig]) -> Iterator[Image]:
    """All images of the promotion's Freight, as far as it is clear where each comes from."""
    client, subscribed = step.capabilities.kargo_client, dict[str, str]()
    for name in (request.origin.name for request in step.context.freight_requests):
        warehouse = client.get(Warehouse, step.context.project, name) if client else None
        if warehouse is None:
            raise StepError(f'there is no Warehouse "{name}" to tell its images by; list `images` in the step')
        for image in (one.image.repo_url for one in warehouse.spec.subscriptions if one.image):
            if image in subscribed:
                raise StepError(
                    f'both Warehouse "{subscribed[image]}" and Warehouse "{name}" could provide the image {image}; '
                    "say which one is meant by `images` in the step, with imageFrom() and warehouse()"
                )
            subscribed[image] = name
    for _, freight in sorted(step.context.freight.items.items()):
        yield from (Image(image.repo_url, "", image.tag, image.digest) for image in freight.images)


registration = step_runner(
    kind="kustomize-set-image",
    config=KustomizeSetImageConfig,
    run=run,
    effects=lambda config: LOCAL if config.images else LOCAL | READ,
    outputs={"commitMessage": str},
    capabilities=[StepRunnerCapability.ACCESS_CONTROL_PLANE],
)
