"""The registry of OCI artifacts that tests share with users of :mod:`tranship.testing`."""

from __future__ import annotations

from tranship.testing.registry import EMPTY_TYPE, MANIFEST_TYPE, Artifact, Blob, OCIRegistry, digest_of

__all__ = ["EMPTY_TYPE", "MANIFEST_TYPE", "Artifact", "Blob", "OCIRegistry", "digest_of"]
