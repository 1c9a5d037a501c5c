"""How much of the templates the tests have run: steps, and the branches of their conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tranship.models.promotion import Promotion, PromotionStepStatus


@dataclass(frozen=True)
class Covered:
    """A step as far as a case has run it.

    :param place: where it is written. A step of a task is one, however many Stages use it.
    :param ran: whether its runner was called.
    :param branches: the outcomes that its condition has had; None if it has no condition.
    """

    place: str
    alias: str
    kind: str
    ran: bool
    branches: frozenset[bool] | None = None

    def __or__(self, other: Covered) -> Covered:
        either = None if self.branches is None else self.branches | (other.branches or frozenset())
        return Covered(self.place, self.alias, self.kind, self.ran or other.ran, either)


@dataclass(frozen=True)
class Coverage:
    """All steps of all templates that were tested, by their places."""

    steps: tuple[Covered, ...] = ()

    @property
    def run(self) -> int:
        """How many steps ran."""
        return sum(one.ran for one in self.steps)

    @property
    def branches(self) -> int:
        """How many outcomes all conditions can have."""
        return sum(2 for one in self.steps if one.branches is not None)

    @property
    def taken(self) -> int:
        """How many of these there were."""
        return sum(len(one.branches or ()) for one in self.steps)

    @property
    def percent(self) -> float:
        """Of steps and branches together, from 0 to 100."""
        total = len(self.steps) + self.branches
        return 100.0 * (self.run + self.taken) / total if total else 100.0

    def gaps(self) -> Iterator[tuple[Covered, str]]:
        """What was never run, in words."""
        for one in self.steps:
            if not one.ran:
                yield one, "never ran"
            elif one.branches is not None and len(one.branches) == 1:
                yield one, f"its condition was never {'false' if True in one.branches else 'true'}"


def covered(promotion: Promotion, ended: Promotion) -> tuple[Covered, ...]:
    """How far the steps of a Promotion were run."""
    entries = {one.alias: one for one in ended.status.step_execution_metadata}
    found = []
    for step in promotion.spec.steps:
        entry = entries.get(step.as_)
        skipped = entry is not None and entry.status == PromotionStepStatus.SKIPPED
        ran = entry is not None and entry.started_at is not None and not skipped
        branches: frozenset[bool] | None = None
        if step.if_:
            branches = frozenset({True} if ran else {False} if skipped else ())
        place = str(step.source.locate()) if step.source else ""
        found.append(Covered(place, step.as_, step.uses, ran, branches))
    return tuple(found)


def coverage_of(cases: Iterable[Iterable[Covered]]) -> Coverage:
    """What all cases together have covered, in the order of places."""
    found: dict[tuple[str, str], Covered] = {}
    for steps in cases:
        for one in steps:
            key = (one.place, "" if one.place else one.alias)
            found[key] = found[key] | one if key in found else one
    return Coverage(tuple(found[key] for key in sorted(found, key=_by_place)))


def _by_place(key: tuple[str, str]) -> tuple[str, int, str]:
    file, _, line = key[0].rpartition(":")[0].rpartition(":")
    return file, int(line) if line.isdigit() else 0, key[1]
