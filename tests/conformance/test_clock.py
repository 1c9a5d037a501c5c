"""Present times are compared by their form."""

from tests.conformance.clock import asks_for_the_time, without_the_time


def test_cases_that_call_now_are_recognised() -> None:
    assert asks_for_the_time("value: ${{ now() }}")
    assert not asks_for_the_time("value: ${{ known() }} now")


def test_only_times_with_fractions_are_taken_for_the_present() -> None:
    assert without_the_time('{"at": "2026-11-23T12:12:12.99195707Z", "b": "2026-01-31T12:00:00Z"}') == (
        '{"at": "${now}", "b": "2026-01-31T12:00:00Z"}'
    )
    assert without_the_time("at 2026-11-23T12:12:12.991957073+01:00!") == "at ${now}!"
