"""Somebody who looks at a pull request for a moment, and merges it."""

from __future__ import annotations

import threading
from typing import Self

from tranship.testing.forges import ForgeDouble

_EYEBLINK, _READING = 0.2, 2.0
"""Seconds between two looks at the list of pull requests, and for reading one."""


class Colleague:
    """Merges the pull requests of a repository while its block runs."""

    def __init__(self, forge: ForgeDouble, repository: str) -> None:
        self._forge = forge
        self._repository = repository
        self._leaves = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._leaves.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._leaves.wait(_EYEBLINK):
            for one in self._forge.pull_requests(self._repository):
                if one.is_open and not self._leaves.wait(_READING):
                    self._forge.merge(self._repository, one.number)
