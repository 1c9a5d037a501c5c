"""The kinds of steps that only the Akuity Platform has."""

from __future__ import annotations

ENTERPRISE_STEPS = frozenset(
    {
        "gh-create-issue",
        "gh-issue-add-comment",
        "gh-issue-delete-comment",
        "gh-issue-update-comment",
        "gh-search-issues",
        "gh-update-issue",
        "gh-wait-for-issue-state",
        "gha-dispatch-workflow",
        "gha-wait-for-workflow",
        "hcl-update",
        "jfrog-evidence",
        "jira",
        "send-message",
        "snow-create",
        "snow-delete",
        "snow-query-for-records",
        "snow-update",
        "snow-wait-for-condition",
        "tf-apply",
        "tf-output",
        "tf-plan",
    }
)
"""As Kargo's reference pages name them."""
