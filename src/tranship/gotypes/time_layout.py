"""Times as texts by Go's layouts, which show how the time 2006-01-02 15:04:05 would be written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from tranship.gotypes.moment import DAYS, MONTHS, Moment

RFC3339: Final = "2006-01-02T15:04:05Z07:00"
RFC3339_NANO: Final = "2006-01-02T15:04:05.999999999Z07:00"
RFC822: Final = "02 Jan 06 15:04 MST"
RFC850: Final = "Monday, 02-Jan-06 15:04:05 MST"
RFC1123: Final = "Mon, 02 Jan 2006 15:04:05 MST"
FULL: Final = "2006-01-02 15:04:05.999999999 -0700 MST"
"""How a time prints."""

_ELEMENT = re.compile(
    r"""
    January | Jan(?![a-z]) | Monday | Mon(?![a-z]) | MST
  | 0[1-6] | 002 | 15 | 1 | 2006 | (?<=_)2006 | __2 | _2(?!006) | 2 | 3 | 4 | 5 | PM | pm
  | -070000 | -07:00:00 | -0700 | -07:00 | -07
  | Z070000 | Z07:00:00 | Z0700 | Z07:00 | Z07
  | [.,](?:0+|9+)(?![0-9])
    """,
    re.VERBOSE,
)


_USUAL = 200


def elements(layout: str) -> tuple[tuple[str, str], ...]:
    """The layout cut up: pairs of the plain text before an element, and the element. The last element is empty."""
    return _cached_elements(layout) if len(layout) <= _USUAL else _elements(layout)


def _elements(layout: str) -> tuple[tuple[str, str], ...]:
    def found() -> Iterator[tuple[str, str]]:
        position = 0
        for match in _ELEMENT.finditer(layout):
            yield layout[position : match.start()], match[0]
            position = match.end()
        yield layout[position:], ""

    return tuple(found())


_cached_elements = lru_cache(maxsize=256)(_elements)


def format_time(moment: Moment, layout: str) -> str:
    """A time written as ``layout`` shows."""
    pieces: list[str] = []
    for text, element in elements(layout):
        pieces.append(text)
        if element:
            writer = _WRITERS.get(element)
            if writer:
                pieces.append(writer(moment))
            elif element[0] in ".,":
                pieces.append(_fraction(moment, element))
            else:
                pieces.append(_offset(moment, element))
    return "".join(pieces)


def _padded(number: int, width: int) -> str:
    return f"-{-number:0{width}}" if number < 0 else f"{number:0{width}}"


def _hour12(moment: Moment) -> int:
    return moment.clock[0] % 12 or 12


def _zone_name(moment: Moment) -> str:
    return moment.phase.abbreviation or _offset(moment, "-0700")


_WRITERS: Final[Mapping[str, Callable[[Moment], str]]] = {
    "2006": lambda moment: _padded(moment.date[0], 4),
    "06": lambda moment: f"{max(moment.date[0], 0) % 100:02}",
    "January": lambda moment: MONTHS[moment.date[1] - 1],
    "Jan": lambda moment: MONTHS[moment.date[1] - 1][:3],
    "1": lambda moment: str(moment.date[1]),
    "01": lambda moment: f"{moment.date[1]:02}",
    "Monday": lambda moment: DAYS[moment.weekday],
    "Mon": lambda moment: DAYS[moment.weekday][:3],
    "2": lambda moment: str(moment.date[2]),
    "_2": lambda moment: f"{moment.date[2]:2}",
    "02": lambda moment: f"{moment.date[2]:02}",
    "__2": lambda moment: f"{moment.day_of_year:3}",
    "002": lambda moment: f"{moment.day_of_year:03}",
    "15": lambda moment: f"{moment.clock[0]:02}",
    "3": lambda moment: str(_hour12(moment)),
    "03": lambda moment: f"{_hour12(moment):02}",
    "4": lambda moment: str(moment.clock[1]),
    "04": lambda moment: f"{moment.clock[1]:02}",
    "5": lambda moment: str(moment.clock[2]),
    "05": lambda moment: f"{moment.clock[2]:02}",
    "PM": lambda moment: "PM" if moment.clock[0] >= 12 else "AM",
    "pm": lambda moment: "pm" if moment.clock[0] >= 12 else "am",
    "MST": _zone_name,
}


def _offset(moment: Moment, element: str) -> str:
    """An offset from UTC like the element, whose digits say how much of it is wanted."""
    offset = moment.phase.offset
    if element[0] == "Z" and offset == 0:
        return "Z"
    colon = ":" if ":" in element else ""
    parts = [abs(offset) // 3600, abs(offset) // 60 % 60, abs(offset) % 60]
    wanted = len(element.replace(":", "")) // 2
    # The sign is that of the whole minutes; an offset of a few seconds has none.
    sign = "-" if offset <= -60 else "+"
    return sign + colon.join(f"{part:02}" for part in parts[:wanted])


def _fraction(moment: Moment, element: str) -> str:
    """A fraction of a second: with as many digits as zeros, or with up to as many digits as nines."""
    digits = f"{moment.nanosecond:09}".ljust(len(element), "0")[: len(element) - 1]
    if element[1] == "0":
        return element[0] + digits
    digits = digits.rstrip("0")
    return element[0] + digits if digits else ""
