"""A store that can't be read is refused by every command that needs it, with what to do, and left as it is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.e2e.conftest import Playground

VERBS = ("get promotions", "describe promotion", "logs", "logs -f", "resume last", "abort last")


@pytest.fixture
def file(playground: Playground) -> Path:
    """The store's file after a promotion."""
    playground.promote()
    return playground.kargo.parent / "state" / "tranship" / "tranship.db"


def _refused(playground: Playground, file: Path, words: str) -> None:
    before, pushes = file.read_bytes(), playground.pushes
    screens = [playground.tranship(*verb.split()) for verb in VERBS]
    screens += [playground.promote(image="ghcr.io/acme/web:1.5.0"), playground.plan()]
    for screen in screens:
        assert screen.code == 2, screen.text
        assert screen.out == ""
        assert words in screen.err
        assert str(file) in screen.err
    assert file.read_bytes() == before
    assert playground.pushes == pushes


def test_a_damaged_store(playground: Playground, file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[100:4096] = bytes(byte ^ 0x5A for byte in data[100:4096])
    file.write_bytes(data)
    _refused(playground, file, "it was left as it is. Move it away to begin with an empty store")


def test_a_store_that_was_cut_off(playground: Playground, file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])
    _refused(playground, file, "it was left as it is. Move it away to begin with an empty store")


def test_a_newer_store(playground: Playground, file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    _refused(playground, file, "was written by a newer tranship")
