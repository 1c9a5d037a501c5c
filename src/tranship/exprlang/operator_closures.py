"""Operators, compiled: the common cases at once, all others by the modules that know them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tranship.errors import ExprError
from tranship.exprlang import text
from tranship.exprlang.access import to_int
from tranship.exprlang.arithmetic import OPERATIONS, a, add, negate
from tranship.exprlang.budget import LONG_TEXT, Budget
from tranship.exprlang.closures import BUDGET, NIL_TYPES, Fail, Frame, Run
from tranship.exprlang.comparison import ORDERS, contained, equal
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.regex_classes import RegexProblem
from tranship.exprlang.regexes import Regex, compile_regex, matches
from tranship.exprlang.structs import Unknown
from tranship.exprlang.values import LARGEST, SMALLEST, Ints, Sort, kind_of, wrap

_SIMPLE: Final = frozenset({int, float, str, bool, type(None)})
"""Values of the same of these types are equal if Python says so."""


def plus(left: Run, right: Run, fail: Fail) -> Run:
    """``left + right``."""

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        kind = type(one)
        if kind is type(other):
            if kind is str:
                if one.isascii() or other.isascii():
                    joined = one + other
                    if len(joined) <= LONG_TEXT:
                        return joined
            elif kind is int:
                total = one + other
                return total if SMALLEST <= total <= LARGEST else wrap(total)
        try:
            return add(one, other, frame[BUDGET])
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None

    return run


def calculation(operator: str, left: Run, right: Run, fail: Fail) -> Run:
    """``- * / % **``."""
    operation = OPERATIONS[operator]

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        try:
            return operation(one, other)
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None

    return run


def order(operator: str, left: Run, right: Run, fail: Fail) -> Run:
    """``< <= > >=``."""
    compare = ORDERS[operator]
    simple = _PYTHON_ORDERS[operator]

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        if type(one) is int and type(other) is int:
            return simple(one, other)
        try:
            if isinstance(one, str):
                frame[BUDGET].read(len(one))
            return compare(one, other)
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None

    return run


_PYTHON_ORDERS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
}


def equality(left: Run, right: Run, fail: Fail) -> Run:
    """``left == right``."""

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        kind = type(one)
        if kind is type(other) and kind in _SIMPLE and (kind is not str or len(one) <= LONG_TEXT):
            return one == other
        try:
            return equal(one, other, frame[BUDGET])
        except Fault as fault:
            raise fail(fault) from None

    return run


def typed_equality(sort: Sort, words: str, left: Run, right: Run, fail: Fail) -> Run:
    """``left == right``, both known to be ints, or texts. A function that should give one may give nil all the same."""

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        for value in (one, other):
            if kind_of(value) is not sort:
                if type(value) is Unknown:
                    return value
                raise fail(Fault(f"there should be {words} on both sides of ==, not {a(value)}"))
        try:
            return equal(one, other, frame[BUDGET])
        except Fault as fault:
            raise fail(fault) from None

    return run


def inequality(same: Run) -> Run:
    """``!=``, out of ``==``."""

    def run(frame: Frame) -> Any:
        truth = same(frame)
        return not truth if type(truth) is bool else truth

    return run


def conjunction(left: Run, right: Run, fail: Fail) -> Run:
    """``left and right``: the right one as it is, where the left one is true."""

    def run(frame: Frame) -> Any:
        truth = left(frame)
        if truth is True:
            return right(frame)
        if truth is False:
            return False
        return _undecided("and", truth, right, frame, fail, deciding=False)

    return run


def disjunction(left: Run, right: Run, fail: Fail) -> Run:
    """``left or right``: the right one as it is, where the left one is false."""

    def run(frame: Frame) -> Any:
        truth = left(frame)
        if truth is False:
            return right(frame)
        if truth is True:
            return True
        return _undecided("or", truth, right, frame, fail, deciding=True)

    return run


def _undecided(word: str, left: Any, right: Run, frame: Frame, fail: Fail, *, deciding: bool) -> Any:
    """What comes of a left side that is no bool: if it can't be known yet, the right side may decide alone."""
    if type(left) is not Unknown:
        raise fail(Fault(f'"{word}" needs a bool on its left, not {a(left)}'))
    try:
        return deciding if right(frame) is deciding else left
    except ExprError:
        # The left side may be what keeps the right one from being evaluated.
        return left


