"""A forge's double with a repository, and the client for it: what all tests of forges start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tranship.clients.addresses import AddressPolicy
from tranship.clients.forges import Forge, ForgeKind, ForgesClient, NewPullRequest, PullRequest
from tranship.clients.http import HTTPClient
from tranship.execution import BACKGROUND, Execution
from tranship.testing.forges import (
    AzureDouble,
    BitbucketCloudDouble,
    BitbucketServerDouble,
    ForgeDouble,
    GiteaDouble,
    GitHubDouble,
    GitLabDouble,
    Repository,
)

TOKEN = "t0ken"
CLIENT = ForgesClient(HTTPClient(AddressPolicy(allow_loopback=True, environment={})))
LINES = "".join(f"{number}\n" for number in range(1, 10))

DOUBLES: dict[ForgeKind, tuple[Callable[..., ForgeDouble], str]] = {
    ForgeKind.GITHUB: (GitHubDouble, "acme/gitops"),
    ForgeKind.GITLAB: (GitLabDouble, "acme/deploy/gitops"),
    ForgeKind.GITEA: (GiteaDouble, "acme/gitops"),
    ForgeKind.BITBUCKET: (BitbucketCloudDouble, "acme/gitops"),
    ForgeKind.BITBUCKET_SERVER: (BitbucketServerDouble, "ACME/gitops"),
    ForgeKind.AZURE: (AzureDouble, "acme/shop/gitops"),
}
"""Each kind with its double, and the name of a repository on it."""


@dataclass(frozen=True)
class Scene:
    """A double of a forge, with the branches ``main`` and ``work``, which is one commit ahead."""

    kind: ForgeKind
    double: ForgeDouble
    name: str

    @property
    def git(self) -> Repository:
        """The repository."""
        return self.double.repository(self.name)

    @property
    def url(self) -> str:
        """Its address."""
        return self.double.repository_url(self.name)

    def open(self, token: str = TOKEN, execution: Execution = BACKGROUND, **more: Any) -> Forge:
        """The client for the repository."""
        return CLIENT.open(self.url, self.kind, token, execution, **more)

    def create(self, **more: Any) -> PullRequest:
        """A pull request of ``work`` into ``main``."""
        fields = {"title": "Promote web", "description": "to 1.4.2", "source": "work", "target": "main", **more}
        return self.open().create(NewPullRequest(**fields))

    def move_target(self) -> None:
        """Somebody else commits to the target branch, without a conflict."""
        self.git.commit("main", {"other.txt": "x\n"}, "other")

    def conflict(self) -> None:
        """Somebody else changes on the target branch what the source has changed."""
        self.git.commit("main", {"values.yaml": LINES.replace("5", "other")}, "other")


@contextmanager
def scene_of(kind: ForgeKind, folder: Path, **options: Any) -> Iterator[Scene]:
    """The scene while the block runs; ``options`` are the double's."""
    double, name = DOUBLES[kind]
    with double(folder / "forge", token=TOKEN, **options) as forge:
        forge.create_repository(name, {"values.yaml": LINES})
        git = forge.repository(name)
        git.branch("work", "main")
        git.commit("work", {"values.yaml": LINES.replace("5", "five")}, "Update web")
        yield Scene(kind, forge, name)
