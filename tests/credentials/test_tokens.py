from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tranship.credentials.tokens import MARGIN, Token, TokenCache

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Mint:
    """Makes tokens that live for an hour, and counts them."""

    def __init__(self) -> None:
        self.now = START
        self.made = 0

    def __call__(self, now: datetime) -> Token:
        self.made += 1
        return Token(f"token {self.made}", now + timedelta(hours=1))

    def clock(self) -> datetime:
        return self.now


def test_a_token_is_kept_until_shortly_before_its_end() -> None:
    mint = Mint()
    cache = TokenCache(mint.clock)
    first = cache.get(mint, "a")
    mint.now = START + timedelta(hours=1) - MARGIN - timedelta(seconds=1)
    assert cache.get(mint, "a") is first
    mint.now += timedelta(seconds=1)
    assert cache.get(mint, "a") != first
    assert mint.made == 2


def test_tokens_of_different_origin_are_kept_apart_however_their_parts_are_split() -> None:
    mint = Mint()
    cache = TokenCache(mint.clock)
    assert len({str(cache.get(mint, *parts)) for parts in (("ab", "c"), ("a", "bc"), ("abc",), ("ab", "c", ""))}) == 1
    assert mint.made == 4


def test_nothing_shows_what_tokens_were_made_from_or_the_tokens() -> None:
    cache = TokenCache(lambda: START)
    token = cache.get(Mint(), "the private key")
    assert "the private key" not in repr(vars(cache))
    assert "token 1" not in repr(token)


def test_none_is_not_kept() -> None:
    cache = TokenCache(lambda: START)
    assert cache.get(lambda _: None, "a") is None
    assert cache.get(Mint(), "a") is not None


def test_a_failure_is_not_kept_and_does_not_block_the_next() -> None:
    def fail(_: datetime) -> Token:
        raise ValueError("no")

    cache = TokenCache(lambda: START)
    with pytest.raises(ValueError, match="no"):
        cache.get(fail, "a")
    assert cache.get(Mint(), "a") is not None


def test_one_that_is_slow_to_make_does_not_hold_up_others() -> None:
    cache, entered, release = TokenCache(lambda: START), threading.Event(), threading.Event()

    def slow(now: datetime) -> Token:
        entered.set()
        assert release.wait(30)
        return Token("slow", now + timedelta(hours=1))

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(cache.get, slow, "slow")
        assert entered.wait(30)
        assert cache.get(Mint(), "quick") is not None
        release.set()
        assert waiting.result(30) is not None
