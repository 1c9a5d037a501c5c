"""Arithmetic: what ``+ - * / % **`` do with numbers, texts, times and durations.

Compiled expressions handle the common cases themselves and come here for all others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tranship.exprlang import text
from tranship.exprlang.budget import LONG_TEXT, Budget
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.values import Sort, UInt8, UInt64, kind_of, type_words, wrap
from tranship.gotypes.duration import Duration
from tranship.gotypes.power import power


def operands(left: Any, right: Any) -> tuple[Sort, Sort]:
    """What the operands are.

    :raises NotKnown: one of them can't be known yet.
    """
    one, other = kind_of(left), kind_of(right)
    if one is Sort.UNKNOWN:
        raise NotKnown(left)
    if other is Sort.UNKNOWN:
        raise NotKnown(right)
    return one, other


def mismatch(operator: str, left: Any, right: Any) -> Fault:
    """The fault of operands that don't go together."""
    hint = ""
    if operator == "+" and str in (type(left), type(right)):
        hint = "; string() makes a text of a value"
    return Fault(f'"{operator}" can\'t be used between {a(left)} and {a(right)}{hint}')


def a(value: Any) -> str:
    """The type of a value with its article."""
    words = type_words(value)
    if words in ("nil", "bytes"):
        return words
    return f"{'an' if words[0] in 'aeioAEIO' or words == 'unknown' else 'a'} {words}"


def integer(value: Any) -> int:
    """An integer of any type as Go's int."""
    return wrap(int(value)) if type(value) is UInt64 else int(value)


def as_float(value: Any) -> float:
    """A number as a float."""
    return float(value)


def add(left: Any, right: Any, budget: Budget) -> Any:
    """``left + right``."""
    one, other = operands(left, right)
    if one is Sort.INT and other is Sort.INT:
        return wrap(integer(left) + integer(right))
    if one <= Sort.FLOAT and other <= Sort.FLOAT:
        return float(left) + float(right)
    if one is Sort.STRING and other is Sort.STRING:
        joined = text.join(str(left), str(right))
        if len(joined) > LONG_TEXT:
            budget.write(len(joined))
        return joined
    if one is Sort.TIME and other is Sort.DURATION:
        return left.add(int(right))
    if one is Sort.DURATION and other is Sort.TIME:
        return right.add(int(left))
    if one is Sort.DURATION and other is Sort.DURATION:
        return Duration(wrap(int(left) + int(right)))
    raise mismatch("+", left, right)


def subtract(left: Any, right: Any) -> Any:
    """``left - right``."""
    one, other = operands(left, right)
    if one is Sort.INT and other is Sort.INT:
        return wrap(integer(left) - integer(right))
    if one <= Sort.FLOAT and other <= Sort.FLOAT:
        return float(left) - float(right)
    if one is Sort.TIME and other is Sort.TIME:
        return left.since(right)
    if one is Sort.TIME and other is Sort.DURATION:
        return left.add(wrap(-int(right)))
    if one is Sort.DURATION and other is Sort.DURATION:
        return Duration(wrap(int(left) - int(right)))
    raise mismatch("-", left, right)


def multiply(left: Any, right: Any) -> Any:
    """``left * right``. A duration times a float is a float."""
    one, other = operands(left, right)
    if one is Sort.INT and other is Sort.INT:
        return wrap(integer(left) * integer(right))
    numbers = (Sort.INT, Sort.FLOAT, Sort.DURATION)
    if one not in numbers or other not in numbers:
        raise mismatch("*", left, right)
    if Sort.FLOAT in (one, other):
        return float(left) * float(right)
    return Duration(wrap(int(left) * int(right)))


def divide(left: Any, right: Any) -> float:
    """``left / right``, always a float."""
    one, other = operands(left, right)
    if one > Sort.FLOAT or other > Sort.FLOAT:
        raise mismatch("/", left, right)
    return quotient(float(left), float(right))


def quotient(left: float, right: float) -> float:
    """The quotient of two floats; by zero it is infinite, or no number."""
    if right:
        return left / right
    if not left or left != left or right != right:
        return float("nan")
    negative = (left < 0) != (str(right)[0] == "-")
    return float("-inf") if negative else float("inf")


def modulo(left: Any, right: Any) -> int:
    """``left % right``: the remainder has the sign of ``left``."""
    one, other = operands(left, right)
    if one is not Sort.INT or other is not Sort.INT:
        raise mismatch("%", left, right)
    return remainder(integer(left), integer(right))


def remainder(left: int, right: int) -> int:
    """The remainder of two integers."""
    if right == 0:
        raise Fault("an integer can't be divided by zero")
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def exponent(left: Any, right: Any) -> float:
    """``left ** right``, always a float."""
    one, other = operands(left, right)
    if one > Sort.FLOAT or other > Sort.FLOAT:
        raise mismatch("**", left, right)
    return power(float(left), float(right))


def negate(value: Any) -> Any:
    """``-value``."""
    sort = kind_of(value)
    if sort is Sort.UNKNOWN:
        return value
    if sort is Sort.INT:
        kind = type(value)
        if kind is UInt8:
            return UInt8(-value % 256)
        if kind is UInt64:
            return UInt64(-value % 2**64)
        return wrap(-int(value))
    if sort is Sort.FLOAT:
        return -value
    raise Fault(f'"-" can\'t be used before {a(value)}')


OPERATIONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": modulo,
    "**": exponent,
    "^": exponent,
}
"""The operations that need nothing but their operands."""
