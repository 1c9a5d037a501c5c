"""The methods of times, durations, months, days of the week and time zones, as Go has them.

The functions here get the value that the method belongs to, then the arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from tranship.exprlang.faults import Fault
from tranship.exprlang.functions import Function
from tranship.exprlang.text import from_bytes, to_bytes
from tranship.exprlang.types import (
    BOOL,
    BYTES,
    DURATION,
    FLOAT,
    INT,
    INT64,
    MONTH,
    STRING,
    TIME,
    WEEKDAY,
    ZONE,
    Type,
)
from tranship.exprlang.values import LARGEST, SMALLEST, Int64, wrap
from tranship.gotypes.duration import HOUR, MICROSECOND, MILLISECOND, MINUTE, SECOND, Duration
from tranship.gotypes.moment import YEAR_ONE, Moment, Month, Weekday
from tranship.gotypes.time_layout import FULL, RFC3339_NANO, format_time
from tranship.gotypes.zones import UTC_ZONE, Zone


def _method(name: str, call: Callable[..., Any], result: Type, *parameters: Type, results: int = 1) -> Function:
    return Function(name, call, parameters, result=result, results=results)


def _table(methods: Iterable[Function]) -> Mapping[str, Function]:
    return {method.name: method for method in methods}


def _within(moment: Moment, zone: Zone | None) -> Moment:
    if zone is None:
        raise Fault("In() needs a time zone, not nil")
    return moment.within(zone)


def text_of_moment(moment: Moment) -> str:
    """A time as JSON has it.

    :raises Fault: the year has not four digits, or the offset is too large.
    """
    if not 0 <= moment.date[0] <= 9999:
        raise Fault("a time outside of the years 0 to 9999 has no JSON form")
    if not -86400 < moment.phase.offset < 86400:
        raise Fault("a time whose zone is 24 hours or more off has no JSON form")
    return format_time(moment, RFC3339_NANO)


def _binary(moment: Moment) -> bytes:
    """A time in Go's binary form: version, seconds since the year 1, nanoseconds, and the offset in minutes."""
    offset = moment.phase.offset
    minutes, rest = (-1, 0) if moment.zone.is_utc else (int(offset / 60), abs(offset) % 60)
    if not -(2**15) <= minutes < 2**15 or (minutes == -1 and not moment.zone.is_utc):
        raise Fault("a time with such an offset has no binary form")
    head = bytes([2 if rest else 1]) + (moment.seconds - YEAR_ONE).to_bytes(8, "big", signed=True)
    data = head + moment.nanosecond.to_bytes(4, "big") + minutes.to_bytes(2, "big", signed=True)
    return data + bytes([rest]) if rest else data


def _go_string(moment: Moment) -> str:
    year, _, day = moment.date
    zone = "time.UTC" if moment.zone.is_utc else f'time.Location("{moment.zone}")'
    hour, minute, second = moment.clock
    return f"time.Date({year}, time.{moment.month}, {day}, {hour}, {minute}, {second}, {moment.nanosecond}, {zone})"


