r"""Wildcards for one name: ``*``, ``?``, ``[a-z]``, ``[^a]``, and ``\`` before a character that means itself.

Matching takes time proportional to the lengths of pattern and name at most, however many stars there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from tranship.errors import PathError


@dataclass(frozen=True)
class OneOf:
    """One character out of some ranges, or any other if ``negated``. No range and negated: any character."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False

    def fits(self, char: str) -> bool:
        """Whether the character is one of these."""
        return any(first <= char <= last for first, last in self.ranges) != self.negated


STAR = "*"
"""In a parsed pattern: any characters, also none. A star that means itself is a OneOf."""
_ANY = OneOf((), negated=True)

NamePattern = tuple[str | OneOf, ...]
"""A parsed pattern: stars, and for each other character of the name what it may be."""


def parse(text: str, *, classes: bool = True) -> NamePattern:
    """Read a pattern for one name.

    :param classes: whether brackets hold a class; if not, they mean themselves.
    :raises PathError: a class is not closed or empty, or a backslash stands at the end.
    """
    found: list[str | OneOf] = []
    at = 0
    while at < len(text):
        if text[at] == "*":
            if found[-1:] != [STAR]:
                found.append(STAR)
            at += 1
        elif text[at] == "?":
            found.append(_ANY)
            at += 1
        elif text[at] == "[" and classes:
            one_of, at = _class(text, at + 1)
            found.append(one_of)
        else:
            char, at = _char(text, at)
            found.append(OneOf(((char, char),)))
    return tuple(found)


def _char(text: str, at: int) -> tuple[str, int]:
    """The character meant at a position, and where the next one begins."""
    if text[at] == "\\":
        at += 1
    if at == len(text):
        raise PathError(f'the pattern "{text}" ends in the middle; write a backslash as two')
    return text[at], at + 1


def _class(text: str, at: int) -> tuple[OneOf, int]:
    """The class whose opening bracket is before ``at``, and where it ends."""
    negated = text[at : at + 1] in ("^", "!")
    at += negated
    ranges: list[tuple[str, str]] = []
    while at < len(text) and text[at] != "]":
        first, at = _char(text, at)
        last = first
        if text[at : at + 1] == "-" and text[at + 1 : at + 2] not in ("", "]"):
            last, at = _char(text, at + 1)
        ranges.append((first, last))
    if at == len(text):
        raise PathError(f'the pattern "{text}" opens a class with "[" that is not closed; "\\[" is the bracket itself')
    if not ranges:
        raise PathError(f'the pattern "{text}" has an empty class "[]"')
    return OneOf(tuple(ranges), negated), at + 1


def matches(pattern: NamePattern, name: str) -> bool:
    """Whether the whole name fits the pattern."""
    at = read = 0
    star, star_read = -1, 0
    while read < len(name):
        part = pattern[at] if at < len(pattern) else None
        if part == STAR:
            star, star_read = at, read
            at += 1
        elif isinstance(part, OneOf) and part.fits(name[read]):
            at += 1
            read += 1
        elif star >= 0:
            # Let the last star take one more character; earlier stars never need to.
            star_read += 1
            at, read = star + 1, star_read
        else:
            return False
    return all(part == STAR for part in pattern[at:])
