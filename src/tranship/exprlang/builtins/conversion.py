"""Built-in functions that convert values: types, texts, JSON, base64."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Final

from tranship.exprlang.access import truncated
from tranship.exprlang.arithmetic import a, integer
from tranship.exprlang.budget import Budget
from tranship.exprlang.builtins.checks import CONVERTIBLE, one_of
from tranship.exprlang.builtins.strings import string_of
from tranship.exprlang.faults import Fault
from tranship.exprlang.json_reading import read_json
from tranship.exprlang.printing import base64_text, to_go_string, to_json, type_name
from tranship.exprlang.signatures import BuiltinFunction
from tranship.exprlang.text import from_bytes, to_bytes
from tranship.exprlang.types import ANY, FLOAT, INT, STRING
from tranship.exprlang.values import LARGEST, SMALLEST, Sort, kind_of
from tranship.gotypes.float_text import parse_float

_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_LONGEST: Final = 400


def _type(_: Budget, value: Any) -> str:
    return type_name(value)


def _int(_: Budget, value: Any) -> int:
    sort = kind_of(value)
    if sort is Sort.INT or sort is Sort.NAMED or sort is Sort.DURATION:
        return integer(value)
    if sort is Sort.FLOAT:
        return truncated(value)
    if sort is Sort.STRING:
        digits = str(value)
        if _INTEGER.fullmatch(digits):
            number = int(digits) if len(digits) < _LONGEST else int(digits.lstrip("+-0")[:_LONGEST] or 0)
            if digits.startswith("-") and len(digits) >= _LONGEST:
                number = -number
            if SMALLEST <= number <= LARGEST:
                return number
            raise Fault("int() can't make an int of a number of more than 64 bits")
        raise Fault("int() can't make an int of this text; it must be nothing but digits")
    raise Fault(f"int() takes a number or a text, not {a(value)}")


def _float(_: Budget, value: Any) -> float:
    sort = kind_of(value)
    if sort is Sort.INT or sort is Sort.FLOAT:
        return float(value)
    if sort is Sort.STRING:
        number = parse_float(str(value))
        if number is None:
            raise Fault("float() can't make a number of this text")
        return number
    raise Fault(f"float() takes a number or a text, not {a(value)}")


def _string(budget: Budget, value: Any) -> str:
    return to_go_string(value, budget)


def _to_json(budget: Budget, value: Any) -> str:
    return to_json(value, indent="  ", budget=budget)


def _from_json(budget: Budget, value: Any) -> Any:
    source = string_of(value, "fromJSON")
    budget.spend(len(source) >> 3)
    return read_json(source)


def _to_base64(budget: Budget, value: Any) -> str:
    data = to_bytes(string_of(value, "toBase64"))
    budget.write(len(data) * 4 // 3)
    return base64_text(data)


def _from_base64(budget: Budget, value: Any) -> str:
    source = string_of(value, "fromBase64").replace("\r", "").replace("\n", "")
    budget.write(len(source))
    try:
        if len(source) % 4:
            raise ValueError
        return from_bytes(base64.b64decode(source, validate=True))
    except (ValueError, binascii.Error):
        raise Fault("fromBase64() can't read this text: it is not base64, or not complete") from None


CONVERSION_FUNCTIONS: Final = (
    BuiltinFunction("type", _type, (ANY,), result=STRING),
    BuiltinFunction("int", _int, check=one_of("int", CONVERTIBLE, "a number or a text", INT)),
    BuiltinFunction("float", _float, check=one_of("float", CONVERTIBLE, "a number or a text", FLOAT)),
    BuiltinFunction("string", _string, (ANY,), result=STRING),
    BuiltinFunction("toJSON", _to_json, (ANY,), result=STRING),
    BuiltinFunction("fromJSON", _from_json, (STRING,), result=ANY),
    BuiltinFunction("toBase64", _to_base64, (STRING,), result=STRING),
    BuiltinFunction("fromBase64", _from_base64, (STRING,), result=STRING),
)
"""The functions that convert."""