def negation(operand: Run, fail: Fail) -> Run:
    """``not operand``."""

    def run(frame: Frame) -> Any:
        truth = operand(frame)
        if truth is True:
            return False
        if truth is False:
            return True
        if type(truth) is Unknown:
            return truth
        raise fail(Fault(f'"not" needs a bool, not {a(truth)}'))

    return run


def minus(operand: Run, fail: Fail) -> Run:
    """``-operand``."""

    def run(frame: Frame) -> Any:
        value = operand(frame)
        try:
            return negate(value)
        except Fault as fault:
            raise fail(fault) from None

    return run


def coalescing(left: Run, right: Run) -> Run:
    """``left ?? right``."""

    def run(frame: Frame) -> Any:
        value = left(frame)
        return right(frame) if type(value) in NIL_TYPES else value

    return run


def membership(left: Run, right: Run, fail: Fail) -> Run:
    """``left in right``."""

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        try:
            return contained(one, other, frame[BUDGET])
        except Fault as fault:
            raise fail(fault) from None

    return run


def among(operand: Run, values: frozenset[Any], fail: Fail, *, texts: bool) -> Run:
    """``operand in [...]`` with literal ints, or texts, in the array. nil counts as 0, or as an empty text."""
    wanted, zero, words = (Sort.STRING, "", "a string") if texts else (Sort.INT, 0, "an int")

    def run(frame: Frame) -> Any:
        value = operand(frame)
        if type(value) in NIL_TYPES:
            return zero in values
        if kind_of(value) is wanted:
            return value in values
        if type(value) is Unknown:
            return value
        raise fail(Fault(f"{words} can be in this array, but not {a(value)}"))

    return run


def text_search(operator: str, left: Run, right: Run, fail: Fail) -> Run:
    """``contains``, ``startsWith``, ``endsWith``: false where one side is nil."""
    search = _SEARCHES[operator]

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        if type(one) in NIL_TYPES or type(other) in NIL_TYPES:
            return False
        for value in (one, other):
            if type(value) is Unknown:
                return value
        for value in (one, other):
            if not isinstance(value, str):
                hint = "; to look into an array write: value in array" if isinstance(value, list | tuple) else ""
                raise fail(Fault(f'"{operator}" needs strings, not {a(value)}{hint}'))
        budget: Budget = frame[BUDGET]
        try:
            budget.read(len(one) + len(other))
        except Fault as fault:
            raise fail(fault) from None
        return search(one, other)

    return run


_SEARCHES: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "contains": text.contains,
    "startsWith": text.starts_with,
    "endsWith": text.ends_with,
}


def matching(left: Run, regex: Regex, fail: Fail) -> Run:
    """``left matches "..."`` with a literal pattern."""

    def run(frame: Frame) -> Any:
        value = left(frame)
        if type(value) in NIL_TYPES:
            return False
        return _match(value, regex, frame, fail)

    return run


def dynamic_matching(left: Run, right: Run, fail: Fail) -> Run:
    """``left matches right``."""

    def run(frame: Frame) -> Any:
        value, pattern = left(frame), right(frame)
        if type(value) in NIL_TYPES or type(pattern) in NIL_TYPES:
            return False
        for side in (value, pattern):
            if type(side) is Unknown:
                return side
        if not isinstance(pattern, str):
            raise fail(Fault(f'"matches" needs a string on its right, not {a(pattern)}'))
        try:
            regex = compile_regex(str(pattern))
            # A pattern may be a new one each time, and large ones take long to make.
            frame[BUDGET].spend(regex.programsize * 2)
        except RegexProblem as problem:
            raise fail(Fault(problem.message)) from None
        except Fault as fault:
            raise fail(fault) from None
        return _match(value, regex, frame, fail)

    return run


def _match(value: Any, regex: Regex, frame: Frame, fail: Fail) -> Any:
    if isinstance(value, bytes):
        value = text.from_bytes(value)
    elif type(value) is Unknown:
        return value
    elif not isinstance(value, str):
        raise fail(Fault(f'"matches" needs a string on its left, not {a(value)}'))
    try:
        frame[BUDGET].read(len(value))
    except Fault as fault:
        raise fail(fault) from None
    return matches(regex, value)


def span(left: Run, right: Run, fail: Fail) -> Run:
    """``left..right``: the integers from one to the other."""

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        try:
            first, last = to_int(one), to_int(other)
            count = wrap(last - first + 1)
            if count <= 0:
                return Ints()
            frame[BUDGET].make(count)
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None
        return Ints(range(first, first + count))

    return run
