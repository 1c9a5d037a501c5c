from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.things import entry, promotion, store_of
from tranship.cli.view.report import EXIT_CODES, print_report
from tranship.credentials.secrets import SecretRegistry, SecretSource
from tranship.lifecycle.annotations import STEP_PLACES
from tranship.models.promotion import HealthCheckStep, Promotion, PromotionPhase, PromotionStep
from tranship.store.memory import MemoryStore

STEPS = (PromotionStep(uses="git-push", as_="push"), PromotionStep(uses="http", as_="notify"))


def report(
    made: Promotion, *, output: str = "text", secrets: SecretRegistry | None = None, store: MemoryStore | None = None
) -> None:
    print_report(store or store_of(made), made, secrets or SecretRegistry(), output=output)


def test_a_good_end_is_one_line_with_commit_and_links(capsys: pytest.CaptureFixture[str]) -> None:
    state = {"push": {"commit": "9ab31c7" + "0" * 33, "commitURL": "https://git.acme.dev/gitops/commit/9ab31c7"}}
    report(promotion(*STEPS, entries=(entry("push", "Succeeded"),), state=state))
    assert capsys.readouterr().out == (
        "Succeeded in 53s · commit 9ab31c7 · https://git.acme.dev/gitops/commit/9ab31c7\n"
    )


def test_a_failed_step_shows_its_message_in_full_and_what_it_ran_with(capsys: pytest.CaptureFixture[str]) -> None:
    made = promotion(
        *STEPS,
        phase=PromotionPhase.FAILED,
        message="refused\nbecause of a hook",
        entries=(entry("push", "Failed", "refused\nbecause of a hook"), entry("notify", "Skipped")),
        annotations={STEP_PLACES: json.dumps({"push": "kargo/stages.yaml:33:9"})},
    )
    store = store_of()
    made = store.create(made)
    store.append(made.metadata.uid, {"event": "started", "metadata": {"alias": "push"}, "config": {"path": "./src"}})
    report(made, store=store)
    assert capsys.readouterr().out == (
        "Failed in 53s\n\n"
        'kargo/stages.yaml:33:9: step "push" (git-push) failed:\n'
        "  refused\n"
        "  because of a hook\n"
        "  It ran with: path: ./src\n\n"
        "All of it: tranship describe promotion test.01k4.3f2c1ab\n"
        "To look at its files, run it again with --keep-work-dir.\n"
    )


def test_what_left_health_checks_names_the_command_that_makes_them(capsys: pytest.CaptureFixture[str]) -> None:
    report(promotion(*STEPS, health_checks=(HealthCheckStep(uses="argocd-update"),)))
    assert capsys.readouterr().out == "Succeeded in 53s\nHow it does now: tranship health test.01k4.3f2c1ab\n"


def test_a_work_directory_that_was_kept_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(store_of(), promotion(*STEPS), SecretRegistry(), output="text", work_dir=Path("/kept/promotion-1"))
    assert capsys.readouterr().out == "Succeeded in 53s\nIts work directory: /kept/promotion-1\n"


def test_steps_that_may_fail_are_not_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    entries = (entry("push", "Failed", "no", continue_on_error=True), entry("notify", "Errored", "HTTP 500"))
    report(promotion(*STEPS, phase=PromotionPhase.ERRORED, message="HTTP 500", entries=entries))
    shown = capsys.readouterr().out
    assert 'step "notify" (http) errored:\n  HTTP 500\n' in shown
    assert 'step "push"' not in shown


def test_a_message_that_no_step_has_is_shown_too(capsys: pytest.CaptureFixture[str]) -> None:
    report(promotion(*STEPS, phase=PromotionPhase.ABORTED, message="aborted by ana"))
    assert capsys.readouterr().out.splitlines()[:2] == ["Aborted in 53s", "aborted by ana"]


def test_secrets_are_masked_in_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    secrets = SecretRegistry()
    secrets.record("s3cret-value", SecretSource("Secret", "demo", "s", "k"))
    stored = {"$tranship/secret": ["before ", {"kind": "Secret"}]}
    made = promotion(
        *STEPS,
        phase=PromotionPhase.ERRORED,
        entries=(entry("push", "Errored", "bad password s3cret-value"),),
        state={"push": {"commitURL": "https://x/s3cret-value", "text": stored}},
    )
    for output in ("text", "json", "yaml"):
        report(made, output=output, secrets=secrets)
        shown = capsys.readouterr().out
        assert "s3cret" not in shown
        assert "***" in shown
        assert "$tranship" not in shown


def test_json_and_yaml_are_the_whole_promotion(capsys: pytest.CaptureFixture[str]) -> None:
    made = promotion(*STEPS, entries=(entry("push", "Succeeded"),))
    report(made, output="json")
    as_json = json.loads(capsys.readouterr().out)
    report(made, output="yaml")
    assert yaml.safe_load(capsys.readouterr().out)["status"]["phase"] == as_json["status"]["phase"] == "Succeeded"
    assert as_json["kind"] == "Promotion"


def test_every_end_has_an_exit_code() -> None:
    assert [EXIT_CODES[phase] for phase in PromotionPhase if phase.is_terminal] == [0, 1, 2, 1]
