"""What earlier releases of Kargo called things, and what is written in their place today."""

from __future__ import annotations

from collections.abc import Mapping

FORMER_FIELDS: Mapping[tuple[str, str], str] = {
    ("Project", "spec"): "Kargo has dropped it: promotionPolicies stand in a ProjectConfig of the Project's name",
    ("Stage", "subscriptions"): "Kargo has dropped it: write requestedFreight",
    ("Stage", "promotionMechanisms"): "Kargo has dropped it: write a promotionTemplate with steps",
}
"""What to do about a field that a kind of resource had once."""

FORMER_STEPS: Mapping[str, str] = {"helm-update-image": "Kargo has dropped it: yaml-update sets values of a chart"}
"""What to do about a kind of step that there was once."""

_FREIGHT = "Kargo has dropped it: write an expression, such as ${{ commitFrom(vars.repo).ID }}, where the value stands"
FORMER_CONFIG: Mapping[str, str] = {
    "fromFreight": _FREIGHT,
    "fromOrigin": _FREIGHT,
    "messageFromSteps": "Kargo has dropped it: write a message, such as ${{ outputs.ALIAS.commitMessage }}",
    "desiredCommitFromStep": "Kargo has dropped it: write desiredRevision: ${{ outputs.ALIAS.commit }}",
    "sourceBranchFromStep": "Kargo has dropped it: write sourceBranch: ${{ outputs.ALIAS.branch }}",
    "prNumberFromStep": "Kargo has dropped it: write prNumber: ${{ outputs.ALIAS.pr.id }}",
}
"""What to do about a field that the configuration of a step had once."""
