"""Cases that ask for the present time: it is another one at each run, so that only its form can be compared."""

from __future__ import annotations

import re

_ASKED = re.compile(r"\bnow\(\)")
# now() has nanoseconds; times that a case writes down have none, and stay.
_PRESENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}(?:Z|[-+]\d\d:\d\d)")


def asks_for_the_time(case: str) -> bool:
    """Whether an expression of a case calls now()."""
    return bool(_ASKED.search(case))


def without_the_time(text: str) -> str:
    """The text with ``${now}`` for each time that has fractions of a second."""
    return _PRESENT.sub("${now}", text)
