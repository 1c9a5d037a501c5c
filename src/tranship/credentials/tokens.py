"""Tokens that are minted for a while: kept until shortly before they expire, and minted once for all who ask."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MARGIN = timedelta(minutes=5)
"""How long before its end a token is not given out any more, so that what it is used for can be finished."""

Clock = Callable[[], datetime]
"""Tells the time, aware."""


@dataclass(frozen=True)
class Token:
    """A token and when it ends. ``username`` goes with it where it is used as a password."""

    value: str = field(repr=False)
    expires_at: datetime
    username: str = ""


class TokenCache:
    """Tokens by what they were minted from. Thread-safe; who asks for a token that is being minted waits for it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._minting: dict[str, threading.Lock] = {}
        self._tokens: dict[str, Token] = {}

    def get(self, mint: Callable[[datetime], Token | None], *parts: str) -> Token | None:
        """The token that belongs to ``parts``, minted if there is none or it ends soon.

        :param mint: makes one, given the time; None, which is not kept, where there is none to be had.
        :param parts: all that the token depends on. They are kept as a digest, for private keys are among them.
        """
        key = hashlib.sha256("\0".join(f"{len(part)}:{part}" for part in parts).encode(errors="replace")).hexdigest()
        with self._lock:
            own = self._minting.setdefault(key, threading.Lock())
        with own:
            now = self._clock()
            token = self._tokens.get(key)
            if token is None or token.expires_at - MARGIN <= now:
                token = mint(now)
                with self._lock:
                    self._forget_expired(now)
                    if token is not None:
                        self._tokens[key] = token
            return token

    def _forget_expired(self, now: datetime) -> None:
        for key in [key for key, token in self._tokens.items() if token.expires_at <= now]:
            del self._tokens[key]
