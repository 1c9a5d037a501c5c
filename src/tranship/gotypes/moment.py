"""Points in time as Go's time.Time has them: any year, nanoseconds, and the zone in which they are shown."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Self

from tranship.gotypes.duration import SECOND, Duration
from tranship.gotypes.zones import UTC_ZONE, Phase, Zone

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

YEAR_ONE = -62135596800
"""The beginning of the year 1, Go's zero time, in seconds since 1970."""
_DAY = 86400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANGE = 2**63


class Month(int):
    """A month: a number from 1 on, printed as its name."""

    __slots__ = ()

    def __str__(self) -> str:
        return MONTHS[self - 1] if 1 <= self <= 12 else f"%!Month({int(self)})"

    __repr__ = __str__


class Weekday(int):
    """A day of the week: a number from 0, Sunday, on, printed as its name."""

    __slots__ = ()

    def __str__(self) -> str:
        return DAYS[self] if 0 <= self <= 6 else f"%!Weekday({int(self)})"

    __repr__ = __str__


def days_of(year: int, month: int, day: int) -> int:
    """The days from 1970-01-01 to a date of the Gregorian calendar. ``month`` is 1 to 12, ``day`` any number."""
    # Years are counted from March, so that the day that is sometimes missing is a year's last one.
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day - 1 - 719468


def date_of(days: int) -> tuple[int, int, int]:
    """The year, month and day that are so many days after 1970-01-01."""
    cycle, rest = divmod(days + 719468, 146097)
    of_cycle = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    of_year = rest - (365 * of_cycle + of_cycle // 4 - of_cycle // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    year = cycle * 400 + of_cycle + (month >= 10)
    return year, month + 3 if month < 10 else month - 9, day


def is_leap(year: int) -> bool:
    """Whether a year has a February 29."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    return 29 if month == 2 and is_leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


@dataclass(frozen=True)
class Moment:
    """A point in time: ``seconds`` since 1970 in UTC, and ``nanosecond`` of the second. Order and equality for Go are
    those of :meth:`compare`; ``==`` also compares the zones."""

    seconds: int
    nanosecond: int = 0
    zone: Zone = UTC_ZONE

    @classmethod
    def now(cls, zone: Zone = UTC_ZONE) -> Self:
        """The current time."""
        seconds, nanosecond = divmod(time.time_ns(), SECOND)
        return cls(seconds, nanosecond, zone)

    @classmethod
    def of(cls, time: datetime, zone: Zone = UTC_ZONE) -> Self:
        """The time that a datetime with a time zone says."""
        since = time - _EPOCH
        return cls(since.days * _DAY + since.seconds, since.microseconds * 1000, zone)

    @classmethod
    def at(
        cls,
        year: int,
        month: int,
        day: int,
        clock: tuple[int, int, int] = (0, 0, 0),
        nanosecond: int = 0,
        zone: Zone = UTC_ZONE,
    ) -> Self:
        """The time when clocks in ``zone`` show this. Fields may be out of range: October 32 is November 1."""
        carry, month = divmod(month - 1, 12)
        more, nanosecond = divmod(nanosecond, SECOND)
        hour, minute, second = clock
        seconds = days_of(year + carry, month + 1, day) * _DAY + hour * 3600 + minute * 60 + second + more
        seconds = (seconds + _RANGE) % (2 * _RANGE) - _RANGE
        return cls(seconds - zone.at_local(seconds).offset, nanosecond, zone)

    @cached_property
    def phase(self) -> Phase:
        """The zone's offset and abbreviation at this time."""
        return self.zone.at(self.seconds)

    @cached_property
    def date(self) -> tuple[int, int, int]:
        """Year, month and day in the zone."""
        return date_of(self._local // _DAY)

    @property
    def clock(self) -> tuple[int, int, int]:
        """Hour, minute and second in the zone."""
        rest = self._local % _DAY
        return rest // 3600, rest % 3600 // 60, rest % 60

    @property
    def month(self) -> Month:
        """The month in the zone."""
        return Month(self.date[1])

    @property
    def weekday(self) -> Weekday:
        """The day of the week in the zone."""
        return Weekday((self._local // _DAY + 4) % 7)

    @property
    def day_of_year(self) -> int:
        """The day in the year, from 1 on."""
        return self._local // _DAY - days_of(self.date[0], 1, 1) + 1

    @property
    def iso_week(self) -> tuple[int, int]:
        """The year and week of ISO 8601: weeks begin on Monday and belong to the year of their Thursday."""
        days = self._local // _DAY
        thursday = days - (days + 3) % 7 + 3
        year = date_of(thursday)[0]
        return year, (thursday - days_of(year, 1, 1)) // 7 + 1

    @property
    def is_zero(self) -> bool:
        """Whether it is Go's zero time, the beginning of the year 1 in UTC."""
        return self.seconds == YEAR_ONE and self.nanosecond == 0

    def within(self, zone: Zone) -> Self:
        """The same time, shown in another zone."""
        return type(self)(self.seconds, self.nanosecond, zone)

    def add(self, duration: int) -> Self:
        """The time so many nanoseconds later."""
        return self._from_nanoseconds(self.seconds * SECOND + self.nanosecond + duration)

    def add_date(self, years: int, months: int, days: int) -> Self:
        """The time that many years, months and days later; a day that the month doesn't have goes into the next."""
        year, month, day = self.date
        return self.at(year + years, month + months, day + days, self.clock, self.nanosecond, self.zone)

    def since(self, other: Moment) -> Duration:
        """The time from ``other`` to this; cut at the longest duration there is."""
        span = (self.seconds - other.seconds) * SECOND + self.nanosecond - other.nanosecond
        return Duration(max(-_RANGE, min(_RANGE - 1, span)))

    def compare(self, other: Moment) -> int:
        """-1, 0 or 1: before, the same, after; the zones don't count."""
        mine, others = (self.seconds, self.nanosecond), (other.seconds, other.nanosecond)
        return (mine > others) - (mine < others)

    def truncated(self, step: int) -> Self:
        """The last time before or at this that is a multiple of ``step`` nanoseconds after the zero time."""
        return self.add(-self._beyond(step)) if step > 0 else self

    def rounded(self, step: int) -> Self:
        """The nearest time that is a multiple of ``step`` nanoseconds after the zero time; half is rounded up."""
        if step <= 0:
            return self
        beyond = self._beyond(step)
        return self.add(-beyond if beyond * 2 < step else step - beyond)

    @property
    def _local(self) -> int:
        return self.seconds + self.phase.offset

    def _beyond(self, step: int) -> int:
        return ((self.seconds - YEAR_ONE) * SECOND + self.nanosecond) % step

    def _from_nanoseconds(self, total: int) -> Self:
        seconds, nanosecond = divmod(total, SECOND)
        return type(self)((seconds + _RANGE) % (2 * _RANGE) - _RANGE, nanosecond, self.zone)
