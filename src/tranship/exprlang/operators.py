"""Operators: their precedences and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UNARY: Final[Mapping[str, int]] = {"not": 50, "!": 50, "-": 90, "+": 90}
"""Operators before a value, with how tightly they bind."""

BINARY: Final[Mapping[str, int]] = {
    "|": 0,
    "or": 10,
    "||": 10,
    "and": 15,
    "&&": 15,
    "==": 20,
    "!=": 20,
    "<": 20,
    ">": 20,
    ">=": 20,
    "<=": 20,
    "in": 20,
    "matches": 20,
    "contains": 20,
    "startsWith": 20,
    "endsWith": 20,
    "..": 25,
    "+": 30,
    "-": 30,
    "*": 60,
    "/": 60,
    "%": 60,
    "**": 100,
    "^": 100,
    "??": 500,
}
"""Operators between two values, with how tightly they bind."""

RIGHT_ASSOCIATIVE: Final = frozenset({"**", "^"})
"""``a ** b ** c`` is ``a ** (b ** c)``; all others group from the left."""

COMPARISONS: Final = frozenset({"<", ">", "<=", ">="})
"""These chain: ``a < b < c`` is ``a < b && b < c``."""

NEGATABLE: Final = frozenset({"contains", "matches", "startsWith", "endsWith", "in"})
"""These may have ``not`` before them: ``a not in b``."""

WORDS: Final = frozenset(
    {"in", "or", "and", "not", "matches", "contains", "startsWith", "endsWith", "let", "if", "else"}
)
"""Words that are operators, not names (except after a dot)."""

AND: Final = frozenset({"and", "&&"})
OR: Final = frozenset({"or", "||"})
