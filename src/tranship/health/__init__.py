"""Health of what a promotion changed: criteria that steps return, and those who check them."""

from tranship.health.checks import (
    Checker,
    CheckerRegistry,
    Criteria,
    Health,
    HealthResult,
    HealthState,
    aggregate,
    check_all,
)

__all__ = ["Checker", "CheckerRegistry", "Criteria", "Health", "HealthResult", "HealthState", "aggregate", "check_all"]
