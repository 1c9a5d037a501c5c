"""The types of what operators give, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tranship.exprlang.types import (
    BOOL,
    DURATION,
    FLOAT,
    INT,
    NIL,
    RANGE,
    STRING,
    TIME,
    UNKNOWN,
    Kind,
    Type,
    comparable,
    described,
    fits,
)

Refusal = str
"""Why an operator can't be used, in words."""


def result_type(operator: str, left: Type, right: Type) -> Type | Refusal:
    """The type of ``left operator right``, or why that can't work."""
    found = _RULES[operator](left, right)
    if found is not None:
        return found
    hint = ""
    if operator == "+" and left.kind is not right.kind and Kind.STRING in (left.kind, right.kind):
        hint = "; string() makes a text of a value"
    elif operator == "in" and right.kind is Kind.STRING:
        hint = "; to look for a part of a text write: text contains part"
    return f'"{operator}" can\'t be used between {described(left)} and {described(right)}{hint}'


Sort = Callable[[Type], bool]


def _number(known: Type) -> bool:
    return known.number


def _integer(known: Type) -> bool:
    return known.integer


def _string(known: Type) -> bool:
    return known.kind is Kind.STRING


def _bool(known: Type) -> bool:
    return known.kind is Kind.BOOL


def _time(known: Type) -> bool:
    return known.go == TIME.go


def _duration(known: Type) -> bool:
    return known.go == DURATION.go


def _maybe(left: Type, right: Type, *sorts: Sort) -> bool:
    """Whether it may work at run time: one or both are not known, and what is known is of one of the sorts."""
    if left.unknown and right.unknown:
        return True
    if left.unknown:
        return any(sort(right) for sort in sorts)
    return right.unknown and any(sort(left) for sort in sorts)


def _promoted(left: Type, right: Type) -> Type:
    return FLOAT if FLOAT in (left, right) else INT


def _equality(left: Type, right: Type) -> Type | None:
    return BOOL if comparable(left, right) else None


def _logic(left: Type, right: Type) -> Type | None:
    return BOOL if (_bool(left) and _bool(right)) or _maybe(left, right, _bool) else None


def _order(left: Type, right: Type) -> Type | None:
    sorts = (_number, _string, _time, _duration)
    if any(sort(left) and sort(right) for sort in sorts) or _maybe(left, right, *sorts):
        return BOOL
    return None


def _plus(left: Type, right: Type) -> Type | None:
    if left.number and right.number:
        return _promoted(left, right)
    if _string(left) and _string(right):
        return STRING
    if (_time(left) and _duration(right)) or (_duration(left) and _time(right)):
        return TIME
    if _duration(left) and _duration(right):
        return DURATION
    return UNKNOWN if _maybe(left, right, _number, _string, _time, _duration) else None


def _minus(left: Type, right: Type) -> Type | None:
    if left.number and right.number:
        return _promoted(left, right)
    if _time(left) and _time(right):
        return DURATION
    if _time(left) and _duration(right):
        return TIME
    if _duration(left) and _duration(right):
        return DURATION
    return UNKNOWN if _maybe(left, right, _number, _time, _duration) else None


def _times(left: Type, right: Type) -> Type | None:
    if left.number and right.number:
        return _promoted(left, right)
    if (_duration(left) or left.number) and (_duration(right) or right.number):
        return DURATION
    return UNKNOWN if _maybe(left, right, _number, _duration) else None


def _float_result(left: Type, right: Type) -> Type | None:
    return FLOAT if (left.number and right.number) or _maybe(left, right, _number) else None


def _modulo(left: Type, right: Type) -> Type | None:
    return INT if (left.integer and right.integer) or _maybe(left, right, _integer) else None


def _range(left: Type, right: Type) -> Type | None:
    return RANGE if (left.integer and right.integer) or _maybe(left, right, _integer) else None


def _membership(left: Type, right: Type) -> Type | None:
    if right.kind is Kind.STRUCT and (_string(left) or left.unknown):
        return BOOL
    if right.kind is Kind.MAP and right.key is not None:
        return BOOL if left.unknown or fits(left, right.key) else None
    if right.array:
        return BOOL if comparable(left, right.elements) else None
    return BOOL if right.unknown or (left.unknown and _string(right)) else None


def _text_search(left: Type, right: Type) -> Type | None:
    return BOOL if (_string(left) and _string(right)) or _maybe(left, right, _string) else None


def _matching(left: Type, right: Type) -> Type | None:
    if left.go == "[]uint8" and _string(right):
        return BOOL
    return _text_search(left, right)


def _coalescing(left: Type, right: Type) -> Type | None:
    if left is NIL or right is NIL:
        return right if left is NIL else left
    return left if fits(right, left) else UNKNOWN


_RULES: Final[Mapping[str, Callable[[Type, Type], Type | None]]] = {
    "==": _equality,
    "!=": _equality,
    "or": _logic,
    "||": _logic,
    "and": _logic,
    "&&": _logic,
    "<": _order,
    ">": _order,
    "<=": _order,
    ">=": _order,
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _float_result,
    "**": _float_result,
    "^": _float_result,
    "%": _modulo,
    "..": _range,
    "in": _membership,
    "matches": _matching,
    "contains": _text_search,
    "startsWith": _text_search,
    "endsWith": _text_search,
    "??": _coalescing,
}
