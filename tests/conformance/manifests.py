"""Reads the documents of cases as Kubernetes reads manifests."""

from __future__ import annotations

from typing import Any

from tranship.formats.lines import Lines
from tranship.formats.yaml_dialects import MANIFEST, compose_documents, value_of


def read_document(text: str) -> Any:
    """The value of the one document in ``text``; None if there is none.

    :raises InputError: it is no YAML, or a key comes twice in a mapping.
    :raises ValueError: there are several documents.
    """
    nodes = compose_documents(text)
    if len(nodes) > 1:
        raise ValueError("there is more than one document")
    return value_of(nodes[0], MANIFEST, Lines("", text)) if nodes else None
