"""Comparison: equality, order, and whether something is in something.

Between numbers equality is by value, also in arrays; inside maps it is by value and type, as in the reference. Results
are True, False, or an Unknown where it depends on what can't be known yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tranship.exprlang import text
from tranship.exprlang.arithmetic import a, integer, mismatch, operands
from tranship.exprlang.budget import HOP, LONG_TEXT, MAX_DEPTH, Budget, on_new_stack
from tranship.exprlang.faults import Fault
from tranship.exprlang.structs import Struct, Unknown
from tranship.exprlang.values import (
    AnyMap,
    Pair,
    Pairs,
    Sort,
    StringMap,
    array_class,
    is_nil,
    kind_of,
    map_key,
    number_class,
)

Truth = bool | Unknown


def equal(left: Any, right: Any, budget: Budget, depth: int = 0) -> Truth:
    """``left == right``."""
    one, other = kind_of(left), kind_of(right)
    if one <= Sort.FLOAT and other <= Sort.FLOAT:
        if one is Sort.INT and other is Sort.INT:
            return integer(left) == integer(right)
        return float(left) == float(right)
    if one is Sort.UNKNOWN:
        return left  # type: ignore[no-any-return]
    if other is Sort.UNKNOWN:
        return right  # type: ignore[no-any-return]
    if is_nil(left) and is_nil(right):
        return True
    if one is Sort.TIME and other is Sort.TIME:
        return bool(left.compare(right) == 0)
    if one is Sort.STRING and other is Sort.STRING:
        budget.read(len(left))
        return bool(left == right)
    if one in _ARRAYS and other in _ARRAYS:
        mine, others = array_class(left), array_class(right)
        if mine not in (Pair, Pairs) and others not in (Pair, Pairs) and (mine is others or list in (mine, others)):
            return _all(left, right, budget, depth, equal) if len(left) == len(right) else False
    return deeply_equal(left, right, budget, depth)


_ARRAYS = (Sort.ARRAY, Sort.BYTES)


def _all(left: Any, right: Any, budget: Budget, depth: int, compare: Callable[..., Truth]) -> Truth:
    """Whether all items are equal, one by one. A difference counts more than what can't be known."""
    if depth > MAX_DEPTH:
        raise Fault(f"the value is nested more than {MAX_DEPTH:,} levels deep")
    if depth % HOP == HOP - 1:
        return on_new_stack(budget, _all, left, right, budget, depth + 1, compare)  # type: ignore[no-any-return]
    budget.spend(len(left) + 4)
    unknown: Unknown | None = None
    for one, other in zip(left, right, strict=True):
        same = compare(one, other, budget, depth + 1)
        if same is False:
            return False
        if same is not True:
            unknown = unknown or same
    return True if unknown is None else unknown


def deeply_equal(left: Any, right: Any, budget: Budget, depth: int = 0) -> Truth:
    """Whether two values are the same in value and type, all through."""
    one, other = kind_of(left), kind_of(right)
    if one is Sort.UNKNOWN:
        return left  # type: ignore[no-any-return]
    if other is Sort.UNKNOWN:
        return right  # type: ignore[no-any-return]
    if one is not other or one is Sort.FUNCTION or one is Sort.OTHER:
        return False
    if one is Sort.ARRAY:
        if array_class(left) is not array_class(right) or is_nil(left) != is_nil(right) or len(left) != len(right):
            return False
        return left is right or _all(left, right, budget, depth, deeply_equal)
    if one is Sort.MAP or one is Sort.ANY_MAP:
        return left is right or _equal_maps(left, right, budget, depth)
    if one is Sort.STRUCT:
        return left is right or _equal_structs(left, right, budget, depth)
    if one is Sort.INT or one is Sort.NAMED:
        return number_class(left) is number_class(right) and int(left) == int(right)
    if one is Sort.STRING:
        budget.read(len(left))
    return bool(left == right)


