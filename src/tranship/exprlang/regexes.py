"""Regular expressions as Go has them: RE2, in linear time."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, Protocol

import re2

from tranship.exprlang.regex_classes import RegexProblem, translated
from tranship.exprlang.text import valid

_MEMORY: Final = 8 * 1024 * 1024
_LONGEST: Final = 100_000
"""Longer patterns are refused: even read in linear time, they would take a second."""


class Regex(Protocol):
    """A compiled pattern. ``programsize`` is how much it takes to make it, and to match it."""

    programsize: int

    def search(self, text: str) -> Any:
        """Something true, if the pattern occurs in the text."""
        ...


MAX_PROGRAM: Final = 500_000
"""The size of all regular expressions in one expression. Usual ones have less than a hundred."""

_CACHED: Final = 10_000
"""Larger ones are not kept in the cache."""


class _Large(Exception):  # noqa: N818 - it carries a result past the cache, which keeps no exceptions
    def __init__(self, regex: Regex) -> None:
        super().__init__()
        self.regex = regex


def compile_regex(pattern: str) -> Regex:
    """A pattern ready to use, from a cache.

    :raises RegexProblem: it is no regular expression of RE2, or too large.
    """
    try:
        return _cached(pattern)
    except _Large as large:
        return large.regex


@lru_cache(maxsize=256)
def _cached(pattern: str) -> Regex:
    regex = _compile(pattern)
    if regex.programsize > _CACHED:
        raise _Large(regex)
    return regex


def _compile(pattern: str) -> Regex:
    if len(pattern) > _LONGEST:
        raise RegexProblem(f"the regular expression is longer than {_LONGEST:,} characters")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    options.never_capture = True
    try:
        regex: Regex = re2.compile(translated(pattern), options=options)
    except re2.error as error:
        raise RegexProblem(f"this is no regular expression of RE2: {_reason(error)}") from None
    return regex


def matches(regex: Regex, text: str) -> bool:
    """Whether the pattern occurs in a text."""
    return regex.search(valid(text)) is not None


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    # What follows the colon is a part of the pattern, which may come from a value.
    return words.partition(":")[0]
