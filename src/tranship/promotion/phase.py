"""The end of a promotion: one phase and message from all of its steps."""

from __future__ import annotations

from collections.abc import Sequence

from tranship.models.promotion import PromotionPhase, PromotionStepStatus
from tranship.promotion.ledger import Ledger
from tranship.promotion.step import Step

_STATUSES = frozenset(PromotionStepStatus)
_PHASES = {
    PromotionStepStatus.SUCCEEDED: PromotionPhase.SUCCEEDED,
    PromotionStepStatus.SKIPPED: PromotionPhase.SUCCEEDED,
    PromotionStepStatus.ABORTED: PromotionPhase.ABORTED,
    PromotionStepStatus.FAILED: PromotionPhase.FAILED,
}


def final_phase(steps: Sequence[Step], ledger: Ledger) -> tuple[PromotionPhase, str]:
    """The phase of a promotion whose steps are all done, and the message of the first step with the worst status.

    Steps that may fail (``continueOnError``) don't count. Entries are matched to steps by alias; one without a step
    counts as it is. A status that no finished step can have makes the promotion Errored.
    """
    may_fail = {step.alias: step.continue_on_error for step in steps}
    worst, message = PromotionStepStatus.SUCCEEDED, ""
    for entry in ledger:
        if may_fail.get(entry.alias, entry.continue_on_error):
            continue
        known = entry.status in _STATUSES
        status = PromotionStepStatus(entry.status) if known else PromotionStepStatus.ERRORED
        if status.severity > worst.severity:
            worst, message = status, entry.message
    return _PHASES.get(worst, PromotionPhase.ERRORED), message
