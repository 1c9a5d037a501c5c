"""The bench of a test: the application with everything in memory and in one folder, and no server but the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tranship.app import App, Settings
from tranship.builtin_steps import step_definitions
from tranship.lint.preflight import check_promotion
from tranship.store.memory import MemoryStore
from tranship.testing.bench import Bench, Surroundings


@contextmanager
def open_bench(surroundings: Surroundings) -> Iterator[Bench]:
    """What drives the promotion of a case. Nothing of the user is used: no credentials, no caches, no settings."""
    settings = Settings(
        state=surroundings.folder / "tranship.db",
        user_credentials=False,
        allow_http_credentials=True,
        environment=surroundings.environment,
        stand_in=surroundings.stand_in,
    )
    app = App(settings, MemoryStore(clock=surroundings.clock), surroundings.clock)
    yield Bench(app.store, app.driver, lambda promotion: check_promotion(promotion, step_definitions()))
