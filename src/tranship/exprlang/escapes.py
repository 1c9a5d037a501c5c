"""What the escapes in quoted texts stand for."""

from __future__ import annotations

import re

from tranship.exprlang.text import from_bytes

_ESCAPE = re.compile(
    r"""\\(?:
        ([abfnrtv\\"'])
      | ([0-7]{3})
      | x([0-9a-fA-F]{2})
      | u([0-9a-fA-F]{4})
      | u\{([0-9a-fA-F]{1,6})\}
      | U([0-9a-fA-F]{8})
    )""",
    re.VERBOSE,
)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LAST_CHARACTER = 0x10FFFF


class EscapeProblem(Exception):  # noqa: N818 - it becomes an ExprError at once
    """An escape that means nothing; ``start`` and ``end`` count from the opening quote."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


def unescape(body: str, quote: str) -> str:
    """The text that stands between quotes as ``body``. A carriage return is read as a line break.

    :raises EscapeProblem: an escape means nothing.
    """
    if "\\" not in body and "\r" not in body and body.isascii():
        return body
    pieces: list[str] = []
    for plain, number, escape in _pieces(body, quote):
        if number is None:
            pieces.append("".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in plain))
        elif number > _LAST_CHARACTER and number < 0x80000000:
            raise EscapeProblem("there is no such character", *escape)
        elif number > _LAST_CHARACTER:
            # A sign bit makes the reference write the lowest byte alone.
            pieces.append(from_bytes(bytes([number & 0xFF])))
        else:
            pieces.append("\ufffd" if 0xD800 <= number <= 0xDFFF else chr(number))
    text = "".join(pieces)
    return text if text.isascii() else from_bytes(text.encode("utf-8", "surrogateescape"))


def unescape_bytes(body: str, quote: str) -> str:
    """The bytes that stand between quotes as ``body``, each as the character of the same number.

    :raises EscapeProblem: an escape means nothing, or no byte.
    """
    pieces: list[str] = []
    for plain, number, escape in _pieces(body, quote):
        if number is None:
            clean = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in plain)
            pieces.append(clean.encode().decode("latin-1"))
        elif body[escape[0] + 1] in "uU":
            raise EscapeProblem("bytes have no escapes for characters; write \\x and two digits", *escape)
        else:
            pieces.append(chr(number))
    return "".join(pieces)


def _pieces(body: str, quote: str) -> list[tuple[str, int | None, tuple[int, int]]]:
    """The body cut up: plain text, or the number of an escaped character, and its place."""
    found: list[tuple[str, int | None, tuple[int, int]]] = []
    position = 0
    while position < len(body):
        start = body.find("\\", position)
        end = start if start >= 0 else len(body)
        if end > position:
            found.append((body[position:end].replace("\r", "\n"), None, (position, end)))
        if start < 0:
            break
        match = _ESCAPE.match(body, start)
        if match is None or (match[1] and match[1] in "\"'" and match[1] != quote):
            raise EscapeProblem(f"\\{body[start + 1]} is no escape; write \\\\ for a backslash", start, start + 2)
        position = match.end()
        simple, octal, *hexadecimal = match.groups()
        if simple:
            number = ord(_SIMPLE.get(simple, simple))
        elif octal:
            number = int(octal, 8)
            if number > 0xFF:
                raise EscapeProblem("an octal escape goes up to \\377", start, position)
        else:
            number = int(next(digits for digits in hexadecimal if digits), 16)
        found.append(("", number, (start, position)))
    return found