def _since_1970(unit: int) -> Callable[[Moment], Int64]:
    """The time since 1970 in a unit of so many nanoseconds, as 64 bits have it."""
    return lambda moment: Int64(wrap(moment.seconds * (SECOND // unit) + moment.nanosecond // unit))


def _in_units(unit: int) -> Callable[[Duration], float]:
    """A duration in a unit, whole units and the rest apart, as that is exact to the same digit."""

    def units(duration: Duration) -> float:
        whole, rest = divmod(abs(int(duration)), unit)
        return (-1 if duration < 0 else 1) * (float(whole) + float(rest) / unit)

    return units


def _whole_units(unit: int) -> Callable[[Duration], Int64]:
    return lambda duration: Int64(abs(int(duration)) // unit * (-1 if duration < 0 else 1))


def _rounded(duration: Duration, step: Duration) -> Duration:
    """To the nearest multiple, half away from zero; beyond the longest duration there is, that one."""
    if step <= 0:
        return duration
    whole, rest = divmod(abs(int(duration)), int(step))
    size = (whole + (rest * 2 >= step)) * int(step)
    return Duration(max(SMALLEST, min(LARGEST, -size if duration < 0 else size)))


def _truncated(duration: Duration, step: Duration) -> Duration:
    if step <= 0:
        return duration
    size = abs(int(duration)) // int(step) * int(step)
    return Duration(-size if duration < 0 else size)


_TIME: Final = _table(
    [
        _method("Add", lambda t, d: t.add(int(d)), TIME, DURATION),
        _method("AddDate", lambda t, years, months, days: t.add_date(years, months, days), TIME, INT, INT, INT),
        _method("After", lambda t, u: t.compare(u) > 0, BOOL, TIME),
        _method("AppendBinary", lambda t, data: data + _binary(t), BYTES, BYTES, results=2),
        _method("AppendFormat", lambda t, data, layout: data + to_bytes(format_time(t, layout)), BYTES, BYTES, STRING),
        _method("AppendText", lambda t, data: data + to_bytes(text_of_moment(t)), BYTES, BYTES, results=2),
        _method("Before", lambda t, u: t.compare(u) < 0, BOOL, TIME),
        _method("Clock", lambda t: t.clock[0], INT, results=3),
        _method("Compare", lambda t, u: t.compare(u), INT, TIME),
        _method("Date", lambda t: t.date[0], INT, results=3),
        _method("Day", lambda t: t.date[2], INT),
        _method("Equal", lambda t, u: t.compare(u) == 0, BOOL, TIME),
        _method("Format", format_time, STRING, STRING),
        _method("GoString", _go_string, STRING),
        _method("GobEncode", _binary, BYTES, results=2),
        _method("Hour", lambda t: t.clock[0], INT),
        _method("ISOWeek", lambda t: t.iso_week[0], INT, results=2),
        _method("In", _within, TIME, ZONE),
        _method("IsDST", lambda t: t.phase.summer, BOOL),
        _method("IsZero", lambda t: t.is_zero, BOOL),
        _method("Local", lambda t: t.within(UTC_ZONE), TIME),
        _method("Location", lambda t: t.zone, ZONE),
        _method("MarshalBinary", _binary, BYTES, results=2),
        _method("MarshalJSON", lambda t: to_bytes(f'"{text_of_moment(t)}"'), BYTES, results=2),
        _method("MarshalText", lambda t: to_bytes(text_of_moment(t)), BYTES, results=2),
        _method("Minute", lambda t: t.clock[1], INT),
        _method("Month", lambda t: t.month, MONTH),
        _method("Nanosecond", lambda t: t.nanosecond, INT),
        _method("Round", lambda t, d: t.rounded(int(d)), TIME, DURATION),
        _method("Second", lambda t: t.clock[2], INT),
        _method("String", lambda t: format_time(t, FULL), STRING),
        _method("Sub", lambda t, u: t.since(u), DURATION, TIME),
        _method("Truncate", lambda t, d: t.truncated(int(d)), TIME, DURATION),
        _method("UTC", lambda t: t.within(UTC_ZONE), TIME),
        _method("Unix", _since_1970(SECOND), INT64),
        _method("UnixMicro", _since_1970(MICROSECOND), INT64),
        _method("UnixMilli", _since_1970(MILLISECOND), INT64),
        _method("UnixNano", _since_1970(1), INT64),
        _method("Weekday", lambda t: t.weekday, WEEKDAY),
        _method("Year", lambda t: t.date[0], INT),
        _method("YearDay", lambda t: t.day_of_year, INT),
        _method("Zone", lambda t: from_bytes(t.phase.abbreviation.encode()), STRING, results=2),
    ]
)
_DURATION: Final = _table(
    [
        _method("Abs", lambda d: Duration(min(abs(int(d)), LARGEST)), DURATION),
        _method("Hours", _in_units(HOUR), FLOAT),
        _method("Microseconds", _whole_units(MICROSECOND), INT64),
        _method("Milliseconds", _whole_units(MILLISECOND), INT64),
        _method("Minutes", _in_units(MINUTE), FLOAT),
        _method("Nanoseconds", lambda d: Int64(int(d)), INT64),
        _method("Round", _rounded, DURATION, DURATION),
        _method("Seconds", _in_units(SECOND), FLOAT),
        _method("String", str, STRING),
        _method("Truncate", _truncated, DURATION, DURATION),
    ]
)
_NAMED: Final = _table([_method("String", str, STRING)])

METHODS: Final[Mapping[type, Mapping[str, Function]]] = {
    Moment: _TIME,
    Duration: _DURATION,
    Month: _NAMED,
    Weekday: _NAMED,
    Zone: _NAMED,
}
"""The methods of values, by their class."""

_STATIC: Final[Mapping[str, Mapping[str, Function]]] = {
    TIME.go: _TIME,
    DURATION.go: _DURATION,
    MONTH.go: _NAMED,
    WEEKDAY.go: _NAMED,
    ZONE.go: _NAMED,
}


def methods_of(known: Type) -> Mapping[str, Function]:
    """The methods that values of a type have."""
    return _STATIC.get(known.go, known.methods)
