"""All that came of a case as plain data, for its snapshot: without what differs from run to run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tranship.testing import outcome as results
from tranship.testing.outcome import Outcome

_COMMIT = re.compile(r"\b[0-9a-f]{40}\b")


def record_of(outcome: Outcome, promotion: str) -> dict[str, Any]:
    """What a snapshot holds of an outcome, masked.

    :param promotion: the name of the Promotion, which is another one each time.
    """
    found: dict[str, Any] = {"phase": outcome.phase}
    if outcome.message:
        found["message"] = outcome.message
    found["steps"] = {one.alias: one.status for one in outcome.steps}
    messages = {one.alias: one.message for one in outcome.steps if one.message}
    outputs = {one.alias: one.output for one in outcome.steps if one.output}
    ids: list[str] = []
    repositories = {}
    for hosted in outcome.world.hosting:
        branches: dict[str, Any] = {}
        for branch in results.changed_branches(hosted):
            commits = results.commits_of(hosted, branch)
            ids += [one.pop("id") for one in commits]
            is_gone = not hosted.git.head(branch)
            branches[branch] = None if is_gone else {"commits": commits, "diff": results.diff_of(hosted, branch)}
        parts = {
            "branches": branches,
            "tags": results.new_tags(hosted),
            "pullRequests": results.pull_requests_of(hosted),
        }
        repositories[hosted.url] = {name: part for name, part in parts.items() if part}
    requests = [
        {"method": one.method, "url": one.url, **({"body": one.body.decode("utf-8", "replace")} if one.body else {})}
        for one in outcome.world.sent
    ]
    parts = {"messages": messages, "outputs": outputs, "repositories": repositories, "requests": requests}
    found |= {name: part for name, part in parts.items() if part}
    masked: dict[str, Any] = _steady(outcome.secrets.mask_value(found), promotion, list(dict.fromkeys(ids)))
    return masked


def _steady(value: Any, promotion: str, ids: list[str]) -> Any:
    """A value in which commits are numbered, and the Promotion has no name."""
    if isinstance(value, str):
        text = value.replace(promotion, "<promotion>")
        for number, commit in enumerate(ids, 1):
            text = text.replace(commit, f"<commit {number}>")
            text = re.sub(rf"\b{commit[:7]}\b", f"<commit {number}>", text)
        return _COMMIT.sub("<commit>", text)
    if isinstance(value, Mapping):
        return {_steady(str(key), promotion, ids): _steady(item, promotion, ids) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_steady(item, promotion, ids) for item in value]
    return value
