"""Annotations set on manifests, whose bytes are then new ones, in the form in which the reference writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tranship.clients.oci.manifests import Manifest
from tranship.gotypes.json_text import encode

_MANIFEST = ("schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "annotations", "subject")
_DESCRIPTOR = ("mediaType", "size", "digest", "data", "urls", "annotations", "platform", "artifactType")
_PLATFORM = ("architecture", "os", "os.version", "os.features", "variant", "features")


def annotated(manifest: Manifest, annotations: Mapping[str, str]) -> Manifest:
    """The manifest with these annotations, which take the place of its own of the same names."""
    if not annotations:
        return manifest
    own = manifest.content.get("annotations")
    merged = {**(own if isinstance(own, dict) else {}), **annotations}
    return rewritten(manifest, {"annotations": merged})


def with_children(manifest: Manifest, children: Mapping[str, Manifest]) -> Manifest:
    """The index with other manifests in the place of those it lists, by the digests of the old ones."""
    if all(digest == child.digest for digest, child in children.items()):
        return manifest
    listed = []
    for entry in manifest.content["manifests"]:
        child = children.get(entry["digest"])
        listed.append({**entry, "digest": child.digest, "size": len(child.data)} if child else entry)
    return rewritten(manifest, {"manifests": listed})


def rewritten(manifest: Manifest, changes: Mapping[str, Any]) -> Manifest:
    """The manifest with other content, in bytes of our own."""
    content = {**manifest.content, **changes}
    return Manifest(manifest.media_type, _manifest(content).encode(), content)


def _manifest(content: Mapping[str, Any]) -> str:
    parts = dict(content)
    for key in ("config", "subject"):
        if isinstance(parts.get(key), dict):
            parts[key] = _Text(_descriptor(parts[key]))
    for key in ("layers", "manifests"):
        if isinstance(parts.get(key), list):
            parts[key] = _Text("[" + ",".join(map(_descriptor, parts[key])) + "]")
    return _object(parts, _MANIFEST)


def _descriptor(value: Any) -> str:
    if not isinstance(value, dict):
        return encode(value)
    if isinstance(value.get("platform"), dict):
        value = {**value, "platform": _Text(_object(value["platform"], _PLATFORM))}
    return _object(value, _DESCRIPTOR)


class _Text(str):
    """Text that is JSON already."""

    __slots__ = ()


def _object(value: Mapping[str, Any], order: tuple[str, ...]) -> str:
    """An object as JSON: the keys of ``order`` first, others after them as they come."""
    keys = [*(key for key in order if key in value), *(key for key in value if key not in order)]
    members = (f"{encode(key)}:{one if isinstance(one := value[key], _Text) else encode(one)}" for key in keys)
    return "{" + ",".join(members) + "}"
