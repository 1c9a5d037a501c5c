"""Comments that silence rules: ``# tranship: ignore TS203`` on the line of the finding, or on a line before it."""

from __future__ import annotations

import re
from collections.abc import Mapping

_COMMENT = re.compile(r"#[ \t]*tranship:[ \t]*ignore[ \t:]+(?P<codes>[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)", re.IGNORECASE)


def silenced(text: str) -> Mapping[int, frozenset[str]]:
    """The codes and names that comments silence, in small letters, by the number of the line that they are about.

    A comment on a line of its own is about the next line that holds something else than a comment.
    """
    found: dict[int, frozenset[str]] = {}
    if "tranship:" not in text.lower():
        return found
    waiting: frozenset[str] = frozenset()
    for number, line in enumerate(re.split("\r\n|\n|\r", text), 1):
        comment = _COMMENT.search(line)
        codes = frozenset(re.split(r"[\s,]+", comment["codes"].lower())) if comment else frozenset()
        content = line.strip()
        if content.startswith("#"):
            waiting |= codes
        elif content:
            found[number] = found.get(number, frozenset()) | codes | waiting
            waiting = frozenset()
    return found
