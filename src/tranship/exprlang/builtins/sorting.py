"""Sorting with the language's order, for ``sort`` and ``sortBy``. Equal elements keep their order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cmp_to_key
from itertools import pairwise
from typing import Any, Final

from tranship.exprlang.budget import Budget
from tranship.exprlang.comparison import less

_SMALL: Final = 12
"""Up to this length the reference sorts by insertion, which decides where what can't be ordered (NaN) ends up."""


def in_order(items: Sequence[Any], keys: Sequence[Any], budget: Budget, *, descending: bool) -> list[Any]:
    """The ``items`` ordered by their ``keys``.

    :raises Fault: keys can't be compared.
    :raises NotKnown: a key can't be known yet.
    """
    budget.spend(len(items) >> 1)
    for key in keys:
        if isinstance(key, str):
            budget.read(len(key))
    places = list(range(len(items)))
    if _alike(keys):
        places.sort(key=lambda place: keys[place])
        if descending:
            places = _reversed_groups(places, keys)
    elif len(items) <= _SMALL:
        places = _inserted(keys, descending=descending)
    else:

        def compare(one: int, other: int) -> int:
            first, second = (keys[other], keys[one]) if descending else (keys[one], keys[other])
            return -1 if less(first, second) else int(less(second, first))

        budget.spend(len(items) * len(items).bit_length())
        places.sort(key=cmp_to_key(compare))
    return [items[place] for place in places]


def _alike(keys: Sequence[Any]) -> bool:
    """Whether Python's own order of the keys is the language's: all are ints, or finite floats, or ASCII texts."""
    kinds = {type(key) for key in keys}
    if kinds == {int}:
        return True
    if kinds == {float}:
        return not any(map(math.isnan, keys))
    return kinds == {str} and all(map(str.isascii, keys))


def _reversed_groups(places: list[int], keys: Sequence[Any]) -> list[int]:
    """The places from the largest key to the smallest, with equal keys in the order that they have."""
    groups: list[list[int]] = [[places[0]]] if places else []
    for before, place in pairwise(places):
        if keys[before] == keys[place]:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [place for group in reversed(groups) for place in group]


def _inserted(keys: Sequence[Any], *, descending: bool) -> list[int]:
    places = list(range(len(keys)))
    for end in range(1, len(places)):
        at = end
        while at > 0:
            later, earlier = keys[places[at]], keys[places[at - 1]]
            if not (less(earlier, later) if descending else less(later, earlier)):
                break
            places[at], places[at - 1] = places[at - 1], places[at]
            at -= 1
    return places
