"""git-wait-for-pr: waits until a pull request is merged."""

from __future__ import annotations

from typing import Any

from tranship.authoring import (
    WAIT,
    Preview,
    StepFailed,
    StepResult,
    StepRun,
    StepRunnerCapability,
    step_runner,
)
from tranship.authoring.pull_requests import PullRequestConfig, called, expect_merge, forge_for, interval_of
from tranship.clients.forges import PullRequest
from tranship.exprlang import Unknown
from tranship.models.promotion import PromotionStepStatus


def run(step: StepRun[PullRequestConfig]) -> StepResult:
    """Wait until a pull request is merged."""
    number = step.config.pr_number
    found = forge_for(step).get(number)
    output = _output(found)
    if found.merged:
        return StepResult(output=output)
    if not found.open:
        raise StepFailed(f"the pull request {number} was closed without being merged: {found.url}", output=output)
    interval = interval_of(step.config, "30s")
    text = f"waiting for the pull request {number} to be merged: {found.url}"
    step.execution.progress(text)
    return StepResult(PromotionStepStatus.RUNNING, text, output, retry_after=interval)


def preview(step: StepRun[PullRequestConfig]) -> Preview:
    """That the pull request is taken to be merged, unless it is one that is there and merged or closed already."""
    number, found = step.config.pr_number, None
    if not isinstance(number, Unknown):
        found = forge_for(step).get(number)
        if found.merged or not found.open:
            return Preview(run(step).output, notes=(f"{called(number)} is merged already",))
    known = Unknown(f"known after {step.context.alias}")
    merged = {"id": step.config.pr_number, "url": known, "open": False, "merged": True}
    commit, notes = expect_merge(step, found)
    output = {"pr": merged, "commit": commit or known}
    return Preview(output, notes=(f"assumes that {called(number)} is merged", *notes))


def _output(found: PullRequest) -> dict[str, Any]:
    output: dict[str, Any] = {"pr": {"id": found.number, "url": found.url, "open": found.open, "merged": found.merged}}
    return output | ({"commit": found.commit} if found.commit else {})


registration = step_runner(
    kind="git-wait-for-pr",
    config=PullRequestConfig,
    run=run,
    effects=WAIT,
    preview=preview,
    may_be_unknown={"prNumber": 1},
    outputs={"pr": {"id": int, "url": str, "open": bool, "merged": bool}, "commit": str},
    capabilities=[StepRunnerCapability.ACCESS_CREDENTIALS],
)
