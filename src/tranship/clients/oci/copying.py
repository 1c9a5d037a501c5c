"""Copies of artifacts between repositories: what is there already is not sent again, and the tag comes last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from tranship.clients.oci.annotations import annotated, with_children
from tranship.clients.oci.manifests import Descriptor, Manifest
from tranship.clients.oci.referrers import record
from tranship.clients.oci.repository import Repository
from tranship.errors import HTTPError
from tranship.execution import Execution
from tranship.files.atomic import size_text

MOST_MANIFESTS = 500
_DEEPEST = 4


@dataclass(frozen=True)
class Artifact:
    """A manifest with all that it lists, by the digests in the list as it was."""

    manifest: Manifest
    children: Mapping[str, Artifact] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all configurations and layers."""
        return (self.manifest.size if not self.children else 0) + sum(child.size for child in self.children.values())

    def all(self) -> Iterator[Artifact]:
        """The artifacts that it is made of, those that are listed before those that list them."""
        for child in self.children.values():
            yield from child.all()
        yield self


def fetch(repository: Repository, reference: str) -> Artifact:
    """An artifact's manifests, without its blobs.

    :raises HTTPError: one can't be had; or there are too many.
    """
    budget = iter(range(MOST_MANIFESTS))

    def take(manifest: Manifest, depth: int) -> Artifact:
        children = {}
        for child in manifest.children if manifest.is_index else ():
            if depth > _DEEPEST or next(budget, None) is None:
                raise HTTPError(f"{repository} lists more manifests than anybody needs")
            children[child.digest] = take(repository.manifest(child.digest), depth + 1)
        return Artifact(manifest, children)

    return take(repository.manifest(reference), 1)


def annotate(artifact: Artifact, index: Mapping[str, str], image: Mapping[str, str]) -> Artifact:
    """The artifact with annotations: on its index, and on what has a configuration and layers.

    An index that is listed by another one stays as it is, and so do its own images, as in the reference.
    """
    manifest = artifact.manifest
    if not manifest.is_index:
        return Artifact(annotated(manifest, image))
    children = {
        digest: child if child.manifest.is_index else annotate(child, {}, image)
        for digest, child in artifact.children.items()
    }
    listed = with_children(manifest, {digest: child.manifest for digest, child in children.items()})
    return Artifact(annotated(listed, index), children)


def push(artifact: Artifact, source: Repository, destination: Repository, tag: str, execution: Execution) -> None:
    """Have the destination keep an artifact whose blobs the source has, under this tag.

    It is repeatable: what an earlier attempt brought over is found there.

    :raises HTTPError: something can't be had, or is not taken.
    """
    if destination.digest(tag) == artifact.manifest.digest:
        execution.log(f"{destination}:{tag} is {artifact.manifest.digest} already")
        return
    _push_blobs(artifact, source, destination, execution)
    for part in artifact.all():
        digest = part.manifest.digest
        if (part is not artifact or part.manifest.subject) and destination.digest(digest) != digest:
            destination.put_manifest(part.manifest, digest)
        record(destination, part.manifest)
    destination.put_manifest(artifact.manifest, tag)
    execution.log(f"{destination}:{tag} is now {artifact.manifest.digest}")


def _push_blobs(artifact: Artifact, source: Repository, destination: Repository, execution: Execution) -> None:
    """Bring the blobs that the destination has not got; within one repository it has all, or the artifact is broken."""
    found: dict[str, Descriptor] = {}
    for part in artifact.all():
        if not part.manifest.is_index:
            config = part.manifest.config
            if config is None:
                raise HTTPError(f"{source}@{part.manifest.digest} is an image without a configuration")
            found |= {one.digest: one for one in (config, *part.manifest.layers)}
    blobs = [blob for blob in found.values() if not blob.is_elsewhere]
    same_registry = source.registry.host == destination.registry.host
    for number, blob in enumerate(blobs, 1):
        execution.progress(f"part {number} of {len(blobs)}, {size_text(blob.size)}")
        if destination.has_blob(blob.digest):
            continue
        destination.push_blob(blob, partial(_chunks, source, blob), source.name if same_registry else "")
        execution.log(f"{blob.digest} ({size_text(blob.size)}) brought to {destination}")


def _chunks(source: Repository, blob: Descriptor) -> Iterator[bytes]:
    with source.blob(blob) as chunks:
        yield from chunks
