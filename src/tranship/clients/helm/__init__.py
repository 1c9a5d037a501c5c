"""Helm, version 3 or 4, as the program ``helm``: charts rendered, their dependencies fetched, in a home of its own."""

from tranship.clients.helm.changes import changes_between
from tranship.clients.helm.client import HelmClient, HelmSettings
from tranship.clients.helm.dependencies import ChartDependency, ChartFiles, Locked
from tranship.clients.helm.home import RepositoryAccess
from tranship.clients.helm.rendering import SetValue, TemplateRequest

__all__ = [
    "ChartDependency",
    "ChartFiles",
    "HelmClient",
    "HelmSettings",
    "Locked",
    "RepositoryAccess",
    "SetValue",
    "TemplateRequest",
    "changes_between",
]
