"""Calls with a wrong number of arguments where the checker does not look: what the reference makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tranship.exprlang.signatures import BuiltinFunction, count_words

_INFINITE: Final = float("inf")
_COUNTS: Final[Mapping[str, tuple[int, float]]] = {
    **dict.fromkeys(("max", "min", "mean", "median", "concat"), (1, _INFINITE)),
    "now": (0, 1),
    "date": (1, 4),
    "take": (2, 2),
}
"""How many arguments functions take that have a check of their own, where that is not one."""

_OF_LAST: Final = frozenset(
    {"len", "type", "abs", "ceil", "floor", "round", "int", "float", "string", "upper", "lower"}
)
"""These take the last argument, and leave the others behind."""

_OF_FIRST: Final[Mapping[str, int]] = {
    **dict.fromkeys(("toJSON", "fromJSON", "toBase64", "fromBase64", "duration", "timezone", "first", "last"), 1),
    **dict.fromkeys(("trimPrefix", "trimSuffix", "join", "date"), 1),
    **dict.fromkeys(("repeat", "indexOf", "lastIndexOf", "hasPrefix", "hasSuffix", "get"), 2),
}
"""These take so many of the first arguments, and no notice of others."""

_OF_NONE: Final[Mapping[str, Any]] = {"first": None, "last": None, "max": None, "min": None, "mean": 0.0, "median": 0.0}
"""These have a result without any argument."""


@dataclass(frozen=True)
class UncheckedCall:
    """What becomes of a call: an error with a ``message``, a call with the last argument, or with the first ``count``;
    without any, the ``result``."""

    message: str = ""
    last_only: bool = False
    count: int = 0
    result: Any = None


def unchecked_call(function: BuiltinFunction, count: int) -> UncheckedCall | None:
    """What becomes of a call with so many arguments; None if it takes so many."""
    if function.check is None:
        fewest, most = function.fewest, function.most
    else:
        fewest, most = _COUNTS.get(function.name, (1, 1))
    if fewest <= count <= most:
        return None
    name = function.name
    if name in _OF_LAST:
        return UncheckedCall(last_only=True)
    if count == 0 and name in _OF_NONE:
        return UncheckedCall(result=_OF_NONE[name])
    if count > most and name in _OF_FIRST:
        return UncheckedCall(count=_OF_FIRST[name])
    return UncheckedCall(message=count_words(name, fewest, most, count))
