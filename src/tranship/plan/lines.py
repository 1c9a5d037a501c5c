"""What would come of a step, line by line and without diffs: what all views of plans have in common."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tranship.authoring import Change, ChangeKind
from tranship.plan.results import Outcome, Plan, PlannedStep

MOST_LINES = 20
"""Lines of a text, such as the body of a request, that are shown."""

_NAMES = {
    ChangeKind.PUSH: ("push", "pushes"),
    ChangeKind.METADATA: ("change of metadata", "changes of metadata"),
}


def detail_lines(change: Change) -> Iterator[str]:
    """What there is to say of a change beside its target, its summary and its diff."""
    details = change.details
    match change.kind:
        case ChangeKind.PUSH:
            commits = details.get("commits") or []
            for commit in commits:
                if len(commits) > 1:
                    yield f"commit: {commit.get('subject', '')}"
                yield from _text_lines(commit.get("body"))
        case ChangeKind.PULL_REQUEST:
            if labels := details.get("labels"):
                yield f"labels: {', '.join(map(str, labels))}"
            yield from _text_lines(details.get("description"))
        case ChangeKind.REQUEST | ChangeKind.WAIT:
            yield from map(str, details.get("headers") or ())
            yield from _text_lines(_indented_json(details.get("body")))
        case ChangeKind.SYNC:
            yield from map(str, details.get("changes") or ())
        case ChangeKind.ARTIFACT:
            if digest := details.get("digest"):
                yield f"digest: {digest}"
            annotations = details.get("annotations")
            yield from (f"annotation {key}: {value}" for key, value in _items(annotations))


def status_line(step: PlannedStep) -> str:
    """What would become of the step, in a line; "" if it runs and says by its changes and notes what it does."""
    match step.outcome:
        case Outcome.UNKNOWN:
            what = f": {', '.join(step.unknown)}" if step.unknown else ""
            return f"can't be said before it runs{what}{in_brackets(step.message)}"
        case Outcome.SKIPPED:
            return f"skipped{in_brackets(step.message)}"
        case Outcome.FAILS:
            how = "would fail" if step.certain else "would fail then"
            tolerated = ", and the promotion would go on" if step.tolerated else ""
            return f"{how}{tolerated}: {step.message or 'it gives no reason'}"
        case _:
            return ""


def result_lines(step: PlannedStep) -> list[str]:
    """All that would come of a step, but for diffs."""
    lines = [status_line(step)] if status_line(step) else []
    for change in step.changes:
        lines += [heading(change), *(f"  {line}" for line in detail_lines(change))]
    return [*lines, *step.notes]


def heading(change: Change) -> str:
    """What changes, and how."""
    return f"{change.target} · {change.summary}" if change.summary else change.target


def counted(plan: Plan) -> str:
    """The changes by their kinds, such as ``1 push, 2 pull requests``; "" if there are none."""
    counts: dict[ChangeKind, int] = {}
    for change in plan.changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    return ", ".join(
        f"{counts[kind]} {_NAMES.get(kind, (kind, f'{kind}s'))[counts[kind] != 1]}"
        for kind in ChangeKind
        if kind in counts
    )


def in_brackets(text: str) -> str:
    """The text in brackets after a blank; "" for nothing."""
    return f" ({text})" if text else ""


def _text_lines(text: Any) -> Iterator[str]:
    lines = str(text or "").strip("\n").splitlines()
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"… and {len(lines) - MOST_LINES} more lines"


def _indented_json(text: Any) -> str:
    """A body as people read it: JSON on several lines, if it is that."""
    body = str(text or "")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return body
    return json.dumps(value, indent=2, ensure_ascii=False) if isinstance(value, dict | list) else body


def _items(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, Mapping) else []
