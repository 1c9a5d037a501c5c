"""Argo CD's Application, of which promotions read and write a few fields: an open model."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import ConfigDict, Field

from tranship.models.resource import Resource


class Application(Resource):
    """An application that Argo CD deploys. All but its metadata is opaque, and fields that aren't named are kept."""

    api_version: ClassVar[str] = "argoproj.io/v1alpha1"
    kind: ClassVar[str] = "Application"
    plural: ClassVar[str] = "applications"

    model_config = ConfigDict(extra="allow")

    spec: dict[str, Any]
    operation: dict[str, Any] | None = None
    status: dict[str, Any] = Field(default_factory=dict)
