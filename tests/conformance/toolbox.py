"""The clients that a case's steps work with: the real ones, which may talk to servers of this machine."""

from __future__ import annotations

from tests.conformance.world import World
from tranship.authoring import Toolbox
from tranship.clients.addresses import AddressPolicy
from tranship.clients.git import GitClient, GitSettings
from tranship.clients.helm import HelmClient
from tranship.clients.http import HTTPClient
from tranship.clients.kustomize import KustomizeClient, KustomizeSettings


def case_toolbox(world: World) -> Toolbox:
    """A toolbox that ends with the case."""
    addresses = AddressPolicy(allow_loopback=True)
    git = GitClient(GitSettings(addresses=addresses, allow_file=True))
    kustomize = KustomizeClient(KustomizeSettings(allow_remote=True), addresses)
    return Toolbox(
        addresses=addresses,
        http=HTTPClient(addresses),
        git=git,
        kustomize=kustomize,
        helm=HelmClient(addresses=addresses),
    )
