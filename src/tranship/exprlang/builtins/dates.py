"""Built-in functions on dates, durations and time zones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Protocol, runtime_checkable

from tranship.exprlang.budget import Budget
from tranship.exprlang.builtins import checks
from tranship.exprlang.builtins.strings import string_of
from tranship.exprlang.faults import Fault
from tranship.exprlang.signatures import BuiltinFunction
from tranship.exprlang.types import DURATION, STRING, ZONE
from tranship.gotypes.duration import Duration
from tranship.gotypes.moment import Moment
from tranship.gotypes.time_layout import RFC822, RFC850, RFC1123, RFC3339
from tranship.gotypes.time_parse import parse_time
from tranship.gotypes.zones import UTC_ZONE, Zone, load_zone

LAYOUTS: Final = ("2006-01-02", "15:04:05", "2006-01-02 15:04:05", RFC3339, RFC822, RFC850, RFC1123)
"""What ``date`` tries, in this order, where no layout is given."""


@runtime_checkable
class HasClock(Protocol):
    """A context of functions that may have a clock of its own."""

    @property
    def clock(self) -> Callable[[], datetime] | None:
        """What tells ``now()`` the time; None: the machine does."""


def _now(budget: Budget, zone: Any = UTC_ZONE) -> Moment:
    if not isinstance(zone, Zone):
        raise Fault('now() takes nothing, or a time zone such as timezone("UTC")')
    clock = budget.context.clock if isinstance(budget.context, HasClock) else None
    return Moment.now(zone) if clock is None else Moment.of(clock(), zone)


def _date(budget: Budget, *arguments: Any) -> Moment:
    zone = UTC_ZONE
    if isinstance(arguments[0], Zone):
        zone, arguments = arguments[0], arguments[1:]
        if not arguments:
            raise Fault("date() needs a text behind the time zone")
    text = string_of(arguments[0], "date")
    budget.spend(len(text))
    if len(arguments) == 1:
        return _guessed(text, zone)
    layout = string_of(arguments[1], "date")
    budget.spend(len(layout))
    if len(arguments) == 3:
        zone = _zone(string_of(arguments[2], "date"))
    try:
        return parse_time(layout, text, zone)
    except ValueError as error:
        raise Fault(f"date() can't read this text by its layout: {error}") from None


def _guessed(text: str, zone: Zone) -> Moment:
    for layout in LAYOUTS:
        try:
            return parse_time(layout, text, zone)
        except ValueError:
            continue
    raise Fault(
        "date() can't read this text: it is no date such as 2006-01-02, 2006-01-02 15:04:05 or 2006-01-02T15:04:05Z; "
        "a second argument gives the layout of others"
    )


def _zone(name: str) -> Zone:
    try:
        return load_zone(name)
    except ValueError as error:
        raise Fault(str(error)) from None


def _timezone(_: Budget, name: Any) -> Zone:
    return _zone(string_of(name, "timezone"))


def _duration(budget: Budget, value: Any) -> Duration:
    text = string_of(value, "duration")
    budget.spend(len(text))
    try:
        return Duration.parse(text)
    except ValueError as error:
        raise Fault(f"duration() can't read this text: {error}") from None


DATE_FUNCTIONS: Final = (
    BuiltinFunction("now", _now, check=checks.now),
    BuiltinFunction("date", _date, check=checks.date),
    BuiltinFunction("duration", _duration, (STRING,), result=DURATION),
    BuiltinFunction("timezone", _timezone, (STRING,), result=ZONE),
)
"""The functions on times."""
