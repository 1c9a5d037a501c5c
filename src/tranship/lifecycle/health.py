"""The health of what a Promotion has changed: the checks that its steps left, judged as it stands now."""

from __future__ import annotations

from collections.abc import Mapping

from tranship.credentials.secrets import SecretRegistry
from tranship.errors import StoreError
from tranship.health import CheckerRegistry, Criteria, Health, HealthResult, HealthState, aggregate, check_all
from tranship.lifecycle.secret_state import Resolver, reveal
from tranship.models.promotion import Promotion, PromotionPhase


def health_of_promotion(
    promotion: Promotion, checkers: CheckerRegistry, resolve: Resolver, secrets: SecretRegistry
) -> Health:
    """How what the Promotion has changed is doing. Its ``results`` are in the order of the Promotion's checks.

    Of one that has not succeeded nobody knows, for its checks are not all there; they are not asked.

    :param resolve: reads secrets that checks refer to. :param secrets: collects them, so that they can be masked.
    """
    if promotion.status.phase is not PromotionPhase.SUCCEEDED:
        phase = promotion.status.phase or PromotionPhase.PENDING
        return Health(HealthState.UNKNOWN, (f"the promotion is {phase}; its health is known once it has succeeded",))
    try:
        criteria = [
            Criteria(check.uses, found if isinstance(found := reveal(check.config, resolve, secrets), Mapping) else {})
            for check in promotion.status.health_checks
        ]
    except StoreError as error:
        return aggregate([HealthResult(HealthState.UNKNOWN, (str(error),))])
    return check_all(checkers, promotion.namespace, promotion.spec.stage, criteria)
