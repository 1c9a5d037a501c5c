from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tranship.cli.view.text import elapsed, links, one_line, short_commit, took

COMMIT = "9ab31c7" + "0" * 33


def test_durations_are_as_people_say_them() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert elapsed(start, start + timedelta(seconds=72)) == "1m 12s"
    assert elapsed(start, start + timedelta(seconds=1.24)) == "1.2s"
    assert elapsed(None, start) == "–"
    assert elapsed(start, None) == "–"


def test_times_that_were_stored_know_whole_seconds_only() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert elapsed(start, start + timedelta(seconds=2)) == "2s"
    assert elapsed(start, start) == "<1s"
    assert took(0.04) == "0.0s"


def test_commits_have_seven_digits() -> None:
    assert short_commit(COMMIT) == "9ab31c7"
    assert short_commit("v1.2") == "v1.2"


def test_a_long_text_becomes_one_line() -> None:
    assert one_line("short") == "short"
    assert one_line("first\nsecond") == "first …"
    assert one_line("x" * 100, 10) == "x" * 9 + "…"


def test_links_are_those_to_commits_and_pull_requests_once_each() -> None:
    outputs = {
        "push": {"commitURL": "https://git.example.com/c/1"},
        "again": {"commitURL": "https://git.example.com/c/1"},
        "pr": {"pr": {"url": "https://git.example.com/pulls/7"}},
        "other": "text",
    }
    assert links(outputs) == ["https://git.example.com/c/1", "https://git.example.com/pulls/7"]
