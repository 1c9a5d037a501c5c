"""Calls, compiled: of built-in functions, of functions given from outside, and of methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tranship.errors import CancelledError, ExprError, TranshipError
from tranship.exprlang.access import suggestion
from tranship.exprlang.arithmetic import a
from tranship.exprlang.budget import Budget
from tranship.exprlang.closures import BUDGET, SKIP, Fail, Frame, Run
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.functions import Function
from tranship.exprlang.signatures import BuiltinFunction, check_values, method_arguments, usual_kinds
from tranship.exprlang.structs import Struct, Unknown
from tranship.exprlang.types import STRING_MAP
from tranship.exprlang.values import FunctionValue, StringMap


def builtin(function: BuiltinFunction, arguments: tuple[Run, ...], fail: Fail) -> Run:
    """A call of a built-in function. With an Unknown among the arguments it is not called."""
    call = function.call
    if len(arguments) == 1:
        return _builtin_of_one(function, arguments[0], fail)

    def run(frame: Frame) -> Any:
        given = [argument(frame) for argument in arguments]
        for value in given:
            if type(value) is Unknown:
                return value
        try:
            return call(frame[BUDGET], *given)
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None

    return run


def _builtin_of_one(function: BuiltinFunction, argument: Run, fail: Fail) -> Run:
    call = function.call

    def run(frame: Frame) -> Any:
        value = argument(frame)
        if type(value) is Unknown:
            return value
        try:
            return call(frame[BUDGET], value)
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None

    return run


def given_function(function: Function, arguments: tuple[Run, ...], fail: Fail) -> Run:
    """A call of a function that was given from outside."""
    usual = usual_kinds(function, len(arguments))

    def run(frame: Frame) -> Any:
        given = [argument(frame) for argument in arguments]
        try:
            for value, kinds in zip(given, usual, strict=True):
                kind = type(value)
                if (value.type_name if kind is Struct else kind) not in kinds:
                    for argument in given:
                        if type(argument) is Unknown:
                            return argument
                    check_values(function, given)
                    break
            result = function.call(frame[BUDGET].context, *given)
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None
        except (CancelledError, ExprError):
            raise
        except TranshipError as error:
            raise fail(Fault(str(error))) from error
        if function.result is STRING_MAP and isinstance(result, Mapping) and not isinstance(result, StringMap):
            return StringMap(result)
        return result

    return run


def call(callee: Run, arguments: tuple[Run, ...], fail: Fail, *, name: str, known: Iterable[str], typed: bool) -> Run:
    """A call of whatever ``callee`` is: a method, or a Function of the environment, if it can be called at all.

    :param name: what is called, and ``known`` the names of the functions that there are.
    :param typed: whether the method was known before anything ran.
    """

    def run(frame: Frame) -> Any:
        given = [argument(frame) for argument in arguments]
        called = callee(frame)
        if called is SKIP:
            frame[BUDGET].stack.extend(given)
            return SKIP
        if type(called) is Function:
            called = FunctionValue(called, frame[BUDGET].context)
        if type(called) is FunctionValue:
            return _call_method(called, given, frame[BUDGET], fail, typed=typed)
        if type(called) is Unknown:
            return called
        if called is None:
            raise fail(Fault(_no_function(name, known)))
        raise fail(Fault(f"{a(called)} can't be called; functions can"))

    return run


def _no_function(name: str, known: Iterable[str]) -> str:
    if name in known:
        return f'there is no method "{name}" here; the function is called as {name}(...) or with a "|" before it'
    return f'there is no function "{name}"{suggestion(name, known)}'


def _call_method(method: FunctionValue, given: list[Any], budget: Budget, fail: Fail, *, typed: bool) -> Any:
    for value in given:
        if type(value) is Unknown:
            return value
    try:
        budget.spend(sum(len(value) for value in given if isinstance(value, str)))
        return method.function.call(method.owner, *method_arguments(method.function, given, known=typed))
    except Fault as fault:
        raise fail(fault) from None
    except ValueError as error:
        raise fail(Fault(str(error))) from None
