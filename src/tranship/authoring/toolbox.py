"""The toolbox: the stateful clients that steps work with, built once by the composition root, shared by all steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tranship.clients.addresses import AddressPolicy
    from tranship.clients.forges import ForgesClient
    from tranship.clients.git import GitClient
    from tranship.clients.helm import HelmClient
    from tranship.clients.http import HTTPClient
    from tranship.clients.kustomize import KustomizeClient
    from tranship.clients.oci import OCIClient


def _addresses() -> AddressPolicy:
    from tranship.clients.addresses import AddressPolicy

    return AddressPolicy()


def _http() -> HTTPClient:
    from tranship.clients.http import HTTPClient

    return HTTPClient()


def _oci() -> OCIClient:
    from tranship.clients.oci import OCIClient

    return OCIClient()


def _git() -> GitClient:
    from tranship.clients.git import GitClient

    return GitClient()


def _kustomize() -> KustomizeClient:
    from tranship.clients.kustomize import KustomizeClient

    return KustomizeClient()


def _helm() -> HelmClient:
    from tranship.clients.helm import HelmClient

    return HelmClient()


def _forges() -> ForgesClient:
    from tranship.clients.forges import ForgesClient

    return ForgesClient()


@dataclass(frozen=True)
class Toolbox:
    """The clients, one field for each; every one of them may be used from several threads.

    A field's default is the client with its default settings, made (and its module imported) when a Toolbox is made
    without it.
    """

    addresses: AddressPolicy = field(default_factory=_addresses)
    http: HTTPClient = field(default_factory=_http)
    oci: OCIClient = field(default_factory=_oci)
    git: GitClient = field(default_factory=_git)
    kustomize: KustomizeClient = field(default_factory=_kustomize)
    helm: HelmClient = field(default_factory=_helm)
    forges: ForgesClient = field(default_factory=_forges)
