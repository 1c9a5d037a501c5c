"""Which Applications a step works on: by name or by labels, and which of them a Stage may change."""

from __future__ import annotations

import os
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from tranship.authoring.definition import StepRun
from tranship.errors import StepError
from tranship.models.argocd import Application
from tranship.models.base import GIVEN, KargoModel, NonEmpty
from tranship.models.selectors import LabelSelector
from tranship.store.applications import Applications, Interruptible

AUTHORIZED_STAGE = "kargo.akuity.io/authorized-stage"
"""The annotation that lets Stages change an Application: ``project:stage``, several with commas between them."""

NAMESPACE = "ARGOCD_NAMESPACE"
"""The environment variable that names the namespace of Applications."""


_CONNECT = (
    "connect one with ARGOCD_SERVER and ARGOCD_AUTH_TOKEN, or with TRANSHIP_ARGOCD_KUBERNETES=true the cluster that it "
    "runs in"
)

NOT_LOOKED_AT = f"no Argo CD is connected, so nothing of this was looked at, and `promote` would end here; {_CONNECT}"
"""What a plan says where there is no Argo CD: the template may be right all the same."""


class AppConfig(KargoModel):
    """One Application by its name, or all with certain labels."""

    name: NonEmpty = Field(default="", description="The Application's name. Either this or `selector` is given.")
    namespace: NonEmpty = Field(
        default="", description=f"The Application's namespace. Default: what `{NAMESPACE}` says, or `argocd`."
    )
    selector: Annotated[LabelSelector | None, GIVEN] = Field(default=None, description="Labels of the Applications.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.name) == (self.selector is not None):
            raise ValueError("needs exactly one of name and selector")
        return self

    @property
    def target(self) -> str:
        """The Applications as people see them before anybody has looked for them."""
        if self.selector is None:
            return f"argocd/{self.name}"
        labels = ", ".join(f"{key}={value}" for key, value in self.selector.match_labels.items())
        return f"argocd/ with {labels or 'the labels of its selector'}"

    @property
    def place(self) -> str:
        """The namespace that is meant."""
        return self.namespace or os.environ.get(NAMESPACE, "") or "argocd"


def applications_of(step: StepRun[Any]) -> Applications:
    """Where the Applications are.

    :raises StepError: no Argo CD is connected.
    """
    client = step.capabilities.argocd_client
    if client is None:
        raise StepError(f"there is no Argo CD to talk to; {_CONNECT}")
    return client.during(step.execution) if isinstance(client, Interruptible) else client


def select(client: Applications, config: AppConfig) -> list[Application]:
    """The Applications that are meant, by name.

    :raises StepError: there is none. :raises InputError: the selector is one that Kubernetes refuses.
    """
    if config.selector is None:
        found = client.get(Application, config.place, config.name)
        if found is None:
            raise StepError(f'there is no Application "{config.name}" in the namespace "{config.place}"')
        return [found]
    config.selector.check()
    every = client.list(Application, config.place, labels=config.selector.match_labels)
    matching = [one for one in every if config.selector.matches(one.metadata.labels)]
    if not matching:
        raise StepError(f'no Application in the namespace "{config.place}" has the labels that the selector asks for')
    return sorted(matching, key=lambda one: one.name)


def is_authorized(application: Application, project: str, stage: str) -> bool:
    """Whether the Application lets this Stage change it. One entry that is no ``project:stage`` spoils them all."""
    entries = application.metadata.annotations.get(AUTHORIZED_STAGE, "").split(",")
    pairs = [[part.strip() for part in entry.split(":", 1)] for entry in entries if entry.strip()]
    if any(len(pair) < 2 or not all(pair) or "*" in "".join(pair) for pair in pairs):
        return False
    return [project, stage] in pairs


def authorized(step: StepRun[Any], config: AppConfig, applications: list[Application]) -> list[Application]:
    """Those of the Applications that the step's Stage may change.

    :raises StepError: the one that was named may not be, or none of several.
    """
    project, stage = step.context.project, step.context.stage
    allowed = [one for one in applications if is_authorized(one, project, stage)]
    if not allowed:
        which = f'the Application "{config.name}" does not let' if config.name else "no selected Application lets"
        raise StepError(
            f'{which} the Stage "{stage}" of the project "{project}" change it; it needs the annotation '
            f"{AUTHORIZED_STAGE}: {project}:{stage}"
        )
    return allowed
