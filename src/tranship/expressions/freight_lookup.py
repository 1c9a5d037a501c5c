"""Which Freight an artifact is taken from: the rules of imageFrom(), commitFrom(), chartFrom() and artifactFrom().

Without an origin, every Warehouse that the Stage requests Freight from is read, and exactly one of them must subscribe
to the artifact. With one, neither requests nor Warehouses count. Then the Freight of that origin is searched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tranship.errors import InputError
from tranship.expressions.sources import Sources
from tranship.models.freight import ArtifactReference, Chart, FreightOrigin, FreightReference, GitCommit, Image
from tranship.models.warehouse import RepoSubscription, Warehouse
from tranship.refs.git_url import normalize_git_url

A = TypeVar("A")


@dataclass(frozen=True)
class Wanted(Generic[A]):
    """An artifact to look for.

    ``words`` name it in messages. ``subscribed`` says whether a subscription can provide it; ``found_in`` is the first
    such artifact of some Freight, None if there is none.
    """

    words: str
    subscribed: Callable[[RepoSubscription], bool]
    found_in: Callable[[FreightReference], A | None]


def image(repo_url: str) -> Wanted[Image]:
    """An image of a repository. Addresses are compared to the letter."""
    return Wanted(
        f"an image of {repo_url}",
        lambda subscription: bool(subscription.image and subscription.image.repo_url == repo_url),
        lambda freight: next((image for image in freight.images if image.repo_url == repo_url), None),
    )


def commit(repo_url: str) -> Wanted[GitCommit]:
    """A commit of a Git repository. Other spellings of its address count as the same."""
    wanted = normalize_git_url(repo_url)
    return Wanted(
        f"a commit of {wanted}",
        lambda subscription: bool(subscription.git and normalize_git_url(subscription.git.repo_url) == wanted),
        lambda freight: next(
            (commit for commit in freight.commits if normalize_git_url(commit.repo_url) == wanted), None
        ),
    )


def chart(repo_url: str, name: str) -> Wanted[Chart]:
    """A Helm chart. Addresses are compared to the letter; an empty name is that of a chart without one."""
    return Wanted(
        f'the chart "{name}" of {repo_url}' if name else f"a chart of {repo_url}",
        lambda subscription: bool(
            subscription.chart and subscription.chart.repo_url == repo_url and subscription.chart.name == name
        ),
        lambda freight: next(
            (chart for chart in freight.charts if chart.repo_url == repo_url and chart.name == name), None
        ),
    )


def artifact(subscription_name: str) -> Wanted[ArtifactReference]:
    """An artifact of another kind, by the name of its subscription."""
    return Wanted(
        f'an artifact of the subscription "{subscription_name}"',
        lambda subscription: any(other.name == subscription_name for other in subscription.others.values()),
        lambda freight: next(
            (artifact for artifact in freight.artifacts if artifact.subscription_name == subscription_name), None
        ),
    )


def find(wanted: Wanted[A], origin: FreightOrigin | None, sources: Sources) -> A | None:
    """The artifact in the promotion's Freight; None if nothing provides it.

    :raises InputError: no origin is given, and a requested Warehouse does not exist, or several could provide it.
    :raises StoreError: a Warehouse can't be read.
    """
    provider = _only_provider(wanted, sources) if origin is None else origin
    if provider is None:
        return None
    freight = sources.freight.items.get(str(provider))
    return None if freight is None else wanted.found_in(freight)


def _only_provider(wanted: Wanted[A], sources: Sources) -> FreightOrigin | None:
    """The origin among the Stage's requests whose Warehouse subscribes to the artifact."""
    providers = [
        request.origin
        for request in sources.freight_requests
        for subscription in _warehouse(request.origin.name, sources).spec.subscriptions
        if wanted.subscribed(subscription)
    ]
    if len(providers) > 1:
        names = " and ".join(dict.fromkeys(f'"{provider.name}"' for provider in providers))
        raise InputError(
            f"{wanted.words} could come from more than one subscription (Warehouse {names}); "
            "say which one is meant by a last argument such as warehouse('name')"
        )
    return providers[0] if providers else None


def _warehouse(name: str, sources: Sources) -> Warehouse:
    warehouse = sources.read(Warehouse, sources.project, name)
    if warehouse is None:
        raise InputError(
            f'there is no Warehouse "{name}" in the project "{sources.project}", but the Stage requests Freight from it'
        )
    return warehouse
