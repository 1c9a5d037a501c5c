"""The value that the text of an evaluated template stands for: a number, a boolean, JSON, or else the text itself."""

from __future__ import annotations

import re
from typing import Any

from tranship.exprlang.faults import Fault
from tranship.exprlang.json_reading import read_json
from tranship.gotypes.float_text import parse_float

_WORDS = {
    **dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False),
}
_NOT_TEXT = frozenset('+-.0123456789iInNtTfF{[" \t\r\n')
"""The first characters of all texts that may stand for something else."""

_BLANK = r"[ \t\r\n]*"
_JSON = re.compile(
    rf'{_BLANK}(?:[\[{{"]|(?:null|true|false|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?){_BLANK}\Z)'
)
"""What JSON may look like. A text that is none is told apart faster by this than by trying to read it."""


def stays_text(start: str) -> bool:
    """Whether every text that begins so stays text."""
    return start != "" and start[0] not in _NOT_TEXT


def coerce(text: str) -> Any:
    """The value of an evaluated template.

    A line break at its end is set aside, and put back if it stays text. Then, in this order: in double quotes it is the
    text between them, escapes as they are; then a float, a boolean, JSON; else text.
    """
    if text[:1] not in _NOT_TEXT:
        return text
    body, line_break = (text[:-1], "\n") if text[-1:] == "\n" else (text, "")
    if len(body) > 1 and body[0] == body[-1] == '"':
        return body[1:-1] + line_break
    number = parse_float(body)
    if number is not None:
        return number
    if body in _WORDS:
        return _WORDS[body]
    if not _JSON.match(body):
        return text
    try:
        return read_json(body)
    except Fault:
        return text
