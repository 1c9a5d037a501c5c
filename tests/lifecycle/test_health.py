"""The health of what a Promotion has changed."""

from __future__ import annotations

from tests.lifecycle.things import promotion
from tranship.credentials.secrets import SecretRegistry, SecretSource
from tranship.health import Criteria, HealthResult, HealthState
from tranship.lifecycle.health import health_of_promotion
from tranship.lifecycle.secret_state import conceal
from tranship.models.promotion import HealthCheckStep, PromotionPhase, PromotionStatus

SOURCE = SecretSource("Secret", "demo", "api", "token")


class Echo:
    """A checker that says what it was asked."""

    def check(self, project: str, stage: str, criteria: Criteria) -> HealthResult:
        return HealthResult(HealthState.PROGRESSING, (f"{project}/{stage}: {criteria.input.get('token')}",))


def test_checks_are_made_with_the_secrets_that_they_refer_to() -> None:
    known = SecretRegistry()
    known.record("hunter2-hunter2", SOURCE)
    config = conceal({"token": "hunter2-hunter2"}, known)
    assert "hunter2" not in str(config)
    checks = (HealthCheckStep(uses="echo", config=config), HealthCheckStep(uses="echo"))
    made = promotion().replace(status=PromotionStatus(phase=PromotionPhase.SUCCEEDED, health_checks=checks))
    secrets = SecretRegistry()
    health = health_of_promotion(made, {"echo": Echo()}, lambda _source: "hunter2-hunter2", secrets)
    assert health.status is HealthState.PROGRESSING
    assert [one.issues[0].split(": ")[1] for one in health.results] == ["hunter2-hunter2", "None"]
    assert secrets.mask(health.issues[0]).endswith(": ***")
    gone = health_of_promotion(made, {"echo": Echo()}, lambda _source: None, SecretRegistry())
    assert gone.status is HealthState.UNKNOWN
    assert "token" in gone.issues[0]


def test_of_one_that_has_not_succeeded_nobody_knows() -> None:
    health = health_of_promotion(promotion(), {}, lambda _source: None, SecretRegistry())
    assert (health.status, health.issues) == (
        HealthState.UNKNOWN,
        ("the promotion is Pending; its health is known once it has succeeded",),
    )
