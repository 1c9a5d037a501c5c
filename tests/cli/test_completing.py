from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest

from tests.cli.things import freight, promotion, stage
from tranship.cli.completing import complete_step_kind
from tranship.cli.main import COMPLETION, run
from tranship.store.sqlite import SqliteStore

Offered = Callable[[str], list[str]]

MANIFEST = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: from-file, namespace: demo}
spec: {requestedFreight: []}
"""


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Offered:
    """What the shell gets to offer for the last of some words, with a store beside it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv(COMPLETION, "bash_complete")
    with SqliteStore(tmp_path / "tranship" / "tranship.db") as store:
        for resource in (promotion(name="test.01"), promotion(name="prod.02"), stage(), freight(alias="happy-otter")):
            store.create(resource)
        store.create(freight("aaaa0000", tag="2"))

    def offer(words: str) -> list[str]:
        monkeypatch.setenv("COMP_WORDS", f"tranship {words}")
        monkeypatch.setenv("COMP_CWORD", str(len(f"tranship {words}".split(" ")) - 1))
        with pytest.raises(SystemExit):
            run([])
        return [line.partition(",")[2] for line in capsys.readouterr().out.split()]

    return offer


def test_kinds_of_steps_are_offered() -> None:
    context, parameter = click.Context(click.Command("x")), click.Argument(["x"])
    assert complete_step_kind(context, parameter, "git-c") == ["git-clear", "git-clone", "git-commit"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("res", ["resume"]),
        ("get st", ["stages"]),
        ("resume te", ["test.01"]),
        ("describe pro", ["promotion", "prod.02"]),
        ("promote --stage ", ["test"]),
        ("promote --freight ", ["happy-otter", "aaaa000"]),
        ("get promotions --stage t", ["test"]),
        ("--state nowhere.db promote --stage ", []),
    ],
)
def test_names_are_offered(offered: Offered, words: str, expected: list[str]) -> None:
    assert sorted(offered(words)) == sorted(expected)


def test_stages_of_the_manifests_at_hand_are_offered(offered: Offered, tmp_path: Path) -> None:
    (tmp_path / "stages.yaml").write_text(MANIFEST)
    assert offered(f"plan -f {tmp_path} --stage f") == ["from-file"]
    (tmp_path / "stages.yaml").write_text(MANIFEST.replace("spec", "spek"))
    assert offered(f"plan -f {tmp_path} --stage f") == []


def test_a_store_that_can_not_be_read_offers_nothing(offered: Offered, tmp_path: Path) -> None:
    (tmp_path / "tranship" / "tranship.db").write_text("no database")
    assert offered("resume ") == []
