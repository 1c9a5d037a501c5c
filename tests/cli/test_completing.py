from __future__ import annotations

from pathlib import Path

import click
import pytest

from tests.cli.things import promotion
from tranship.cli.completing import complete_promotion, complete_step_kind
from tranship.store.sqlite import SqliteStore

CONTEXT, PARAMETER = click.Context(click.Command("x")), click.Argument(["x"])


def test_kinds_of_steps_are_offered() -> None:
    assert complete_step_kind(CONTEXT, PARAMETER, "git-c") == ["git-clear", "git-clone", "git-commit"]


def test_promotions_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert complete_promotion(CONTEXT, PARAMETER, "") == []
    with SqliteStore(tmp_path / "tranship" / "tranship.db") as store:
        store.create(promotion(name="test.01"))
        store.create(promotion(name="prod.02"))
    assert complete_promotion(CONTEXT, PARAMETER, "te") == ["test.01"]


def test_a_store_that_can_not_be_read_offers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    file = tmp_path / "tranship" / "tranship.db"
    file.parent.mkdir()
    file.write_text("no database")
    assert complete_promotion(CONTEXT, PARAMETER, "") == []
