"""What functions return: artifacts, origins and steps' metadata as values with Go's field names and JSON's keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tranship.exprlang import MAP, STRING, STRING_MAP, Struct, struct_type
from tranship.exprlang.types import TIME
from tranship.exprlang.values import NilStringMap, StringMap
from tranship.gotypes.moment import Moment
from tranship.models.freight import ArtifactReference, Chart, FreightOrigin, GitCommit, Image
from tranship.models.promotion import StepExecutionMetadata
from tranship.models.times import parse_time

ORIGIN = struct_type("FreightOrigin", {"Kind": STRING, "Name": STRING})
IMAGE = struct_type("Image", {"RepoURL": STRING, "Tag": STRING, "Digest": STRING, "Annotations": STRING_MAP})
COMMIT = struct_type(
    "GitCommit",
    dict.fromkeys(("RepoURL", "ID", "Branch", "Tag", "Message", "Author", "Committer"), STRING),
)
CHART = struct_type("Chart", dict.fromkeys(("RepoURL", "Name", "Version"), STRING))
ARTIFACT = struct_type(
    "ArtifactReference",
    {**dict.fromkeys(("ArtifactType", "SubscriptionName", "Version"), STRING), "Metadata": MAP},
)

DISCOVERED_IMAGE = struct_type("DiscoveredImageReference", {**IMAGE.fields, "CreatedAt": TIME})
DISCOVERED_COMMIT = struct_type(
    "DiscoveredCommit",
    {**dict.fromkeys(("ID", "Branch", "Tag", "Subject", "Author", "Committer"), STRING), "CreatorDate": TIME},
)
_STEP_META = "StepExecutionMetadata"


def origin(model: FreightOrigin) -> Struct:
    """The origin of Freight: ``Kind`` and ``Name``."""
    json = {key: part for key, part in (("kind", model.kind), ("name", model.name)) if part}
    return Struct(ORIGIN.name, {"Kind": model.kind, "Name": model.name}, json=json, value=model)


def origin_of(value: Struct) -> FreightOrigin:
    """The origin that :func:`origin` made a value of."""
    model: FreightOrigin = value.value
    return model


def image(model: Image) -> Struct:
    """A container image: ``RepoURL``, ``Tag``, ``Digest`` and ``Annotations``, null if there are none."""
    return _struct(
        IMAGE.name,
        {
            "RepoURL": ("repoURL", model.repo_url),
            "Tag": ("tag", model.tag),
            "Digest": ("digest", model.digest),
            "Annotations": ("annotations", _texts(model.annotations)),
        },
    )


def commit(model: GitCommit) -> Struct:
    """A Git commit: ``RepoURL``, ``ID``, ``Branch``, ``Tag``, ``Message``, ``Author`` and ``Committer``."""
    return _struct(
        COMMIT.name,
        {
            "RepoURL": ("repoURL", model.repo_url),
            "ID": ("id", model.id),
            "Branch": ("branch", model.branch),
            "Tag": ("tag", model.tag),
            "Message": ("message", model.message),
            "Author": ("author", model.author),
            "Committer": ("committer", model.committer),
        },
    )


def chart(model: Chart) -> Struct:
    """A Helm chart: ``RepoURL``, ``Name`` and ``Version``."""
    return _struct(
        CHART.name,
        {
            "RepoURL": ("repoURL", model.repo_url),
            "Name": ("name", model.name),
            "Version": ("version", model.version),
        },
    )


def artifact(model: ArtifactReference) -> Struct:
    """Another artifact. Unlike the others it becomes an object with Go's names and all of its four fields."""
    fields = {
        "ArtifactType": model.artifact_type,
        "SubscriptionName": model.subscription_name,
        "Version": model.version,
        "Metadata": model.metadata or {},
    }
    return Struct(ARTIFACT.name, fields)


def discovered_image(repo_url: str, reference: Mapping[str, Any]) -> Struct:
    """A version of an image that a Warehouse has discovered, with ``CreatedAt`` besides an image's fields."""
    return _struct(
        DISCOVERED_IMAGE.name,
        {
            "RepoURL": ("repoURL", repo_url),
            "Tag": ("tag", reference.get("tag", "")),
            "Digest": ("digest", reference.get("digest", "")),
            "Annotations": ("annotations", _texts(reference.get("annotations"))),
            "CreatedAt": ("createdAt", _moment(reference.get("createdAt"))),
        },
    )


def discovered_commit(commit: Mapping[str, Any]) -> Struct:
    """A commit that a Warehouse has discovered; its first line is the ``Subject``."""
    keys = {"ID": "id", "Branch": "branch", "Tag": "tag", "Subject": "subject", "Author": "author"}
    fields = {name: (key, commit.get(key, "")) for name, key in (keys | {"Committer": "committer"}).items()}
    return _struct(
        DISCOVERED_COMMIT.name, {**fields, "CreatorDate": ("creatorDate", _moment(commit.get("creatorDate")))}
    )


def step_meta(entry: StepExecutionMetadata) -> Struct:
    """How far a step has come: ``Alias``, ``Status``, ``Message``, ``ErrorCount``, ``ContinueOnError`` and times."""
    return _struct(
        _STEP_META,
        {
            "Alias": ("alias", entry.alias),
            "StartedAt": ("startedAt", _moment(entry.started_at)),
            "FinishedAt": ("finishedAt", _moment(entry.finished_at)),
            "ErrorCount": ("errorCount", entry.error_count),
            "Status": ("status", str(entry.status)),
            "Message": ("message", entry.message),
            "ContinueOnError": ("continueOnError", entry.continue_on_error),
        },
    )


def _struct(type_name: str, fields: Mapping[str, tuple[str, Any]]) -> Struct:
    """A struct with the fields' values by Go's names; its JSON form has JSON's names and leaves out what is empty."""
    return Struct(
        type_name,
        {name: value for name, (_, value) in fields.items()},
        json={key: value for key, value in fields.values() if value},
    )


def _texts(texts: Mapping[str, str] | None) -> StringMap:
    """A map of texts, in which what is missing is empty; nil if there are none."""
    return StringMap(texts) if texts else NilStringMap()


def _moment(time: datetime | str | None) -> Moment | None:
    """A time of a resource: resources hold them to the second."""
    if not time:
        return None
    return Moment(int((parse_time(time) if isinstance(time, str) else time).timestamp()))
