"""The body of a response: unpacked as it comes, and never more of it than was agreed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 64 << 10


class TooLongError(Exception):
    """There is more than was agreed."""


class DamagedError(Exception):
    """It can't be unpacked."""


def limited(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The chunks as they are.

    :raises TooLongError: there are more bytes than ``limit``.
    """
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLongError
        yield chunk


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What gzip has packed, in small pieces, however well it was packed.

    :raises DamagedError: it is no gzip, or ends too early.
    """
    member = zlib.decompressobj(_GZIP)
    begun = False
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if member.eof:
                    member = zlib.decompressobj(_GZIP)
                begun = True
                piece = member.decompress(rest, _PIECE)
                if piece:
                    yield piece
                rest = member.unconsumed_tail or member.unused_data
    except zlib.error as error:
        raise DamagedError from error
    if begun and not member.eof:
        raise DamagedError
