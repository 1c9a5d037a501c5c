"""Plans: what a promotion would do, found out by running it apart, with previews in place of what acts outside."""

from tranship.plan.planner import Planner
from tranship.plan.results import Outcome, Plan, PlannedStep

__all__ = ["Outcome", "Plan", "PlannedStep", "Planner"]
