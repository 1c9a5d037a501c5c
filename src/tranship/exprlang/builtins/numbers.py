"""Built-in functions on numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, Final

from tranship.exprlang.arithmetic import a, integer
from tranship.exprlang.budget import HOP, MAX_DEPTH, Budget, on_new_stack
from tranship.exprlang.builtins.checks import NUMBERS, aggregate, one_of
from tranship.exprlang.comparison import greater, less
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.signatures import BuiltinFunction
from tranship.exprlang.types import FLOAT, INT
from tranship.exprlang.values import Ints, Sort, UInt8, UInt64, array_class, kind_of, wrap


def _abs(_: Budget, value: Any) -> Any:
    sort = kind_of(value)
    if sort is Sort.INT:
        return value if isinstance(value, UInt8 | UInt64) else wrap(abs(int(value)))
    if sort is Sort.FLOAT:
        return -value if value < 0 else value
    raise Fault(f"abs() takes a number, not {a(value)}")


def _rounding(name: str, rounded: Callable[[float], float]) -> Callable[[Budget, Any], float]:
    def call(_: Budget, value: Any) -> float:
        sort = kind_of(value)
        if sort is Sort.INT:
            return float(value)
        if sort is Sort.FLOAT:
            # What is not finite, or has no fraction, stays; so does the sign of zero.
            return math.copysign(rounded(value), value) if math.isfinite(value) else float(value)
        raise Fault(f"{name}() takes a number, not {a(value)}")

    return call


def _round(value: float) -> float:
    """To the nearest integer, half away from zero."""
    if abs(value) >= 2.0**52:
        return value
    whole = math.floor(abs(value))
    return math.copysign(whole + (abs(value) - whole >= 0.5), value)


def _floor(value: float) -> float:
    return float(math.floor(value)) if abs(value) < 2.0**53 else value


def _ceil(value: float) -> float:
    return float(math.ceil(value)) if abs(value) < 2.0**53 else value


_NUMERIC: Final = frozenset({Sort.INT, Sort.FLOAT, Sort.NAMED, Sort.DURATION})


def _extreme(name: str, worse: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    """The largest or smallest of all numbers in the arguments: ``worse(a, b)`` if b is to take a's place."""

    def better(best: Any, value: Any) -> Any:
        return value if best is None or worse(best, value) else best

    def call(budget: Budget, *arguments: Any, depth: int = 0) -> Any:
        best: Any = None
        for argument in arguments:
            sort = kind_of(argument)
            if sort is Sort.ARRAY or sort is Sort.BYTES:
                best = of_array(budget, best, argument, depth)
            elif sort in _NUMERIC:
                best = better(best, argument)
            elif sort is Sort.UNKNOWN:
                raise NotKnown(argument)
            elif len(arguments) == 1:
                # As in the reference: a single argument that is no number comes back.
                return argument
            else:
                raise Fault(f"{name}() takes numbers, not {a(argument)}")
        return best

    def of_array(budget: Budget, best: Any, items: Any, depth: int) -> Any:
        budget.spend(len(items))
        if array_class(items) is Ints:
            return better(best, max(items) if worse is less else min(items)) if items else best
        anything = array_class(items) is list
        elements: Iterable[Any] = map(UInt8, items) if isinstance(items, bytes) else items
        for item in elements:
            sort = kind_of(item)
            if sort in (Sort.INT, Sort.FLOAT):
                best = better(best, item)
            elif sort is Sort.UNKNOWN:
                raise NotKnown(item)
            elif sort is Sort.ARRAY or sort is Sort.BYTES:
                inner = deeper(call, budget, item, depth)
                if inner is None and not anything:
                    raise Fault(f"{name}() takes numbers, not nil")
                best = best if inner is None else better(best, inner)
            else:
                raise Fault(f"{name}() takes numbers, but there is {a(item)} in the array")
        return best

    return call


def deeper(call: Callable[..., Any], budget: Budget, item: Any, depth: int) -> Any:
    """Call a function for an array within an array."""
    if depth >= MAX_DEPTH:
        raise Fault(f"the array is nested more than {MAX_DEPTH:,} levels deep")
    if depth % HOP == HOP - 1:
        return on_new_stack(budget, lambda: call(budget, item, depth=depth + 1))
    return call(budget, item, depth=depth + 1)


