"""What an update has changed in Chart.lock, in words for a commit's message."""

from __future__ import annotations

from collections.abc import Sequence

from tranship.clients.helm.dependencies import Locked


def changes_between(before: Sequence[Locked], after: Sequence[Locked] | None) -> list[str]:
    """A line for each version that changed, in the order of the chart; what went comes last.

    Entries of one name are told apart by their repository, and then by their order.
    """
    left = list(before)
    lines = []
    for entry in after or ():
        old = _taken(left, entry)
        if old is None:
            lines.append(f"{entry.name}: {entry.version}")
        elif old.version != entry.version:
            lines.append(f"{entry.name}: {old.version} -> {entry.version}")
    return lines + [f"{entry.name}: removed" for entry in left]


def _taken(left: list[Locked], entry: Locked) -> Locked | None:
    """Take the old entry that became this one: of the same repository if there is one, with the same version best."""
    alike = [one for one in left if one.name == entry.name]
    same_place = [one for one in alike if one.repository == entry.repository] or alike
    found = next((one for one in same_place if one.version == entry.version), next(iter(same_place), None))
    if found is not None:
        left.remove(found)
    return found
