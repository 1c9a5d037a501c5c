"""JSON text as Go's encoding/json prints it: sorted keys, Go's floats, HTML characters escaped."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from tranship.gotypes.numbers import json_float

_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_ALWAYS = {"\u2028": "\\u2028", "\u2029": "\\u2029"}


def encode(value: Any, *, indent: str = "", escape_html: bool = True) -> str:
    """``value`` as JSON text: compact, or indented by ``indent`` for each level.

    Maps are any Mapping with text keys, lists any list or tuple; bytes that are no UTF-8 (surrogates in a str) become
    U+FFFD, one for each.

    :raises ValueError: a number is not finite, or a value has no JSON form.
    """
    return _encode(value, indent, "\n", _HTML | _ALWAYS if escape_html else _ALWAYS)


def _encode(value: Any, indent: str, newline: str, escapes: Mapping[str, str]) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value, escapes)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a number that is not finite has no JSON form")
        return json_float(value)
    if isinstance(value, Mapping):
        items = sorted((str(key), item) for key, item in value.items())
        inner = newline + indent
        colon = ": " if indent else ":"
        parts = [f"{_text(key, escapes)}{colon}{_encode(item, indent, inner, escapes)}" for key, item in items]
        return _wrapped("{", parts, "}", indent, newline)
    if isinstance(value, list | tuple):
        return _wrapped("[", [_encode(item, indent, newline + indent, escapes) for item in value], "]", indent, newline)
    raise ValueError(f"a value of type {type(value).__name__} has no JSON form")


def _wrapped(opening: str, parts: list[str], closing: str, indent: str, newline: str) -> str:
    if not parts:
        return opening + closing
    if not indent:
        return opening + ",".join(parts) + closing
    inner = newline + indent
    return opening + inner + ("," + inner).join(parts) + newline + closing


def _text(value: str, escapes: Mapping[str, str]) -> str:
    # Lone surrogates stand for bytes that are no UTF-8.
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        value = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    text = json.dumps(value, ensure_ascii=False)
    for char, escaped in escapes.items():
        if char in text:
            text = text.replace(char, escaped)
    return text
