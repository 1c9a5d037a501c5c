"""Reads the documents of cases as Kubernetes reads manifests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tranship.formats.lines import Lines
from tranship.formats.yaml_dialects import MANIFEST, Scalar, compose_documents, value_of
from tranship.formats.yaml_maps import Identity, ManifestReader


class _CaseReader(ManifestReader):
    """Kubernetes' rules, but for keys of one letter.

    Whoever recorded the cases took the keys ``n`` and ``y`` for text, where Kubernetes makes ``false`` and ``true`` of
    them (as ``yaml/documents.jsonl`` shows, and as manifests are read).
    """

    def _key(self, key: Scalar) -> tuple[Identity, str]:
        return (key.text, key.text) if key.text in ("n", "y") else super()._key(key)


_CASES = replace(MANIFEST, reader=_CaseReader)


def read_document(text: str) -> Any:
    """The value of the one document in ``text``; None if there is none.

    :raises InputError: it is no YAML, or a key comes twice in a mapping.
    :raises ValueError: there are several documents.
    """
    nodes = compose_documents(text)
    if len(nodes) > 1:
        raise ValueError("there is more than one document")
    return value_of(nodes[0], _CASES, Lines("", text)) if nodes else None
