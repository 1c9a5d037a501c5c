"""Texts as Go has them: bytes, mostly UTF-8.

A text is a ``str``. Bytes that are not valid UTF-8 are in it as the characters U+DC80 to U+DCFF (Python's
"surrogateescape"), and only such bytes: valid sequences are always decoded, so that equal texts are equal as ``str``.
Lengths count characters (such a byte counts as one), slices and indexes count bytes.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SURROGATE = re.compile("[\ud800-\udfff]")
_LOWER_SPECIAL = re.compile("[\u03a3\ud800-\udfff]")


def to_bytes(text: str) -> bytes:
    """The bytes of a text."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # Half of a surrogate pair, from a source that isn't careful; it is no character.
        return _clean_halves(text).encode("utf-8", "surrogateescape")


def from_bytes(data: bytes) -> str:
    """The text that consists of ``data``."""
    return data.decode("utf-8", "surrogateescape")


def _clean_halves(text: str) -> str:
    return re.sub("[\ud800-\udc7f\udd00-\udfff]", "\ufffd", text)


def join(left: str, right: str) -> str:
    """The two texts as one. Halves of a character on both sides of the joint become the character."""
    if not left or not right or left[-1] < "\udc80" or not "\udc80" <= right[0] <= "\udcff" or left[-1] > "\udcff":
        return left + right
    return canonical(left + right)


def canonical(text: str) -> str:
    """The text with bytes that have become valid sequences decoded."""
    return text if text.isascii() or not _has_escapes(text) else from_bytes(to_bytes(text))


def valid(text: str) -> str:
    """The text with every invalid byte replaced by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def less(left: str, right: str) -> bool:
    """Whether the bytes of ``left`` come first."""
    if left.isascii() or right.isascii() or not (_has_escapes(left) or _has_escapes(right)):
        return left < right
    return to_bytes(left) < to_bytes(right)


def contains(text: str, part: str) -> bool:
    """Whether the bytes of ``part`` occur in ``text``."""
    return part in text if _whole(part) else to_bytes(part) in to_bytes(text)


def starts_with(text: str, part: str) -> bool:
    """Whether ``text`` starts with the bytes of ``part``."""
    return text.startswith(part) if _whole(part) else to_bytes(text).startswith(to_bytes(part))


def ends_with(text: str, part: str) -> bool:
    """Whether ``text`` ends with the bytes of ``part``."""
    return text.endswith(part) if _whole(part) else to_bytes(text).endswith(to_bytes(part))


def _has_escapes(text: str) -> bool:
    """Whether there are bytes in it that are no characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _whole(text: str) -> bool:
    """Whether it consists of whole characters: then it is found among characters where it is found among bytes."""
    return text.isascii() or not _has_escapes(text)


def upper(text: str) -> str:
    """In capitals, character by character: one for one, as Unicode's simple mapping has it."""
    capitals = text.upper()
    # A capital of several characters makes the text longer; then each character has to be looked at.
    if len(capitals) == len(text) and (text.isascii() or not _has_escapes(text)):
        return capitals
    return "".join(map(_upper, text))


def lower(text: str) -> str:
    """In small letters, character by character."""
    small = text.lower()
    # Python has another small sigma at the end of a word.
    if len(small) == len(text) and (text.isascii() or not _LOWER_SPECIAL.search(text)):
        return small
    return "".join(map(_lower, text))


@lru_cache(maxsize=1024)
def _upper(char: str) -> str:
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    # Where Python's capital is several characters, Unicode's simple mapping is the title case, if that is one.
    capital = char.upper()
    if len(capital) > 1:
        capital = char.title()
    return capital if len(capital) == 1 else char


@lru_cache(maxsize=1024)
def _lower(char: str) -> str:
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    small = char.lower()
    return small if len(small) == 1 else "i" if char == "\u0130" else char
