"""The clients that a case's steps work with: the real ones, which may talk to servers of this machine."""

from __future__ import annotations

from tests.conformance.world import World
from tranship.authoring import Toolbox
from tranship.clients.addresses import AddressPolicy
from tranship.clients.forges import ForgesClient
from tranship.clients.git import GitClient, GitSettings
from tranship.clients.helm import HelmClient
from tranship.clients.http import HTTPClient
from tranship.clients.kustomize import KustomizeClient, KustomizeSettings
from tranship.clients.oci import OCIClient


def case_toolbox(world: World) -> Toolbox:
    """A toolbox that ends with the case."""
    addresses = AddressPolicy(allow_loopback=True)
    git = GitClient(GitSettings(addresses=addresses, allow_file=True))
    kustomize = KustomizeClient(KustomizeSettings(allow_remote=True), addresses)
    http = HTTPClient(addresses)
    return Toolbox(
        addresses=addresses,
        http=http,
        oci=OCIClient(http),
        forges=ForgesClient(http),
        git=git,
        kustomize=kustomize,
        helm=HelmClient(addresses=addresses),
    )
