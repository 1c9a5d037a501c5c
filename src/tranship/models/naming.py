"""Field names: snake_case in Python, Kargo's spelling in YAML."""

from __future__ import annotations

_ACRONYMS = {"url": "URL", "tls": "TLS", "crds": "CRDs", "id": "ID"}
"""Words that Kargo writes in capitals when they are not the first of a name (``repoURL``, but ``id``)."""


def kargo_name(name: str) -> str:
    """Kargo's spelling of a Python field: ``repo_url`` is ``repoURL``, ``as_`` is ``as``."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(_ACRONYMS.get(word) or word.capitalize() for word in rest)
