"""What refers to a manifest, such as its signatures, is found by a list: the registry's own, or one under a tag.

The tag and its index are those of the OCI distribution specification, for registries that keep no such list.
"""

from __future__ import annotations

from typing import Any

from tranship.clients.oci.annotations import rewritten
from tranship.clients.oci.manifests import OCI_INDEX, Manifest
from tranship.clients.oci.repository import Repository
from tranship.errors import HTTPError


def record(repository: Repository, referrer: Manifest) -> None:
    """See to it that a manifest, which the repository has, is found by what it refers to, if it refers to anything.

    :raises HTTPError: the list can't be had, is none, or is not taken.
    """
    subject = referrer.subject
    if subject is None or repository.lists_referrers(subject.digest):
        return
    tag = subject.digest.replace(":", "-")
    listed = _listed(repository, tag)
    if any(child.digest == referrer.digest for child in listed.children):
        return
    entries = [*listed.content.get("manifests", ()), _entry(referrer)]
    entries.sort(key=lambda entry: str(entry["digest"]))
    repository.put_manifest(rewritten(listed, {"manifests": entries}), tag)


def _listed(repository: Repository, tag: str) -> Manifest:
    """The index under the tag; an empty one if there is none."""
    try:
        found = repository.manifest(tag)
    except HTTPError as error:
        if error.status != 404:
            raise
        return Manifest(OCI_INDEX, b"", {"schemaVersion": 2, "mediaType": OCI_INDEX})
    if found.media_type != OCI_INDEX:
        raise HTTPError(f"{repository}:{tag} should list what refers to a manifest, and is no index; remove that tag")
    return found


def _entry(referrer: Manifest) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "mediaType": referrer.media_type,
        "size": len(referrer.data),
        "digest": referrer.digest,
    }
    if annotations := referrer.content.get("annotations"):
        entry["annotations"] = annotations
    kind = referrer.content.get("artifactType") or (referrer.config.media_type if referrer.config else "")
    return {**entry, "artifactType": kind} if kind else entry
