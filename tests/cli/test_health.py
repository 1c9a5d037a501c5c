"""The health of what a promotion has changed, asked of an Argo CD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Typed
from tests.cli.things import promotion
from tests.clients.argocd.connecting import TOKEN, manifest
from tranship.models.promotion import HealthCheckStep, PromotionPhase
from tranship.store.sqlite import SqliteStore
from tranship.testing.argocd import ArgoCDDouble, Script, Token

ONE = "test.01k4.3f2c1ab"


@pytest.fixture
def argocd(monkeypatch: pytest.MonkeyPatch) -> Iterator[ArgoCDDouble]:
    """An Argo CD that the environment names."""
    with ArgoCDDouble(tokens={TOKEN: Token()}) as double:
        monkeypatch.setenv("ARGOCD_SERVER", double.host)
        monkeypatch.setenv("ARGOCD_AUTH_TOKEN", TOKEN)
        monkeypatch.setenv("ARGOCD_OPTS", "--plaintext")
        yield double


def store(tmp_path: Path, *apps: str, name: str = ONE, phase: PromotionPhase | None = PromotionPhase.SUCCEEDED) -> None:
    """Store a promotion with one check for each Application."""
    checks = tuple(HealthCheckStep(uses="argocd-update", config={"apps": [{"name": app}]}) for app in apps)
    with SqliteStore(tmp_path / "state" / "tranship" / "tranship.db") as kept:
        kept.create(promotion(name=name, phase=phase, health_checks=checks))


def test_all_is_healthy(typed: Typed, tmp_path: Path, argocd: ArgoCDDouble) -> None:
    argocd.apply(manifest())
    store(tmp_path, "web")
    assert typed("health") == (
        0,
        f"Healthy · Promotion {ONE} · Stage test\n\n"
        "CHECK          APPLICATION  SYNC    HEALTH   STATUS\n"
        "argocd-update  argocd/web   Synced  Healthy  Healthy\n",
        "",
    )


def test_the_worst_check_counts(typed: Typed, tmp_path: Path, argocd: ArgoCDDouble) -> None:
    argocd.apply(manifest())
    argocd.apply(manifest("api"), Script(health=("Degraded",)))
    store(tmp_path, "web", "api", "gone")
    code, out, _ = typed("health", "--stage", "test")
    assert code == 1
    assert out.startswith(f"Unhealthy · Promotion {ONE} · Stage test\n")
    assert "argocd-update  argocd/api   Synced   Degraded  Unhealthy\n" in out
    assert '  the Application "api" has the health Degraded\n' in out
    assert out.endswith(f"\nTo wait until it is healthy: tranship health {ONE} --wait\n")


@pytest.mark.parametrize("output", ["json", "yaml"])
def test_programs_get_it_as_data(typed: Typed, tmp_path: Path, argocd: ArgoCDDouble, output: str) -> None:
    argocd.apply(manifest(), Script(health=("Degraded",)))
    store(tmp_path, "web")
    code, out, err = typed("health", ONE, "-o", output)
    assert (code, err) == (1, "")
    if output == "yaml":
        assert "\nstatus: Unhealthy\n" in out
        return
    issue = 'the Application "web" has the health Degraded'
    app = {"namespace": "argocd", "name": "web", "sync": "Synced", "health": "Degraded"}
    assert json.loads(out) == {
        "promotion": ONE,
        "project": "demo",
        "stage": "test",
        "phase": "Succeeded",
        "status": "Unhealthy",
        "issues": [issue],
        "checks": [{"uses": "argocd-update", "status": "Unhealthy", "issues": [issue], "applications": [app]}],
    }


def test_waiting_ends_when_it_is_healthy(
    typed: Typed, tmp_path: Path, argocd: ArgoCDDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    argocd.apply(manifest(), Script(health=("Progressing",)))
    store(tmp_path, "web")
    clock = SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda _seconds: argocd.apply(manifest()))
    monkeypatch.setattr("tranship.cli.health.time", clock)
    code, out, err = typed("health", "--wait")
    assert (code, out.split(" ", 1)[0]) == (0, "Healthy")
    assert err == 'Progressing: the Application "web" has the health Progressing\n'


def test_waiting_has_an_end(typed: Typed, tmp_path: Path, argocd: ArgoCDDouble) -> None:
    argocd.apply(manifest(), Script(health=("Progressing",)))
    store(tmp_path, "web")
    code, out, _ = typed("health", "--wait", "--timeout", "0s")
    assert code == 1
    assert "--wait" not in out


def test_of_what_has_not_succeeded_nobody_knows(typed: Typed, tmp_path: Path) -> None:
    store(tmp_path, "web", phase=PromotionPhase.FAILED)
    assert typed("health", "--wait") == (
        1,
        f"Unknown · Promotion {ONE} · Stage test\n\n"
        "  the promotion is Failed; its health is known once it has succeeded\n"
        f"\nHow it went: tranship describe promotion {ONE}\n",
        "",
    )


def test_without_checks_nothing_is_unhealthy(typed: Typed, tmp_path: Path) -> None:
    store(tmp_path)
    code, out, _ = typed("health")
    assert (code, out.splitlines()[1]) == (
        0,
        "Its steps left no health checks, so that there is nothing that could be unhealthy.",
    )


def test_without_an_argo_cd_it_is_unknown_and_says_how_to_name_one(typed: Typed, tmp_path: Path) -> None:
    store(tmp_path, "web")
    code, out, _ = typed("health")
    assert code == 1
    assert "argocd-update  –            –     –       Unknown\n" in out
    assert "  there is no Argo CD to ask for the health of Applications; ARGOCD_SERVER and " in out


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("other",), 'there is no promotion "other"'),
        (("--stage", "prod"), 'there is no promotion to the Stage "prod"; `tranship get promotions` lists them'),
        (("--stage", "prod", "-p", "x"), 'there is no promotion to the Stage "prod" of the project "x"'),
        ((ONE, "--stage", "test"), "give the name of a promotion or --stage, not both"),
        (("--timeout", "soon"), "--timeout: "),
        (("--timeout", "-1s"), "--timeout can't be negative"),
    ],
)
def test_bad_input(typed: Typed, tmp_path: Path, words: tuple[str, ...], text: str) -> None:
    store(tmp_path)
    code, _, err = typed("health", *words)
    assert code == 3
    assert text in err
