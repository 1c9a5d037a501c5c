"""imageFrom() and its kin over what a Warehouse has discovered, for the criteria by which Freight is made of it.

They have the names of those for promotions, and take no origin: there is only the one Warehouse. Addresses are compared
by what they mean, not by their spelling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tranship.expressions import objects
from tranship.expressions.template import BoundFunctions
from tranship.expressions.version_functions import VERSION_FUNCTIONS
from tranship.exprlang import STRING, Function, Functions, Struct
from tranship.models.base import read_model
from tranship.models.freight import ArtifactReference, Chart
from tranship.refs.git_url import normalize_git_url
from tranship.refs.image_ref import normalize_chart_url, normalize_image_url

Discovered = Mapping[str, Any]
"""What a Warehouse's status holds as ``discoveredArtifacts``."""


def discovery_functions(discovered: Discovered | None) -> BoundFunctions:
    """The functions for a Warehouse's criteria. They return the newest of each artifact, nil where there is none."""
    return BoundFunctions(DISCOVERY_FUNCTIONS, discovered or {})


def _image_from(discovered: Discovered, repo_url: str) -> Struct | None:
    """The newest image of a repository."""
    for found in _found(discovered, "images", repo_url, normalize_image_url):
        for reference in found.get("references") or ():
            return objects.discovered_image(found["repoURL"], reference)
    return None


def _commit_from(discovered: Discovered, repo_url: str) -> Struct | None:
    """The newest commit of a Git repository."""
    for found in _found(discovered, "git", repo_url, normalize_git_url):
        for commit in found.get("commits") or ():
            return objects.discovered_commit(commit)
    return None


def _chart_from(discovered: Discovered, repo_url: str, name: str = "") -> Struct | None:
    """The newest version of a chart; without a name, of whichever chart of the repository."""
    for found in _found(discovered, "charts", repo_url, normalize_chart_url):
        found_name = found.get("name") or ""
        for version in (found.get("versions") or ()) if name in ("", found_name) else ():
            return objects.chart(Chart(repo_url=found["repoURL"], name=found_name, version=version))
    return None


def _artifact_from(discovered: Discovered, subscription: str) -> Struct | None:
    """The newest artifact of a subscription."""
    for found in discovered.get("results") or ():
        for reference in (found.get("artifactReferences") or ()) if found.get("name") == subscription else ():
            return objects.artifact(read_model(ArtifactReference, reference))
    return None


def _found(
    discovered: Discovered, kind: str, repo_url: str, normalize: Callable[[str], str]
) -> Iterator[Mapping[str, Any]]:
    """What was discovered in a repository."""
    wanted = normalize(repo_url)
    return (found for found in discovered.get(kind) or () if normalize(found.get("repoURL", "")) == wanted)


DISCOVERY_FUNCTIONS = Functions(
    (
        Function("imageFrom", _image_from, (STRING,), result=objects.DISCOVERED_IMAGE),
        Function("commitFrom", _commit_from, (STRING,), result=objects.DISCOVERED_COMMIT),
        Function("chartFrom", _chart_from, (STRING, STRING), optional=1, result=objects.CHART),
        Function("artifactFrom", _artifact_from, (STRING,), result=objects.ARTIFACT),
        *VERSION_FUNCTIONS,
    )
)
"""What a Warehouse's criteria may call. Their context is a Discovered."""
