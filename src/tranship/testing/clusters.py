"""Argo CD as a test gives it: a double that holds its Applications and knows the branches of its repositories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tranship.errors import InputError
from tranship.testing import given
from tranship.testing.argocd import ArgoCDDouble, Script
from tranship.testing.hosting import Hosting

NAMESPACE = "argocd"
_SAID = {
    "Succeeded": "successfully synced (all tasks run)",
    "Failed": "one or more synchronization tasks completed unsuccessfully",
    "Error": "one or more objects could not be compared",
}
_AUTHORIZED = "kargo.akuity.io/authorized-stage"


def make_argocd(
    applications: Mapping[str, given.Application],
    manifests: Sequence[Mapping[str, Any]],
    hosting: Hosting,
    stage: str = "",
) -> ArgoCDDouble | None:
    """A double with the Applications of a test; None if it has none.

    :param manifests: Applications from the manifests. What the test says about one of these is how it behaves.
    :param stage: ``PROJECT:STAGE``, which may change what names no other.
    """
    scripted = {place_of(name): one for name, one in applications.items()}
    placed = {(one["metadata"].get("namespace") or NAMESPACE, one["metadata"]["name"]): one for one in manifests}
    if not scripted and not placed:
        return None
    made = {place: _manifest(place, one, stage) for place, one in scripted.items() if place not in placed}
    every = {**placed, **made}
    double = ArgoCDDouble(
        repositories=_repositories(every.values(), hosting), namespaces=[namespace for namespace, _ in every]
    )
    for place, manifest in every.items():
        one = scripted.get(place, given.Application())
        message = one.message or _SAID[one.phase]
        script = Script(looks=one.looks, phase=one.phase, message=message, health=one.health)
        double.apply(manifest, script, synced=one.synced)
    return double


def follow(double: ArgoCDDouble, hosting: Hosting) -> None:
    """Let Argo CD see where the branches are now."""
    for hosted in hosting:
        for ref, commit in hosted.refs().items():
            double.push(hosted.url, ref.partition("/")[2].partition("/")[2], commit)
        double.push(hosted.url, "HEAD", hosted.git.head(hosted.given.branch))


def place_of(name: str) -> tuple[str, str]:
    """Namespace and name of an Application that is written ``[NAMESPACE/]NAME``."""
    namespace, slash, rest = name.partition("/")
    return (namespace, rest) if slash else (NAMESPACE, name)


def _manifest(place: tuple[str, str], one: given.Application, stage: str) -> dict[str, Any]:
    allowed = one.stage or stage
    metadata: dict[str, Any] = {"namespace": place[0], "name": place[1], "labels": dict(one.labels)}
    if allowed:
        metadata["annotations"] = {_AUTHORIZED: allowed}
    spec = {**one.spec, **({"source": one.source_} if one.source_ else {})}
    if not spec.get("source") and not spec.get("sources"):
        raise InputError(f'applications: "{place[1]}" has no source; write source: with its repoURL')
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": metadata, "spec": spec}


def _repositories(manifests: Any, hosting: Hosting) -> dict[str, dict[str, str]]:
    """What revisions stand for: in repositories of the test what is there, in others for themselves."""
    known: dict[str, dict[str, str]] = {hosted.url: {} for hosted in hosting}
    for manifest in manifests:
        spec = manifest["spec"]
        for source in spec.get("sources") or [spec.get("source") or {}]:
            url, revision = str(source.get("repoURL", "")), str(source.get("targetRevision") or "HEAD")
            if hosting.find(url) is None:
                known.setdefault(url, {})[revision] = revision
    for hosted in hosting:
        for ref, commit in hosted.refs().items():
            known[hosted.url][ref.partition("/")[2].partition("/")[2]] = commit
        known[hosted.url]["HEAD"] = hosted.git.head(hosted.given.branch)
    return known
