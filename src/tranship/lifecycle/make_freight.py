"""Freight made by hand: of artifacts that somebody names, with the name that Kargo would give it."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tranship.errors import InputError
from tranship.models.freight import Chart, Freight, FreightOrigin, GitCommit, Image
from tranship.models.resource import ObjectMeta
from tranship.models.stage import Stage
from tranship.models.warehouse import Warehouse
from tranship.refs.git_url import normalize_git_url
from tranship.refs.image_ref import normalize_chart_url
from tranship.store.protocol import Store

_IMAGE = re.compile(
    r"(?P<repo>[^@\s]+?)(?::(?P<tag>[0-9A-Za-z_][0-9A-Za-z_.-]*))?(?:@(?P<digest>[a-z0-9]+:[0-9a-f]+))?\Z"
)
_COMMIT = re.compile(r"(?P<repo>.+)@(?P<id>[0-9a-f]{7,64})\Z")
_CHART = re.compile(r"(?P<repo>.+?)(?::(?P<name>[A-Za-z0-9_.-]+))?@(?P<version>[^@\s]+)\Z")


@dataclass(frozen=True)
class Artifacts:
    """The artifacts that somebody asks to promote."""

    commits: tuple[GitCommit, ...] = ()
    images: tuple[Image, ...] = ()
    charts: tuple[Chart, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.commits or self.images or self.charts)


def read_artifacts(images: Sequence[str], commits: Sequence[str], charts: Sequence[str]) -> Artifacts:
    """Artifacts out of the texts ``repo:tag[@digest]``, ``repo@sha`` and ``repo[:name]@version``.

    :raises InputError: a text has another form.
    """
    return Artifacts(
        images=tuple(_image(text) for text in images),
        commits=tuple(_commit(text) for text in commits),
        charts=tuple(_chart(text) for text in charts),
    )


def _image(text: str) -> Image:
    match = _IMAGE.match(text)
    if not match or not (match["tag"] or match["digest"]):
        raise InputError(f'"{text}" is no image version; write REPO:TAG, REPO@DIGEST or REPO:TAG@DIGEST')
    return Image(repo_url=match["repo"], tag=match["tag"] or "", digest=match["digest"] or "")


def _commit(text: str) -> GitCommit:
    match = _COMMIT.match(text)
    if not match:
        raise InputError(f'"{text}" is no commit; write REPO@SHA')
    return GitCommit(repo_url=match["repo"], id=match["id"])


def _chart(text: str) -> Chart:
    match = _CHART.match(text)
    if not match:
        raise InputError(f'"{text}" is no chart version; write REPO:NAME@VERSION, or oci://REPO@VERSION')
    repo, name = match["repo"], match["name"] or ""
    return Chart(repo_url=repo, name=name, version=match["version"])


def make_freight(
    store: Store, stage: Stage, artifacts: Artifacts, now: datetime, *, warehouse: str | None = None
) -> Freight:
    """Freight of these artifacts for ``stage``; the same artifacts give the same name.

    Its origin is ``warehouse``, or else the requested Warehouse that subscribes to all of them.

    :raises InputError: no requested Warehouse subscribes to them, or several do.
    """
    project = stage.metadata.namespace
    origin = FreightOrigin(kind="Warehouse", name=warehouse or _origin(store, stage, artifacts))
    if all(request.origin != origin for request in stage.spec.requested_freight):
        raise InputError(f'the Stage "{stage.metadata.name}" requests no Freight of the Warehouse "{origin.name}"')
    return Freight(
        metadata=ObjectMeta(name=freight_name(origin, artifacts), namespace=project, creation_timestamp=now),
        origin=origin,
        commits=artifacts.commits,
        images=artifacts.images,
        charts=artifacts.charts,
    )


def freight_name(origin: FreightOrigin, artifacts: Artifacts) -> str:
    """The name of Freight: a SHA-1 over its origin and artifacts, the same that Kargo computes."""
    parts = [":".join(filter(None, (normalize_git_url(c.repo_url), c.tag, c.id))) for c in artifacts.commits]
    parts += [f"{i.repo_url}:{i.tag}@{i.digest}" for i in artifacts.images]
    parts += [
        # As a path, "https://" has one slash too many; Kargo's name is made of what is left.
        f"{posixpath.normpath(posixpath.join(normalize_chart_url(c.repo_url), c.name))}:{c.version}"
        for c in artifacts.charts
    ]
    text = f"{origin}:{'|'.join(sorted(parts))}"
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _origin(store: Store, stage: Stage, artifacts: Artifacts) -> str:
    names = [request.origin.name for request in stage.spec.requested_freight]
    found = [name for name in names if _subscribes(store.get(Warehouse, stage.metadata.namespace, name), artifacts)]
    if len(found) == 1:
        return found[0]
    if len(names) == 1 and store.get(Warehouse, stage.metadata.namespace, names[0]) is None:
        # Without the Warehouse's manifest at hand there is only one that can be meant.
        return names[0]
    if found:
        raise InputError(f"the Warehouses {', '.join(found)} all subscribe to these artifacts; choose with --origin")
    wanted = ", ".join(names) or "none"
    raise InputError(
        f'no Warehouse that the Stage "{stage.metadata.name}" requests Freight of ({wanted}) subscribes to all of '
        "these artifacts; check the spelling of the repository, or choose with --origin"
    )


def _subscribes(warehouse: Warehouse | None, artifacts: Artifacts) -> bool:
    if warehouse is None:
        return False
    subscriptions = warehouse.spec.subscriptions
    images = {one.image.repo_url for one in subscriptions if one.image}
    commits = {normalize_git_url(one.git.repo_url) for one in subscriptions if one.git}
    charts = {(normalize_chart_url(one.chart.repo_url), one.chart.name) for one in subscriptions if one.chart}
    return (
        all(image.repo_url in images for image in artifacts.images)
        and all(normalize_git_url(commit.repo_url) in commits for commit in artifacts.commits)
        and all((normalize_chart_url(chart.repo_url), chart.name) in charts for chart in artifacts.charts)
    )