def _equal_maps(left: Mapping[Any, Any], right: Mapping[Any, Any], budget: Budget, depth: int) -> Truth:
    if isinstance(left, StringMap) != isinstance(right, StringMap) or len(left) != len(right):
        return False
    if isinstance(left, AnyMap) and type(left) is not type(right):
        return False
    budget.spend(len(left) * 2 + 8)
    keys = list(left)
    if any(key not in right for key in keys):
        return False
    return _all([left[key] for key in keys], [right[key] for key in keys], budget, depth, deeply_equal)


def _equal_structs(left: Struct, right: Struct, budget: Budget, depth: int) -> Truth:
    if left.type_name != right.type_name or left.value != right.value or left.fields.keys() != right.fields.keys():
        return False
    names = list(left.fields)
    return _all(
        [left.fields[name] for name in names], [right.fields[name] for name in names], budget, depth, deeply_equal
    )


def less(left: Any, right: Any) -> bool:
    """``left < right``.

    :raises NotKnown: one of them can't be known yet.
    """
    return _ordered("<", left, right) < 0


def _ordered(operator: str, left: Any, right: Any) -> float:
    """A number below, at or above 0, as ``left`` comes before, with or after ``right``; NaN if neither."""
    one, other = operands(left, right)
    if one is Sort.INT and other is Sort.INT:
        first: Any = integer(left)
        second: Any = integer(right)
    elif one <= Sort.FLOAT and other <= Sort.FLOAT:
        first, second = float(left), float(right)
        if first != first or second != second:
            return float("nan")
    elif one is Sort.STRING and other is Sort.STRING:
        return -1 if text.less(left, right) else int(text.less(right, left))
    elif one is Sort.TIME and other is Sort.TIME:
        return int(left.compare(right))
    elif one is Sort.DURATION and other is Sort.DURATION:
        first, second = int(left), int(right)
    else:
        raise mismatch(operator, left, right)
    return int(first > second) - int(first < second)


def less_or_equal(left: Any, right: Any) -> bool:
    """``left <= right``."""
    return _ordered("<=", left, right) <= 0


def greater(left: Any, right: Any) -> bool:
    """``left > right``."""
    return _ordered(">", left, right) > 0


def greater_or_equal(left: Any, right: Any) -> bool:
    """``left >= right``."""
    return _ordered(">=", left, right) >= 0


ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": less,
    "<=": less_or_equal,
    ">": greater,
    ">=": greater_or_equal,
}


def contained(value: Any, container: Any, budget: Budget) -> Truth:
    """``value in container``."""
    sort = kind_of(container)
    if sort is Sort.UNKNOWN:
        return container  # type: ignore[no-any-return]
    if sort is Sort.NIL:
        return False
    if sort is Sort.ARRAY or sort is Sort.BYTES:
        return _in_array(value, container, budget)
    if kind_of(value) is Sort.UNKNOWN:
        return value  # type: ignore[no-any-return]
    if sort is Sort.MAP:
        if value is None:
            return "" in container
        if kind_of(value) is not Sort.STRING:
            raise Fault(f"the keys of this map are strings; {a(value)} can't be among them")
        return str(value) in container
    if sort is Sort.ANY_MAP:
        try:
            map_key(value)
        except KeyError:
            raise Fault(f"{a(value)} can't be the key of a map") from None
        return value in container
    if sort in (Sort.STRUCT, Sort.TIME, Sort.ZONE):
        if kind_of(value) is not Sort.STRING:
            raise Fault(f"a field's name is a string, not {a(value)}")
        return sort is Sort.STRUCT and str(value) in container.fields
    hint = "; to look for a part of a text write: text contains part" if sort is Sort.STRING else ""
    raise Fault(f'"in" needs an array or a map behind it, not {a(container)}{hint}')


def _in_array(value: Any, container: Any, budget: Budget) -> Truth:
    budget.spend((len(container) >> 3) + 1)
    if isinstance(value, str) and len(value) > LONG_TEXT:
        budget.read(len(value) * len(container))
    unknown: Unknown | None = None
    kind = type(value)
    for item in container:
        same = item == value if kind is str and type(item) is str else equal(item, value, budget)
        if same is True:
            return True
        if same is not False:
            unknown = unknown or same
    return False if unknown is None else unknown
