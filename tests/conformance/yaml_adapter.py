"""The two readers of YAML, in the encoding of the recorded documents."""

from __future__ import annotations

import math
from typing import Any

from tranship.formats.lines import Lines
from tranship.formats.yaml_dialects import FILE, MANIFEST, Dialect, Timestamp, iterate_documents, value_of
from tranship.formats.yaml_maps import GeneralMap
from tranship.gotypes.numbers import json_float


def read_manifest(text: str) -> Any:
    """The first document of ``text`` as kubectl reads it; None if there is none.

    :raises InputError: it can't be read.
    """
    return _encoded(_first(text, MANIFEST))


def read_file(text: str) -> Any:
    """The first document of ``text`` as go-yaml v3 reads it; None if there is none.

    :raises InputError: it can't be read.
    """
    return _encoded(_first(text, FILE))


def _first(text: str, dialect: Dialect) -> Any:
    node = next(iterate_documents(text), None)
    return None if node is None else value_of(node, dialect, Lines("", text))


def _encoded(value: Any) -> Any:
    """The value as the documents have it: what JSON can't hold is a map with a key that says what it is."""
    match value:
        case Timestamp():
            return {"$time": str(value)}
        case float() if not math.isfinite(value):
            return {"$float": "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"}
        case float():
            text = json_float(value)
            return int(text) if text.lstrip("-").isdigit() else value
        case str():
            return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
        case GeneralMap():
            return {"$anymap": {_encoded(key): _encoded(item) for key, item in value.items()}}
        case dict():
            return {_encoded(key): _encoded(item) for key, item in value.items()}
        case list():
            return [_encoded(item) for item in value]
    return value
