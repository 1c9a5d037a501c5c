"""Reads the documents of cases as Kubernetes reads manifests."""

from __future__ import annotations

from typing import Any

import yaml


def read_document(text: str) -> Any:
    """The value of the one document in ``text``."""
    return yaml.load(text, Loader=yaml.CSafeLoader)
