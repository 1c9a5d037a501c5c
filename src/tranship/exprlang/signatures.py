"""Whether the arguments of a call fit the function: before anything runs by their types, at run time by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tranship.exprlang.arithmetic import a
from tranship.exprlang.faults import Fault
from tranship.exprlang.functions import Function
from tranship.exprlang.types import ANY, FLOAT, NIL, Kind, Type, described, fits
from tranship.exprlang.values import Sort, StringMap, array_class, is_nil, kind_of, number_class
from tranship.gotypes.duration import Duration
from tranship.gotypes.moment import YEAR_ONE, Moment


class TypeProblem(Exception):  # noqa: N818 - it becomes an ExprError at once
    """Arguments that don't fit; ``argument`` is the index of the one that is wrong, None for the call as a whole."""

    def __init__(self, message: str, argument: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.argument = argument


@dataclass(frozen=True, eq=False)
class BuiltinFunction(Function):
    """A function of the language itself. Its ``call`` gets the budget of the evaluation, then the arguments.

    ``check`` gives the type of the result for types of arguments, where that is not just ``result``; it raises
    TypeProblem.
    """

    check: Callable[[Sequence[Type]], Type] | None = None


_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth")


def _ordinal(index: int) -> str:
    return _ORDINALS[index] if index < len(_ORDINALS) else f"{index + 1}th"


def check_types(function: Function, arguments: Sequence[Type]) -> Type:
    """The type of the result of a call with arguments of these types.

    :raises TypeProblem: they don't fit.
    """
    check = getattr(function, "check", None)
    if check is not None:
        return check(arguments)  # type: ignore[no-any-return]
    check_count(function, len(arguments))
    for index, argument in enumerate(arguments):
        accepted = function.accepted(index)
        if not any(_acceptable(argument, wanted) for wanted in accepted):
            raise TypeProblem(_wrong(function, index, accepted, described(argument)), index)
    return function.result


def check_count(function: Function, count: int) -> None:
    """Find out whether a function takes so many arguments.

    :raises TypeProblem: it doesn't.
    """
    if not function.fewest <= count <= function.most:
        raise TypeProblem(count_words(function.name, function.fewest, function.most, count))


def count_words(name: str, fewest: int, most: float, count: int) -> str:
    """What is wrong with a number of arguments, in words."""
    if most == float("inf"):
        wanted = f"at least {fewest}"
    else:
        wanted = str(fewest) if fewest == most else f"{fewest} to {int(most)}"
    plural = "" if wanted.endswith(" 1") or wanted == "1" else "s"
    return f"{name}() takes {wanted if wanted != '0' else 'no'} argument{plural}, not {count}"


def _acceptable(argument: Type, wanted: Type) -> bool:
    if argument.integer and (wanted is FLOAT or wanted.integer):
        return True
    if argument is NIL:
        return wanted.kind in (Kind.POINTER, Kind.INTERFACE)
    if argument.unknown or fits(argument, wanted):
        return True
    return argument.kind is Kind.POINTER and argument.element is not None and fits(argument.element, wanted)


def _wrong(function: Function, index: int, accepted: Sequence[Type], given: str) -> str:
    which = (
        f"the {_ordinal(index)} argument of {function.name}()" if len(function.parameters) > 1 else function.name + "()"
    )
    names = list(dict.fromkeys(described(wanted) for wanted in accepted))
    verb = "must be" if len(function.parameters) > 1 else "takes"
    return f"{which} {verb} {' or '.join(names)}, not {given}"


def check_values(function: Function, arguments: Sequence[Any]) -> None:
    """Find out at run time whether arguments fit a function that was given from outside.

    :raises Fault: they don't.
    """
    count = len(arguments)
    if not function.fewest <= count <= function.most:
        raise Fault(count_words(function.name, function.fewest, function.most, count))
    for index, argument in enumerate(arguments):
        accepted = function.accepted(index)
        for wanted in accepted:
            if wanted is ANY or _is_a(argument, wanted):
                break
        else:
            raise Fault(_wrong(function, index, accepted, a(argument)))


_KINDS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "int": lambda value: kind_of(value) is Sort.INT and number_class(value) is int,
    "float64": lambda value: kind_of(value) is Sort.FLOAT,
    "string": lambda value: kind_of(value) is Sort.STRING,
    "bool": lambda value: kind_of(value) is Sort.BOOL,
    "[]interface {}": lambda value: kind_of(value) is Sort.ARRAY and array_class(value) is list,
    "[]uint8": lambda value: kind_of(value) is Sort.BYTES,
    "map[string]interface {}": lambda value: kind_of(value) is Sort.MAP and not isinstance(value, StringMap),
    "map[string]string": lambda value: isinstance(value, StringMap),
    "time.Time": lambda value: kind_of(value) is Sort.TIME,
    "time.Duration": lambda value: kind_of(value) is Sort.DURATION,
    "*time.Location": lambda value: kind_of(value) is Sort.ZONE,
}


def _is_a(value: Any, wanted: Type) -> bool:
    test = _KINDS.get(wanted.go)
    if test is not None:
        return test(value) or (wanted is FLOAT and kind_of(value) is Sort.INT)
    return kind_of(value) is Sort.STRUCT and value.type_name == wanted.name


_USUAL: Final[Mapping[str, frozenset[type]]] = {
    "string": frozenset({str}),
    "int": frozenset({int}),
    "bool": frozenset({bool}),
    ANY.go: frozenset({str, int, float, bool, type(None), list, dict}),
}


def usual_kinds(function: Function, count: int) -> tuple[frozenset[type | str], ...]:
    """For each of ``count`` arguments, the classes and the names of structs that fit without a closer look."""
    return tuple(
        frozenset[type | str]().union(
            *(_USUAL.get(wanted.go, {wanted.name} if wanted.kind is Kind.STRUCT else ()) for wanted in accepted)
        )
        for accepted in (function.accepted(index) for index in range(count))
    )


_ZEROS: Final[Mapping[str, Any]] = {
    "int": 0,
    "string": "",
    "time.Duration": Duration(0),
    "time.Time": Moment(YEAR_ONE),
    "[]uint8": b"",
}

_STRICT: Final = frozenset(
    {
        ("string", "string"),
        ("time.Duration", "time.Duration"),
        ("time.Duration", "time.Time"),
        ("time.Time", "time.Duration"),
        ("time.Time", "bool"),
    }
)
"""Methods of one parameter, as parameter and result: where they are known before anything runs, nil is no argument."""


def method_arguments(function: Function, arguments: Sequence[Any], *, known: bool) -> list[Any]:
    """The arguments of a method call: nil stands for the zero value of the parameter's type, as in the reference.

    :raises Fault: they don't fit.
    """
    count = len(arguments)
    if count != len(function.parameters):
        raise Fault(count_words(function.name, len(function.parameters), len(function.parameters), count))
    given: list[Any] = []
    for index, argument in enumerate(arguments):
        (wanted,) = function.accepted(index)
        strict = known and (wanted.go, function.result.go) in _STRICT
        if is_nil(argument) and not strict and wanted is not ANY:
            given.append(_ZEROS.get(wanted.go))
        elif wanted is ANY or _is_a(argument, wanted):
            given.append(argument)
        else:
            raise Fault(_wrong(function, index, (wanted,), a(argument)))
    return given
