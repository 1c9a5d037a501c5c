"""The built-in functions that evaluate a predicate for each element."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PREDICATES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("all", "none", "any", "one", "filter", "map"), ("value", "predicate")),
    **dict.fromkeys(("find", "findIndex", "findLast", "findLastIndex", "groupBy"), ("value", "predicate")),
    **dict.fromkeys(("count", "sum"), ("value", "predicate?")),
    **dict.fromkeys(("sortBy", "reduce"), ("value", "predicate", "value?")),
}
"""What they take, by name; with a question mark what may be left out."""
