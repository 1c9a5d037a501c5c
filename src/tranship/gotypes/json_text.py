"""JSON text as Go's encoding/json prints and reads it: sorted keys, Go's floats, HTML characters escaped."""

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


def decode(text: str, *, floats: bool = True) -> Any:
    """The value of a JSON text. Half a surrogate pair and bytes that are no UTF-8 become U+FFFD, one for each.

    :param floats: whether all numbers are floats, as in Go; else whole ones are integers.
    :raises ValueError: it is no JSON, a number in it is too large for a float, or it is nested too deeply.
    """
    whole = _number if floats else int
    try:
        value = json.loads(text, parse_float=_number, parse_int=whole, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    return value if text.isascii() and "\\u" not in text else _with_valid_texts(value)


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number in the JSON is too large")
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _with_valid_texts(value: Any) -> Any:
    if isinstance(value, str):
        return _valid(value)
    if isinstance(value, dict):
        return {_valid(key): _with_valid_texts(item) for key, item in value.items()}
    return [_with_valid_texts(item) for item in value] if isinstance(value, list) else value


def _valid(text: str) -> str:
    """The text with U+FFFD for all surrogates: half pairs, and bytes that are no UTF-8."""
    if text.isascii():
        return text
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


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
    text = json.dumps(_valid(value), ensure_ascii=False)
    for char, escaped in escapes.items():
        if char in text:
            text = text.replace(char, escaped)
    return text
