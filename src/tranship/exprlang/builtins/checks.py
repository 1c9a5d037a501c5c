"""Types of arguments and results where they are not just a list of parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tranship.exprlang.signatures import TypeProblem, count_words
from tranship.exprlang.types import ANY, ARRAY, BYTES, FLOATS, INTS, STRINGS, TIME, ZONE, Kind, Type, described, target

Check = Callable[[Sequence[Type]], Type]

NUMBERS: Final = frozenset({Kind.INT, Kind.INT64, Kind.UINT8, Kind.UINT64, Kind.FLOAT})
ARRAYS: Final = frozenset({Kind.SLICE, Kind.ARRAY})
MAPS: Final = frozenset({Kind.MAP})
LENGTHS: Final = frozenset({Kind.SLICE, Kind.ARRAY, Kind.MAP, Kind.STRING})
CONVERTIBLE: Final = NUMBERS | {Kind.STRING}
COUNTS: Final = frozenset({Kind.INT, Kind.INT64})

_TYPED: Final = {kind.go: kind for kind in (INTS, FLOATS, STRINGS, BYTES)}


def wanted(name: str, position: int, given: Type, kinds: frozenset[Kind], words: str) -> None:
    """Find out whether an argument is of one of the kinds; one whose type isn't known is.

    :raises TypeProblem: it isn't.
    """
    if not given.unknown and target(given).kind not in kinds:
        raise TypeProblem(f"{name}() takes {words}, not {described(given)}", position)


def one_of(name: str, kinds: frozenset[Kind], words: str, result: Type | None) -> Check:
    """A check for one argument of one of the kinds. The result is of its type, if ``result`` is None."""

    def check(arguments: Sequence[Type]) -> Type:
        if len(arguments) != 1:
            raise TypeProblem(count_words(name, 1, 1, len(arguments)))
        wanted(name, 0, arguments[0], kinds, words)
        if result is not None:
            return result
        return ANY if arguments[0].unknown else arguments[0]

    return check


def many_of(name: str, kinds: frozenset[Kind], words: str, result: Type) -> Check:
    """A check for one or more arguments of one of the kinds."""

    def check(arguments: Sequence[Type]) -> Type:
        if not arguments:
            raise TypeProblem(count_words(name, 1, float("inf"), 0))
        for position, argument in enumerate(arguments):
            wanted(name, position, argument, kinds, words)
        return result

    return check


def aggregate(name: str) -> Check:
    """A check for numbers and arrays. What comes after the first array is not looked at."""

    def check(arguments: Sequence[Type]) -> Type:
        if not arguments:
            raise TypeProblem(count_words(name, 1, float("inf"), 0))
        for position, argument in enumerate(arguments):
            if argument.unknown or target(argument).kind in ARRAYS:
                return ANY
            wanted(name, position, argument, NUMBERS, "numbers and arrays of numbers")
        return arguments[0]

    return check


def bare(given: Type) -> Type:
    """An array's type without what is known about the elements of an array that can hold anything."""
    return _TYPED.get(given.go, ARRAY)


def element(name: str) -> Check:
    """A check for an array; the result is one of its elements."""

    def check(arguments: Sequence[Type]) -> Type:
        if len(arguments) != 1:
            raise TypeProblem(count_words(name, 1, 1, len(arguments)))
        wanted(name, 0, arguments[0], ARRAYS, "an array")
        return ANY if arguments[0].unknown else bare(arguments[0]).elements

    return check


def take(arguments: Sequence[Type]) -> Type:
    """A check for an array and a count."""
    if len(arguments) != 2:
        raise TypeProblem(count_words("take", 2, 2, len(arguments)))
    wanted("take", 0, arguments[0], ARRAYS, "an array")
    wanted("take", 1, arguments[1], COUNTS, "an int as its second argument")
    return ANY if arguments[0].unknown else bare(arguments[0])


def now(arguments: Sequence[Type]) -> Type:
    """A check for nothing, or a time zone."""
    if not arguments or (len(arguments) == 1 and arguments[0].go == ZONE.go):
        return TIME
    raise TypeProblem('now() takes nothing, or a time zone such as timezone("UTC")')


def date(arguments: Sequence[Type]) -> Type:
    """A check for a text, maybe with a layout and a name of a zone, or a time zone before the text."""
    if not arguments:
        raise TypeProblem("date() needs a text")
    rest = arguments[1:] if arguments[0].go == ZONE.go else arguments
    if len(rest) > 3:
        raise TypeProblem("date() takes a text, a layout and the name of a time zone, and no more")
    return TIME
