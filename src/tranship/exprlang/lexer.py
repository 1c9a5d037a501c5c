"""Tokens: the words and signs of an expression."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from tranship.errors import ExprError
from tranship.exprlang.escapes import EscapeProblem, unescape, unescape_bytes
from tranship.exprlang.operators import WORDS


class TokenKind(Enum):
    """What sort of token it is."""

    NAME = "name"
    NUMBER = "number"
    TEXT = "text"
    BYTES = "bytes"
    OPERATOR = "operator"
    BRACKET = "bracket"
    END = "end"


class Token(NamedTuple):
    """A token: its kind, its text (of a literal: what it stands for) and its place."""

    kind: TokenKind
    text: str
    start: int
    end: int

    def words(self) -> str:
        """The token as messages call it. What stands in quotes is not repeated."""
        if self.kind is TokenKind.END:
            return "the end"
        if self.kind in (TokenKind.TEXT, TokenKind.BYTES):
            return "a text in quotes"
        return f'"{self.text}"'


SPACES = (
    " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""The characters that count as space, here and in ``trim``."""

_SPACE = re.compile(rf"(?:[{SPACES}]+|//[^\n]*|/\*(?s:.*?)\*/)*")
_TOKEN = re.compile(
    r"""
    (?P<bytes>[bB](?=["']))
  | (?P<name>[A-Za-z_$][A-Za-z0-9_$]*)
  | (?P<number>\.?[0-9])
  | (?P<quoted>["'])
  | (?P<raw>`)
  | (?P<comment>/\*)
  | (?P<pointer>\#\#?)
  | (?P<operator>\|\|? | ::? | \?[.?]? | \.\.? | [&!=*<>][&=*]? | [,;%+^/-])
  | (?P<bracket>[()\[\]{}])
  | (?P<other>(?s:.))
    """,
    re.VERBOSE,
)


def _number(prefix: str, digits: str) -> str:
    # A dot before another dot begins the operator of ranges: 1..2.
    return rf"{prefix}[{digits}_]*(?:\.(?!\.)[{digits}_]*)?(?:[eE][+-]?[{digits}_]*)?"


_NUMBER = re.compile(
    rf"\.?(?:{_number('0[xX]', '0-9a-fA-F')}|{_number('0[oO]', '0-7')}|{_number('0[bB]', '01')}|{_number('', '0-9')})"
)
_QUOTED = {quote: re.compile(rf"[^{quote}\\\n]*(?:\\[^\n][^{quote}\\\n]*)*") for quote in ('"', "'")}
_RAW = re.compile(r"([^`]*(?:``[^`]*)*)`(?!`)")


def tokens(source: str) -> list[Token]:
    """The tokens of an expression; the last one is its end.

    :raises ExprError: a character, a number or a text that can't be read.
    """
    found: list[Token] = []
    position, length = 0, len(source)
    while True:
        space = _SPACE.match(source, position)
        position = space.end() if space else position
        match = _TOKEN.match(source, position)
        if match is None:
            found.append(Token(TokenKind.END, "", length, length))
            return found
        group, end = match.lastgroup, match.end()
        if group == "name":
            end = _end_of_name(source, end)
            text = source[position:end]
            found.append(Token(TokenKind.OPERATOR if text in WORDS else TokenKind.NAME, text, position, end))
        elif group == "operator":
            found.append(Token(TokenKind.OPERATOR, match[0], position, end))
        elif group == "bracket":
            found.append(Token(TokenKind.BRACKET, match[0], position, end))
        elif group == "pointer":
            found.append(Token(TokenKind.OPERATOR, match[0], position, end))
            position, end = end, _end_of_name(source, end)
            if end > position:
                found.append(Token(TokenKind.NAME, source[position:end], position, end))
        else:
            found.append(_long_token(source, group or "other", position))
            end = found[-1].end
        position = end


def is_name(text: str) -> bool:
    """Whether a text can be written as a name."""
    return bool(text) and _is_letter(text[0]) and _end_of_name(text, 0) == len(text)


def _is_letter(char: str) -> bool:
    return char in "_$" or char.isalpha()


def _end_of_name(source: str, position: int) -> int:
    """Where the letters and digits from ``position`` on end."""
    while position < len(source) and (_is_letter(source[position]) or source[position].isdecimal()):
        position += 1
    return position


def _long_token(source: str, group: str, start: int) -> Token:
    """A literal, or a name that begins with a letter that is not ASCII."""
    if group == "number":
        return _number_token(source, start)
    if group in ("quoted", "bytes"):
        return _quoted_token(source, start, in_bytes=group == "bytes")
    if group == "raw":
        match = _RAW.match(source, start + 1)
        if match is None:
            raise ExprError("this text has no closing backtick", source, start, len(source))
        return Token(TokenKind.TEXT, match[1].replace("``", "`"), start, match.end())
    if group == "comment":
        raise ExprError("this comment has no end: */ is missing", source, start, start + 2)
    end = _end_of_name(source, start)
    if end == start:
        shown = f'"{source[start]}"' if source[start].isprintable() else f"U+{ord(source[start]):04X}"
        raise ExprError(f"the character {shown} has no meaning here", source, start, start + 1)
    return Token(TokenKind.NAME, source[start:end], start, end)


def _number_token(source: str, start: int) -> Token:
    match = _NUMBER.match(source, start)
    end = match.end() if match else start + 1
    after = _end_of_name(source, end)
    if after > end:
        raise ExprError("this is no number, and no name either", source, start, after)
    return Token(TokenKind.NUMBER, source[start:end], start, end)


def _quoted_token(source: str, start: int, *, in_bytes: bool) -> Token:
    opening = start + in_bytes
    quote = source[opening]
    match = _QUOTED[quote].match(source, opening + 1)
    end = match.end() if match else opening + 1
    if source[end : end + 1] != quote:
        if source[end : end + 1] == "\\":
            raise ExprError("a backslash must be followed by what it escapes", source, end, end + 1)
        raise ExprError(f"this text has no closing {quote} on its line", source, start, end)
    try:
        text = (unescape_bytes if in_bytes else unescape)(source[opening + 1 : end], quote)
    except EscapeProblem as problem:
        place = opening + 1 + problem.start
        raise ExprError(problem.message, source, place, opening + 1 + problem.end) from None
    return Token(TokenKind.BYTES if in_bytes else TokenKind.TEXT, text, start, end + 1)
