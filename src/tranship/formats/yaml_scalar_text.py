"""How a single value is written into a YAML file: bare where it reads back as itself, in double quotes elsewhere."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from tranship.errors import EditError
from tranship.formats.yaml_dialects import FILE, MANIFEST
from tranship.formats.yaml_emit import reads_as_text
from tranship.formats.yaml_scalars import BOOL, FLOAT, INT, NULL, STR, TIMESTAMP, ScalarError
from tranship.gotypes.float_text import parse_float
from tranship.gotypes.numbers import format_float
from tranship.gotypes.quoted import quoted as quoted_text

_GO_BOOLEANS = frozenset(["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"])
_UNPRINTABLE = "\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
_UNPRINTABLE_CHAR = re.compile(f"[{_UNPRINTABLE}]")
# The indicators that can't begin a plain scalar, white space at its ends, and what ends it too soon.
_NOT_PLAIN = re.compile(rf"[{_UNPRINTABLE}]|:(?:[ ]|\Z)| #|\A[ #,\[\]{{}}&*!|>'\"%@`]|\A[-?](?:[ ]|\Z)|[ ]\Z")
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}?]|\A:")


def scalar_text(value: Any, *, flow: bool = False, as_json: bool = False, cautious: bool = False) -> str:
    """A value as it is written into a file.

    Whole numbers are written in digits, others in the shortest form that reads back. Text stands bare where go-yaml
    v3, YAML 1.2 and kubectl all read it as this very text; only a date stays bare that go-yaml v3 takes for a time.

    :param flow: it stands between brackets or braces.
    :param as_json: it stands in a JSON file, which it shall stay.
    :param cautious: text stands bare only where every reader takes it for text: times don't.
    :raises EditError: it is no text, number, boolean or null, or it can't be written.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        _check_characters(value)
        if as_json:
            return _json_text(value)
        quoted = _is_other_to_go(value) or (cautious and not reads_as_text(value))
        return quoted_text(value) if quoted or not stands_bare(value, flow=flow) else value
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else format_float(value)
    kind = "a map" if isinstance(value, dict) else "a list" if isinstance(value, list | tuple) else "no finite number"
    raise EditError(f"the value is {kind}; only text, numbers, booleans and null can be set")


def message_text(value: Any) -> str:
    """A value as commit messages show it: text without quotes, unless Go could take it for a number, boolean or JSON.

    :raises EditError: it is no text, number, boolean or null.
    """
    if isinstance(value, str):
        return quoted_text(value) if _is_other_to_go(value) else value
    return scalar_text(value)


def key_text(text: str, *, flow: bool = False, as_json: bool = False) -> str:
    """A key as it is written into a file, in double quotes only where it needs them, or in JSON.

    :raises EditError: it can't be written.
    """
    _check_characters(text)
    if as_json:
        return _json_text(text)
    return text if stands_bare(text, flow=flow) else quoted_text(text)


def stands_bare(text: str, *, flow: bool = False) -> bool:
    """Whether a text reads back as itself without quotes."""
    if _NOT_PLAIN.search(text) or (flow and _NOT_PLAIN_IN_FLOW.search(text)) or text == "<<":
        return False
    return reads_back(text, text)


def _json_text(text: str) -> str:
    """A text as both JSON and YAML read it."""
    escaped = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE_CHAR.sub(lambda char: f"\\u{ord(char[0]):04x}", escaped)


def _check_characters(text: str) -> None:
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise EditError("a text holds half of a surrogate pair, which is no character")


def in_quotes(text: str, quotes: str) -> str | None:
    """A text in these quotes; None if they are none, or can't hold it."""
    if quotes == '"':
        return quoted_text(text)
    if quotes == "'" and not _UNPRINTABLE_CHAR.search(text):
        return "'" + text.replace("'", "''") + "'"
    return None


def reads_back(value: Any, text: str, tag: str = "", style: str = "") -> bool:
    """Whether a scalar, as the parser gives it, is this value to readers of files and of manifests.

    :param value: None, a boolean, a number or text.
    :param text: the text of the scalar, its ``tag`` and its ``style`` ("" is plain), as in a Tape.
    """
    try:
        return all(_is_value(value, text, *dialect.resolve(text, tag, style)) for dialect in (FILE, MANIFEST))
    except ScalarError:
        return False


def _is_value(value: Any, text: str, tag: str, found: Any) -> bool:
    if isinstance(value, str):
        # A date is a time to go-yaml v3 alone, and Kargo writes dates bare.
        return text == value and tag in (STR, TIMESTAMP)
    if value is None:
        return tag == NULL
    if isinstance(value, bool):
        return tag == BOOL and found is value
    return tag in (INT, FLOAT) and (found == value or float(found) == float(value))


def _is_other_to_go(text: str) -> bool:
    """Whether Go's parsers of numbers, booleans or JSON accept a text."""
    return text in _GO_BOOLEANS or parse_float(text) is not None or is_json(text)


def is_json(text: str) -> bool:
    """Whether a text is JSON."""
    if text[:1] not in '{["tfn-0123456789 \t\r\n' or not text:
        return False
    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=_refused)
    except (ValueError, RecursionError):
        return False
    return True


def _refused(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
