"""What an edit of a template changes in what would come of it: two plans of the same promotion, compared by results."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from typing import Any

from tranship.authoring import Change, ChangeKind
from tranship.plan.data import step_data
from tranship.plan.lines import result_lines
from tranship.plan.results import Plan, PlannedStep
from tranship.promotion.step import RESERVED_STEP_ALIAS_REGEX

_NUMBER = re.compile(r"known after (?:[^ )]*::)?(?:step|task)-[0-9]+")
"""Says that something is known after an unnamed step, which has another number after each edit."""


@dataclass(frozen=True)
class ResultDifference:
    """How a branch or tag would have other files.

    :param target: what is pushed to. :param diff: a unified diff from what the older version pushes to what this one
        does; "" if they are equal.
    :param is_new: the older version would not push there: the diff is that of the push itself.
    """

    target: str
    diff: str
    is_new: bool = False


@dataclass(frozen=True)
class StepDifference:
    """A step with another result than before: ``before`` is None for a new step, ``after`` for one that is gone."""

    before: PlannedStep | None
    after: PlannedStep | None

    @property
    def lines(self) -> list[str]:
        """What differs, as lines that start with ``-``, ``+`` or a blank."""
        before = result_lines(self.before) if self.before else []
        after = result_lines(self.after) if self.after else []
        return [line for line in list(unified_diff(before, after, n=0, lineterm=""))[2:] if not line.startswith("@@")]


@dataclass(frozen=True)
class Comparison:
    """A plan next to that of its template's older version.

    :param plan: the plan of the template as it is.
    :param reference: how the user named the older version.
    :param earlier: the plan of the older version; None if there is none.
    :param why_none: why there is none, in words.
    :param results: branches and tags that both would push, with other files.
    :param steps: the steps with other results. :param same: the aliases of those with the same.
    """

    plan: Plan
    reference: str
    earlier: Plan | None
    why_none: str = ""
    results: tuple[ResultDifference, ...] = ()
    steps: tuple[StepDifference, ...] = ()
    same: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything of the result is other than before."""
        return bool(self.results or self.steps or self.earlier is None)


def compare(plan: Plan, earlier: Plan, reference: str, results: Sequence[ResultDifference]) -> Comparison:
    """What would be different.

    :param results: the places that both plans would push to, and how they differ there.
    """
    compared = {one.target for one in results}
    pushed = {change.target: change for change in plan.changes if change.kind is ChangeKind.PUSH}
    new = [ResultDifference(target, change.diff, is_new=True) for target, change in pushed.items()]
    results = [one for one in (*results, *(one for one in new if one.target not in compared)) if one.diff]
    differing, same = [], []
    for before, after in _pairs(earlier.steps, plan.steps):
        if before and after and _result(before) == _result(after):
            same.append(after.alias)
        else:
            differing.append(StepDifference(before, after))
    return Comparison(plan, reference, earlier, "", tuple(results), tuple(differing), tuple(same))


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain JSON data, in the documented shape (docs/plan.md)."""
    plan = comparison.plan
    return {
        "project": plan.project,
        "stage": plan.stage,
        "freight": plan.freight,
        "against": comparison.reference,
        "differs": comparison.differs,
        "fails": plan.failure is not None,
        "earlier": comparison.why_none or "planned",
        "results": [{"target": one.target, "new": one.is_new, "diff": one.diff} for one in comparison.results],
        "steps": [_difference_data(one) for one in comparison.steps],
        "same": list(comparison.same),
    }


def _difference_data(one: StepDifference) -> dict[str, Any]:
    step = one.after or one.before
    if step is None:
        raise ValueError("a difference is that of a step")
    word = "changed" if one.before and one.after else "new" if one.after else "gone"
    data: dict[str, Any] = {"alias": step.alias, "uses": step.kind, "difference": word}
    data |= {"before": step_data(one.before)} if one.before else {}
    return data | ({"after": step_data(one.after)} if one.after else {})


def _pairs(
    before: Sequence[PlannedStep], after: Sequence[PlannedStep]
) -> Iterator[tuple[PlannedStep | None, PlannedStep | None]]:
    """Steps that belong together, in the order of now: those of one name, wherever they stand; unnamed ones by order.

    The aliases that steps without one get are numbers, which all become others by one step more.
    """
    names = {_key(step) for step in after if not _is_unnamed(step)}
    moved = {_key(step): step for step in before if not _is_unnamed(step) and _key(step) in names}
    old = [step for step in before if _key(step) not in moved or _is_unnamed(step)]
    matcher = SequenceMatcher(None, [_key(step) for step in old], [_key(step) for step in after], autojunk=False)
    blocks = matcher.get_matching_blocks()
    partner = {block.b + offset: old[block.a + offset] for block in blocks for offset in range(block.size)}
    partner |= {index: moved[_key(step)] for index, step in enumerate(after) if _key(step) in moved}
    found = {id(step) for step in partner.values()}
    for index, step in enumerate(after):
        match = partner.get(index)
        if match is None:
            # One that was given another name, and nothing else, comes to the same.
            match = next((one for one in before if id(one) not in found and _result(one) == _result(step)), None)
            found.add(id(match))
        yield match, step
    for step in before:
        if id(step) not in found:
            yield step, None


def _is_unnamed(step: PlannedStep) -> bool:
    return any(RESERVED_STEP_ALIAS_REGEX.match(part) for part in step.alias.split("::"))


def _key(step: PlannedStep) -> str:
    """What a step is recognised by: its alias, or its kind where that is but a number."""
    if not _is_unnamed(step):
        return step.alias
    parts = ["" if RESERVED_STEP_ALIAS_REGEX.match(part) else part for part in step.alias.split("::")]
    return f"{'::'.join(parts)} {step.kind}"


def _result(step: PlannedStep) -> Any:
    """What counts of a step: not how it is called or configured, but what comes of it."""
    lines = [_NUMBER.sub("known after a step", line) for line in result_lines(step)]
    return step.kind, step.certain, step.tolerated, lines, [_outside(change) for change in step.changes]


def _outside(change: Change) -> Any:
    # The files of what is pushed are compared as such; a diff also differs with what was there before.
    details = {key: value for key, value in change.details.items() if key != "commits"}
    has_files = change.kind in (ChangeKind.PUSH, ChangeKind.PULL_REQUEST, ChangeKind.TAG)
    text = _NUMBER.sub("known after a step", json.dumps([change.summary, details], default=str, sort_keys=True))
    return change.kind, change.target, text, "" if has_files else change.diff
