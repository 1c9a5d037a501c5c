"""Updates of an Application's sources: which source is meant, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from tranship.errors import StepError
from tranship.models.argocd import Application
from tranship.models.base import GIVEN, KargoModel, NonEmpty
from tranship.refs.git_url import normalize_git_url

Source = Mapping[str, Any]


class KustomizeImage(KargoModel):
    """An image that kustomize is told to use."""

    repo_url: NonEmpty = Field(description="The image that manifests name.")
    new_name: NonEmpty = Field(default="", description="The image to use in its place, if it is another.")
    tag: str = Field(default="", description="The tag to use. Either this or `digest` is given.")
    digest: str = Field(default="", description="The digest to use.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.tag) == bool(self.digest):
            raise ValueError("needs exactly one of tag and digest")
        return self

    @property
    def text(self) -> str:
        """The image as kustomize writes it."""
        name = f"{self.repo_url}={self.new_name}" if self.new_name else self.repo_url
        return f"{name}@{self.digest}" if self.digest else f"{name}:{self.tag}"


class KustomizeUpdate(KargoModel):
    """What is set of a source that kustomize renders."""

    images: Annotated[Annotated[list[KustomizeImage], Field(min_length=1)] | None, GIVEN] = Field(
        default=None, description="The images, in place of all that the source has."
    )


class HelmParameter(KargoModel):
    """A parameter of a chart."""

    key: NonEmpty = Field(description="The parameter's name.")
    value: str = Field(description="Its value.")


class HelmUpdate(KargoModel):
    """What is set of a source that is a chart."""

    images: Annotated[list[HelmParameter], Field(min_length=1)] = Field(
        description="Parameters; those that the source has already change in place."
    )


class SourceUpdate(KargoModel):
    """An update of one source of an Application."""

    repo_url: NonEmpty = Field(description="The source's repository.")
    chart: NonEmpty = Field(default="", description="The source's chart, if it is one of a chart repository.")
    desired_revision: NonEmpty = Field(
        default="", description="The revision that the source must be synced to for the step to succeed."
    )
    update_target_revision: bool = Field(
        default=False, description="Whether the source's `targetRevision` becomes `desiredRevision`."
    )
    kustomize: Annotated[KustomizeUpdate | None, GIVEN] = Field(default=None, description="Images for kustomize.")
    helm: Annotated[HelmUpdate | None, GIVEN] = Field(default=None, description="Parameters for Helm.")

    @model_validator(mode="after")
    def _has_what_it_writes(self) -> Self:
        if self.update_target_revision and not self.desired_revision:
            raise ValueError("updateTargetRevision needs a desiredRevision")
        return self

    def is_for(self, source: Source) -> bool:
        """Whether the source is the one that is meant: charts by the letter, Git repositories by any spelling."""
        url, chart = str(source.get("repoURL") or ""), str(source.get("chart") or "")
        if self.chart or chart:
            return (url, chart) == (self.repo_url, self.chart)
        return normalize_git_url(url) == normalize_git_url(self.repo_url)


def sources_of(application: Application) -> list[Source]:
    """The Application's sources, whichever way it writes them."""
    several = application.spec.get("sources")
    if several:
        return list(several)
    single = application.spec.get("source")
    return [single] if single else []


def desired_revisions(updates: Sequence[SourceUpdate], sources: Sequence[Source]) -> list[str]:
    """For each source the revision that it must have, empty where none is asked for."""
    return [next((one.desired_revision for one in updates if one.is_for(source)), "") for source in sources]


def updated_spec(application: Application, updates: Sequence[SourceUpdate]) -> dict[str, Any]:
    """The part of the Application's spec that updates change; fields that they don't name stay as they are.

    :raises StepError: an update is for no source that the Application has.
    """
    sources = [dict(source) for source in sources_of(application)]
    for update in updates:
        found = next((index for index, source in enumerate(sources) if update.is_for(source)), None)
        if found is None:
            chart = f' and chart "{update.chart}"' if update.chart else ""
            raise StepError(
                f'the Application "{application.name}" has no source with the repoURL "{update.repo_url}"{chart}'
            )
        sources[found] = _updated(sources[found], update, desired_revisions(updates, [sources[found]])[0])
    if not updates:
        return {}
    return {"sources": sources} if application.spec.get("sources") else {"source": sources[0]}


def described_update(application: Application, spec: Mapping[str, Any]) -> list[str]:
    """What an update changes in the Application's sources, as lines such as ``targetRevision: v1 → v2``.

    :param spec: the updated part, as :func:`updated_spec` gives it.
    """
    after = spec.get("sources") or [source for source in [spec.get("source")] if source]
    several = len(after) > 1
    return [
        f"{source.get('repoURL')} {line}" if several else line
        for before, source in zip(sources_of(application), after, strict=False)
        for line in _changed_fields(before, source, "")
    ]


def _changed_fields(before: Any, after: Any, path: str) -> list[str]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = dict.fromkeys((*before, *after))
        lines = [
            _changed_fields(before.get(key), after.get(key), f"{path}.{key}" if path else str(key)) for key in keys
        ]
        return [line for found in lines for line in found]
    if isinstance(after, list) and isinstance(before, list | None) and before != after:
        old, new = [_item_text(item) for item in before or ()], [_item_text(item) for item in after]
        gone, come = [item for item in old if item not in new], [item for item in new if item not in old]
        return [f"{path}: {', '.join(gone) or '(none)'} → {', '.join(come) or '(none)'}"]
    if isinstance(after, Mapping):
        return _changed_fields({}, after, path)
    return [] if before == after else [f"{path}: {'(none)' if before is None else before} → {after}"]


def _item_text(item: Any) -> str:
    """An image as kustomize writes it, or a parameter of Helm."""
    return f"{item.get('name')}={item.get('value')}" if isinstance(item, Mapping) else str(item)


def _updated(source: dict[str, Any], update: SourceUpdate, revision: str) -> dict[str, Any]:
    updated = dict(source)
    if update.update_target_revision and revision:
        updated["targetRevision"] = revision
    if update.kustomize is not None and update.kustomize.images:
        kustomize = dict(updated.get("kustomize") or {})
        updated["kustomize"] = kustomize | {"images": [image.text for image in update.kustomize.images]}
    if update.helm is not None:
        helm = dict(updated.get("helm") or {})
        updated["helm"] = helm | {"parameters": _parameters(helm.get("parameters") or [], update.helm.images)}
    return updated


def _parameters(present: Sequence[Source], wanted: Sequence[HelmParameter]) -> list[dict[str, Any]]:
    parameters = [dict(one) for one in present]
    for parameter in wanted:
        known = next((one for one in parameters if one.get("name") == parameter.key), None)
        if known is None:
            parameters.append({"name": parameter.key, "value": parameter.value})
        else:
            known["value"] = parameter.value
    return parameters