def _total(budget: Budget, *arguments: Any, depth: int = 0) -> tuple[int, float]:
    """How many numbers there are, and their sum. Arrays are summed by themselves, as that decides the last digit."""
    count, total = 0, 0.0
    for argument in arguments:
        sort = kind_of(argument)
        if sort is not Sort.ARRAY and sort is not Sort.BYTES:
            total += _number("mean", argument)
            count += 1
            continue
        budget.spend(len(argument))
        if array_class(argument) is not list and array_class(argument) is not Ints:
            # The reference adds up each element of other arrays as if it were an argument.
            for item in argument:
                inner_count, inner = deeper(_total, budget, item, depth)
                total += inner
                count += inner_count
            continue
        for item in argument:
            if kind_of(item) in (Sort.ARRAY, Sort.BYTES):
                inner_count, inner = deeper(_total, budget, item, depth)
                total += inner
                count += inner_count
            else:
                total += _number("mean", item)
                count += 1
    return count, total


def _number(name: str, value: Any) -> float:
    sort = kind_of(value)
    if sort in _NUMERIC:
        return float(value)
    if sort is Sort.UNKNOWN:
        raise NotKnown(value)
    raise Fault(f"{name}() takes numbers and arrays of numbers, not {a(value)}")


def _mean(budget: Budget, *arguments: Any) -> float:
    count, total = _total(budget, *arguments)
    return total / count if count else 0.0


def _numbers(budget: Budget, *arguments: Any, depth: int = 0) -> list[float]:
    found: list[float] = []
    for argument in arguments:
        if kind_of(argument) in (Sort.ARRAY, Sort.BYTES):
            budget.spend(len(argument))
            for item in argument:
                if kind_of(item) in (Sort.ARRAY, Sort.BYTES):
                    found += deeper(_numbers, budget, item, depth)
                else:
                    found.append(_number("median", item))
        else:
            found.append(_number("median", argument))
    return found


def _median(budget: Budget, *arguments: Any) -> float:
    numbers = sorted(_numbers(budget, *arguments), key=lambda number: (number == number, number))
    if not numbers:
        return 0.0
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else (numbers[middle - 1] + numbers[middle]) / 2


def _bits(name: str, operation: Callable[[int, int], int]) -> BuiltinFunction:
    def call(_: Budget, left: Any, right: Any) -> int:
        return operation(_bits_of(name, left), _bits_of(name, right))

    return BuiltinFunction(name, call, (INT, INT), result=INT)


def _bits_of(name: str, value: Any) -> int:
    if kind_of(value) is not Sort.INT:
        raise Fault(f"{name}() takes ints, not {a(value)}")
    return integer(value)


def _shift_count(name: str, count: int) -> int:
    if count < 0:
        raise Fault(f"{name}() can't shift by a negative number of bits")
    return min(count, 64)


def _bitnot(_: Budget, value: Any) -> int:
    return ~_bits_of("bitnot", value)


NUMBER_FUNCTIONS: Final = (
    BuiltinFunction("abs", _abs, check=one_of("abs", NUMBERS, "a number", None)),
    BuiltinFunction("ceil", _rounding("ceil", _ceil), check=one_of("ceil", NUMBERS, "a number", FLOAT)),
    BuiltinFunction("floor", _rounding("floor", _floor), check=one_of("floor", NUMBERS, "a number", FLOAT)),
    BuiltinFunction("round", _rounding("round", _round), check=one_of("round", NUMBERS, "a number", FLOAT)),
    BuiltinFunction("max", _extreme("max", less), check=aggregate("max")),
    BuiltinFunction("min", _extreme("min", greater), check=aggregate("min")),
    BuiltinFunction("mean", _mean, check=aggregate("mean")),
    BuiltinFunction("median", _median, check=aggregate("median")),
    _bits("bitand", lambda left, right: left & right),
    _bits("bitor", lambda left, right: left | right),
    _bits("bitxor", lambda left, right: left ^ right),
    _bits("bitnand", lambda left, right: left & ~right),
    _bits("bitshl", lambda left, right: wrap(left << _shift_count("bitshl", right))),
    _bits("bitshr", lambda left, right: left >> _shift_count("bitshr", right)),
    _bits("bitushr", lambda left, right: wrap(left % 2**64 >> _shift_count("bitushr", right))),
    BuiltinFunction("bitnot", _bitnot, (INT,), result=INT),
)
"""The functions on numbers, and on their bits."""
