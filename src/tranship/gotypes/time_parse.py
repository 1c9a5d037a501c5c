"""Times out of texts by Go's layouts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tranship.gotypes.moment import DAYS, MONTHS, Moment, days_in, is_leap
from tranship.gotypes.time_layout import elements
from tranship.gotypes.zones import UTC_ZONE, Zone, fixed_zone

_WRONG = "the text does not have the form of the layout"
_PIECES = re.compile(" +|[^ ]+")
_FRACTION = re.compile("[.,][0-9]+")


def parse_time(layout: str, text: str, zone: Zone = UTC_ZONE) -> Moment:
    """The time that ``text`` is, written as ``layout`` shows; in ``zone`` unless the text says where.

    :raises ValueError: the text has another form, or a part of it is out of range.
    """
    reading = _Reading(text)
    parts = elements(layout)
    for index, (plain, element) in enumerate(parts):
        reading.skip(plain)
        if element:
            following = parts[index + 1]
            reading.read(element, fraction_follows=not following[0] and following[1][:1] in (".", ","))
    if reading.at < len(text):
        raise ValueError("there is more text than the layout has")
    return reading.moment(zone)


_LONGEST = 16
"""No element but a fraction has more characters."""


@dataclass
class _Reading:
    """What has been read so far of a ``text``, and where reading is ``at``."""

    text: str
    at: int = 0
    year: int = 0
    month: int = -1
    day: int = -1
    day_of_year: int = -1
    clock: list[int] = field(default_factory=lambda: [0, 0, 0])
    nanosecond: int = 0
    half: str = ""
    offset: int | None = None
    zone_name: str = ""
    utc: bool = False

    @property
    def rest(self) -> str:
        """What comes next."""
        return self.text[self.at : self.at + _LONGEST]

    def skip(self, plain: str) -> None:
        """Go over plain text of the layout. A run of spaces stands for any run of spaces."""
        for piece in _PIECES.findall(plain):
            if piece[0] == " ":
                end = self.at
                while self.text[end : end + 1] == " ":
                    end += 1
                if end == self.at < len(self.text):
                    raise ValueError(_WRONG)
                self.at = end
            elif self.text.startswith(piece, self.at):
                self.at += len(piece)
            else:
                raise ValueError(_WRONG)

    def read(self, element: str, *, fraction_follows: bool) -> None:
        """Read what stands for an element of the layout."""
        if element in ("2006", "06"):
            self._read_year(len(element))
        elif element in _NAMES:
            number = self._name(*_NAMES[element])
            if element in ("January", "Jan"):
                self.month = number + 1
        elif element in ("1", "01"):
            self.month = self._number(element == "01", 1, 12, "month")
        elif element in ("2", "_2", "02"):
            if element == "_2":
                self._skip_space()
            self.day = self._number(element == "02", 0, 99, "day")
        elif element in ("__2", "002"):
            self._read_day_of_year(element)
        elif element in _CLOCK:
            index, fixed, last, words = _CLOCK[element]
            self.clock[index] = self._number(fixed, 0, last, words)
            if index == 2 and not fraction_follows and (fraction := _FRACTION.match(self.text, self.at)):
                self._read_fraction(len(fraction[0]))
        elif element in ("PM", "pm"):
            self._read_half(element)
        elif element == "MST":
            self._read_zone_name()
        elif element[0] in ".,":
            self._read_fraction_element(element)
        else:
            self._read_offset(element)

    def _take(self, count: int) -> str:
        taken = self.text[self.at : self.at + count]
        if len(taken) < count:
            raise ValueError(_WRONG)
        self.at += count
        return taken

    def _skip_space(self) -> None:
        self.at += self.rest.startswith(" ")

    def _read_year(self, width: int) -> None:
        if width == 4 and not _digit(self.rest):
            raise ValueError(_WRONG)
        self.year = _whole(self._take(width))
        if width == 2:
            self.year += 1900 if self.year >= 69 else 2000

    def _name(self, names: Sequence[str], length: int | None) -> int:
        for number, name in enumerate(names):
            short = name[:length]
            if self.rest[: len(short)].lower() == short.lower() and self.rest[: len(short)].isascii():
                self.at += len(short)
                return number
        raise ValueError(_WRONG)

    def _number(self, fixed: bool, first: int, last: int, words: str) -> int:
        """A number of one or two digits, ``fixed`` of two."""
        width = 2 if _digit(self.rest[1:]) else 1
        if not _digit(self.rest) or (fixed and width == 1):
            raise ValueError(_WRONG)
        number = int(self._take(width))
        if not first <= number <= last:
            raise ValueError(f"the {words} is out of range")
        return number

    def _read_day_of_year(self, element: str) -> None:
        if element == "__2":
            self._skip_space()
            self._skip_space()
        match = re.match("[0-9]{3}" if element == "002" else "[0-9]{1,3}", self.rest)
        if match is None:
            raise ValueError(_WRONG)
        self.day_of_year = int(self._take(match.end()))

    def _read_half(self, element: str) -> None:
        self.half = self._take(2)
        if self.half not in (("AM", "PM") if element == "PM" else ("am", "pm")):
            raise ValueError(_WRONG)

    def _read_fraction_element(self, element: str) -> None:
        if element[1] == "0":
            self._read_fraction(len(element))
        elif match := _FRACTION.match(self.text, self.at):
            self._read_fraction(len(match[0]))

    def _read_fraction(self, width: int) -> None:
        taken = self._take(width)
        if taken[0] not in ".,":
            raise ValueError(_WRONG)
        digits = taken[1:10]
        number = _whole(digits)
        if number < 0:
            raise ValueError("the fraction of a second is out of range")
        self.nanosecond = number * 10 ** (9 - len(digits))

    def _read_offset(self, element: str) -> None:
        if element[0] == "Z" and self.rest[:1] == "Z":
            self.at += 1
            self.utc = True
            return
        taken = self._take(len(element))
        if any((letter == ":") != (shown == ":") for letter, shown in zip(taken, element, strict=True) if shown == ":"):
            raise ValueError(_WRONG)
        digits = "".join(letter for letter, shown in zip(taken, element, strict=True) if shown != ":")[1:]
        parts = [digits[position : position + 2] for position in range(0, len(digits), 2)]
        if not all(_digit(part) and _digit(part[1:]) for part in parts) or taken[0] not in "+-":
            raise ValueError(_WRONG)
        hours, minutes, seconds = (*map(int, parts), 0, 0)[:3]
        # An offset of 24 hours or 60 minutes is written by some.
        if hours > 24 or minutes > 60 or seconds > 60:
            raise ValueError("the offset is out of range")
        offset = (hours * 60 + minutes) * 60 + seconds
        self.offset = -offset if taken[0] == "-" else offset

    def _read_zone_name(self) -> None:
        if self.rest.startswith("UTC"):
            self.utc = True
            self.at += 3
            return
        length = _zone_length(self.rest)
        if not length:
            raise ValueError(_WRONG)
        self.zone_name = self._take(length)

    def moment(self, zone: Zone) -> Moment:
        """The time that was read."""
        hour = self.clock[0]
        if self.half.upper() == "PM" and hour < 12:
            self.clock[0] = hour + 12
        elif self.half.upper() == "AM" and hour == 12:
            self.clock[0] = 0
        if self.day_of_year >= 0:
            self._set_date_from_day_of_year()
        month, day = (self.month if self.month >= 0 else 1), (self.day if self.day >= 0 else 1)
        if not 1 <= day <= days_in(self.year, month):
            raise ValueError("the day is out of range")

        def within(place: Zone) -> Moment:
            clock = (self.clock[0], self.clock[1], self.clock[2])
            return Moment.at(self.year, month, day, clock, self.nanosecond, place)

        if self.utc:
            return within(UTC_ZONE)
        if self.offset is not None:
            return self._with_offset(within, zone, self.offset)
        return self._with_zone_name(within, zone) if self.zone_name else within(zone)

    def _with_offset(self, within: Callable[[Zone], Moment], zone: Zone, offset: int) -> Moment:
        """With an offset, which may be the one of ``zone`` at that time."""
        plain = within(UTC_ZONE)
        moment = Moment(plain.seconds - offset, plain.nanosecond, zone)
        if moment.phase.offset == offset and self.zone_name in ("", moment.phase.abbreviation):
            return moment
        return moment.within(fixed_zone(self.zone_name, offset))

    def _with_zone_name(self, within: Callable[[Zone], Moment], zone: Zone) -> Moment:
        """With an abbreviation: one of ``zone``, or else one that says nothing, except for GMT+1."""
        plain = within(UTC_ZONE)
        known = zone.named(self.zone_name, plain.seconds)
        if known is not None:
            return Moment(plain.seconds - known, plain.nanosecond, zone)
        hours = self.zone_name[3:] if self.zone_name.startswith("GMT") else ""
        return plain.within(fixed_zone(self.zone_name, int(hours or 0) * 3600))

    def _set_date_from_day_of_year(self) -> None:
        if not 1 <= self.day_of_year <= 365 + is_leap(self.year):
            raise ValueError("the day of the year is out of range")
        number = self.day_of_year
        month = 1
        while number > days_in(self.year, month):
            number -= days_in(self.year, month)
            month += 1
        if self.month not in (-1, month) or self.day not in (-1, number):
            raise ValueError("the day of the year is another one than the month and day")
        self.month, self.day = month, number


_NAMES: dict[str, tuple[Sequence[str], int | None]] = {
    "January": (MONTHS, None),
    "Jan": (MONTHS, 3),
    "Monday": (DAYS, None),
    "Mon": (DAYS, 3),
}
_CLOCK = {
    "15": (0, False, 23, "hour"),
    "3": (0, False, 12, "hour"),
    "03": (0, True, 12, "hour"),
    "4": (1, False, 59, "minute"),
    "04": (1, True, 59, "minute"),
    "5": (2, False, 59, "second"),
    "05": (2, True, 59, "second"),
}


def _digit(text: str) -> bool:
    return "0" <= text[:1] <= "9"


def _whole(text: str) -> int:
    """The integer that the whole text is, maybe with a sign."""
    if not re.fullmatch("[+-]?[0-9]+", text):
        raise ValueError(_WRONG)
    return int(text)


def _zone_length(text: str) -> int:
    """How many characters at the beginning are the abbreviation of a zone; 0 if none are."""
    if text.startswith(("ChST", "MeST")):
        return 4
    if text.startswith("GMT"):
        return 3 + _signed_hours(text[3:])
    if text[:1] in ("+", "-"):
        return _signed_hours(text) if len(text) >= 3 else 0
    match = re.match("[A-Z]{0,6}", text)
    length = match.end() if match else 0
    if length == 3 or (length == 4 and (text[3] == "T" or text.startswith("WITA"))):
        return length
    return 5 if length == 5 and text[4] == "T" else 0


def _signed_hours(text: str) -> int:
    match = re.match("[+-][0-9]+", text)
    return match.end() if match and len(match[0]) < 20 and int(match[0][1:]) <= 23 else 0
