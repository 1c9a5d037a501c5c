"""What a test runs a promotion on: a store, a driver, and the check before it, set up for one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tranship.clients.stand_in import StandIn
from tranship.lifecycle.drive import Driver
from tranship.models.promotion import Promotion
from tranship.store.protocol import Store


@dataclass(frozen=True)
class Surroundings:
    """What a case is run in.

    :param folder: for whatever the promotion keeps on the disk. :param stand_in: answers for all servers.
    :param environment: of the promotion, in place of the process's. :param clock: tells the time.
    """

    folder: Path
    stand_in: StandIn
    environment: Mapping[str, str]
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class Bench:
    """What drives the promotion of a case.

    :param check: refuses a Promotion that can't go well, by a ManifestError.
    """

    store: Store
    driver: Driver
    check: Callable[[Promotion], None]


Opener = Callable[[Surroundings], AbstractContextManager[Bench]]
"""Sets up a bench; the composition root has one."""
