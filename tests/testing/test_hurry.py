from __future__ import annotations

from datetime import timedelta

from tranship.testing.hurry import BEGIN, Clock, Hurry


def test_waits_are_over_at_once_and_the_clock_says_what_they_took() -> None:
    clock = Clock()
    hurry = Hurry(clock, waits=2)
    assert not hurry.wait(3600)
    assert not hurry.wait(-1)
    assert clock() == BEGIN + timedelta(hours=1)


def test_after_too_many_waits_it_gives_up() -> None:
    hurry = Hurry(Clock(), waits=1)
    assert [hurry.wait(1), hurry.wait(1)] == [False, True]
    assert hurry.reason == "it has waited as often as the test lets it"
