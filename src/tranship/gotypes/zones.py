"""Time zones as Go's time package has them: UTC, offsets without rules, and those of the time zone database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = -62135596800
"""The beginning of the year 1, the first that Python's calendar has."""
_LAST = 253402300799 - 86400
"""The end of the year 9999, less a day for the offset."""
_CYCLE = 146097 * 86400
"""After 400 years the calendar repeats, with the days of the week."""


@dataclass(frozen=True)
class Phase:
    """What holds in a zone at some time: the offset from UTC in seconds, the abbreviation, and if it is summer time."""

    offset: int
    abbreviation: str
    summer: bool = False


@dataclass(frozen=True)
class Zone:
    """A time zone. ``fixed`` is set for one that never changes; else ``name`` is that of the database."""

    name: str
    fixed: Phase | None = None

    def at(self, seconds: int) -> Phase:
        """What holds at a time, given as seconds since 1970 in UTC."""
        return self.fixed or _phase(self.name, seconds)

    def at_local(self, seconds: int) -> Phase:
        """What holds when clocks in the zone show a time, given as the seconds to the same display in UTC.

        Of a time that is shown twice it is the first; a time that is left out counts with the offset before.
        """
        guess = self.at(seconds)
        return self.at(seconds - guess.offset) if guess.offset else guess

    def named(self, abbreviation: str, seconds: int) -> int | None:
        """The offset that an abbreviation stands for in this zone, near a local time; None if it is unknown here."""
        if self.fixed:
            return None
        offsets = [offset for name, offset in _abbreviations(self.name) if name == abbreviation]
        for offset in offsets:
            if self.at(seconds - offset).abbreviation == abbreviation:
                return self.at(seconds - offset).offset
        return offsets[0] if offsets else None

    def __str__(self) -> str:
        return self.name

    @property
    def is_utc(self) -> bool:
        """Whether it is UTC itself, not just a zone with its offset."""
        return self == UTC_ZONE


UTC_ZONE = Zone("UTC", Phase(0, "UTC"))


def fixed_zone(name: str, offset: int) -> Zone:
    """A zone ``offset`` seconds east of UTC; without a name, its abbreviation is its offset."""
    return Zone(name, Phase(offset, name))


def load_zone(name: str) -> Zone:
    """The zone of a name such as ``Europe/Zurich``. "", "UTC" and "Local" are UTC.

    :raises ValueError: there is none of that name.
    """
    if name in ("", "UTC", "Local"):
        return UTC_ZONE
    if not name.startswith(("/", "\\", ".")) and ".." not in name and _rules(name) is not None:
        return Zone(name)
    raise ValueError("there is no time zone of that name; it is one like UTC or Europe/Zurich")


@lru_cache(maxsize=256)
def _rules(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _phase(name: str, seconds: int) -> Phase:
    rules = _rules(name)
    if rules is None:
        raise ValueError("there is no time zone of that name")
    if seconds < _FIRST + 86400:
        seconds = _FIRST + 86400
    elif seconds > _LAST:
        seconds = _LAST - _CYCLE + (seconds - _LAST) % _CYCLE
    local = (_EPOCH + timedelta(seconds=seconds)).astimezone(rules)
    offset, summer = local.utcoffset() or timedelta(), local.dst() or timedelta()
    return Phase(offset.days * 86400 + offset.seconds, local.tzname() or "", bool(summer))


@lru_cache(maxsize=32)
def _abbreviations(name: str) -> tuple[tuple[str, int], ...]:
    """The abbreviations that a zone has had, with their offsets, oldest first: what there is to see, month by month."""

    def phases() -> Iterator[Phase]:
        for year in range(1880, 2038):
            for month in range(1, 13):
                yield _phase(name, int((datetime(year, month, 1, tzinfo=UTC) - _EPOCH).total_seconds()))

    return tuple(dict.fromkeys((phase.abbreviation, phase.offset) for phase in phases()))
