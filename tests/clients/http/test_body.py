"""Bodies are unpacked in small pieces, and end where was agreed."""

import gzip
import zlib
from collections.abc import Iterator

import pytest

from tranship.clients.http.body import DamagedError, TooLongError, limited, unpacked

HELLO = gzip.compress(b"hello", mtime=0)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_gzip_in_any_pieces(size: int) -> None:
    text = b"hello " * 1000
    assert b"".join(unpacked(pieces(gzip.compress(text), size))) == text
    assert b"".join(unpacked(pieces(gzip.compress(b"a") + gzip.compress(b"b"), size))) == b"ab"


def test_nothing_at_all_is_nothing() -> None:
    assert b"".join(unpacked([])) == b""
    assert b"".join(unpacked([b""])) == b""


@pytest.mark.parametrize(
    "data",
    [HELLO[:-1], b"hello", zlib.compress(b"hello"), HELLO + b"x", b"\x1f\x8b"],
)
def test_damage_is_noticed(data: bytes) -> None:
    with pytest.raises(DamagedError):
        b"".join(unpacked([data]))


def test_a_bomb_is_not_unpacked_beyond_the_limit() -> None:
    bomb = gzip.compress(bytes(50 << 20))
    taken: list[int] = []
    with pytest.raises(TooLongError):
        taken.extend(map(len, limited(unpacked([bomb]), 1 << 20)))
    assert max(taken) <= 64 << 10
    assert sum(taken) <= 1 << 20


def test_the_limit_itself_is_fine() -> None:
    assert b"".join(limited([b"ab", b"c"], 3)) == b"abc"
    with pytest.raises(TooLongError):
        b"".join(limited([b"ab", b"c"], 2))
