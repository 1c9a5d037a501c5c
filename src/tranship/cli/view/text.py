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
    return took((end - start).total_seconds(), whole=not (start.microsecond or end.microsecond))


def took(seconds: float, *, whole: bool = False) -> str:
    """A duration as people say it.

    :param whole: nobody knows more than whole seconds, as of times that were stored.
    """
    text = Duration.of(seconds).human()
    if not whole:
        return text
    return text.replace(".0s", "s") if seconds >= 1 else "<1s"


def short_commit(commit: str) -> str:
    """A commit id as people read it: 7 digits."""
    return commit[:7] if _SHA.match(commit) else commit


def one_line(text: str, width: int = 72) -> str:
    """The first line of a text, cut to ``width`` with an ellipsis where something is left out."""
    first, newline, _ = text.strip().partition("\n")
    if len(first) > width:
        return first[: width - 1] + "…"
    return f"{first} …" if newline else first


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
