"""Small pieces of text that all screens share: symbols, durations, short commits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tranship.gotypes.duration import Duration
from tranship.models.promotion import PromotionStepStatus as Status

SYMBOLS: Mapping[str, tuple[str, str]] = {
    Status.SUCCEEDED: ("✓", "green"),
    Status.SKIPPED: ("·", "dim"),
    Status.RUNNING: ("●", "cyan"),
    Status.FAILED: ("✗", "red"),
    Status.ERRORED: ("✗", "red"),
    Status.ABORTED: ("✗", "yellow"),
}
"""The sign and colour of a step's status; a step that is tried again has ↻."""

RETRY_SYMBOL = ("↻", "yellow")
PENDING_SYMBOL = (" ", "dim")

_SHA = re.compile(r"[0-9a-f]{40}\Z")


def elapsed(start: datetime | None, end: datetime | None) -> str:
    """How long something took, as people say it; a dash where it did not run."""
    if start is None or end is None:
        return "–"
    return Duration.of((end - start).total_seconds()).human()


def short_commit(commit: str) -> str:
    """A commit id as people read it: 7 digits."""
    return commit[:7] if _SHA.match(commit) else commit


def one_line(text: str, width: int = 72) -> str:
    """The first line of a text, cut to ``width`` with an ellipsis where something is left out."""
    first, newline, _ = text.strip().partition("\n")
    if len(first) > width:
        return first[: width - 1] + "…"
    return f"{first} …" if newline else first


def remark(kind: str, outputs: Any) -> str:
    """What is worth seeing of a step's outputs, in one line; empty if nothing is."""
    if not isinstance(outputs, Mapping):
        return ""
    commits = outputs.get("commits")
    if isinstance(commits, Mapping):
        return ", ".join(f"{path} @ {short_commit(str(commit))}" for path, commit in commits.items())
    parts = []
    if isinstance(branch := outputs.get("branch"), str):
        parts.append(branch)
    if isinstance(commit := outputs.get("commit"), str):
        parts.append(short_commit(commit))
    if isinstance(pull_request := outputs.get("pr"), Mapping) and pull_request.get("url"):
        parts.append(str(pull_request["url"]))
    if isinstance(message := outputs.get("commitMessage"), str):
        parts.append(one_line(message.replace("\n\n- ", ": ").replace("\n\n", ": ")))
    if not parts and kind == "compose-output":
        parts.append(", ".join(outputs))
    return " ".join(parts)


def links(outputs: Mapping[str, Any]) -> list[str]:
    """The URLs among all outputs of a promotion that somebody may want to open: commits and pull requests."""
    found: list[str] = []
    for output in outputs.values():
        if not isinstance(output, Mapping):
            continue
        pull_request = output.get("pr")
        candidates = (output.get("commitURL"), pull_request.get("url") if isinstance(pull_request, Mapping) else None)
        found += [url for url in candidates if isinstance(url, str) and url not in found]
    return found
