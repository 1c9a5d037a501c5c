from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.models.times import parse_time, time_text


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31t12:00:00z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00+02:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31T12:00:00.25Z", datetime(2026, 1, 31, 12, 0, 0, 250000, tzinfo=UTC)),
        ("2026-01-31T12:00:00.123456789Z", datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)),
    ],
)
def test_rfc_3339_is_read(text: str, time: datetime) -> None:
    assert parse_time(text) == time
    assert parse_time(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-31",
        "2026-01-31 12:00:00Z",
        "2026-01-31T12:00:00",
        "2026-02-31T12:00:00Z",
        "20260131T120000Z",
        "0001-01-01T00:00:00+23:00",
        "２026-01-31T12:00:00Z",
        "2026-01-31T12:00:00Z\n",
    ],
)
def test_what_is_no_time_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^must be a time such as 2026-01-31T12:00:00Z$"):
        parse_time(text)


def test_times_are_written_in_utc_to_the_second() -> None:
    time = datetime(2026, 1, 31, 12, 0, 0, 999999, tzinfo=timezone(timedelta(hours=2)))
    assert time_text(time) == "2026-01-31T10:00:00Z"


@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - they get UTC
def test_a_written_time_reads_as_the_same_second(time: datetime) -> None:
    assert parse_time(time_text(time)) == time.replace(microsecond=0)
