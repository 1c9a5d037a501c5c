"""The project as check_expr.py, the judge of recorded expressions and templates, calls it."""

from __future__ import annotations

import base64
from typing import Any

from tranship.errors import ExprError
from tranship.expressions.document import compile_document
from tranship.expressions.quoting import TEMPLATE_FUNCTIONS
from tranship.expressions.template import BoundFunctions, evaluate_template
from tranship.expressions.version_functions import VERSION_FUNCTIONS
from tranship.exprlang import INT, STRING, Function, Functions, compile_expression, to_go_string
from tranship.exprlang.values import NilArray, Sort, kind_of
from tranship.gotypes.json_text import decode
from tranship.gotypes.time_layout import RFC3339_NANO, format_time


def _add(_context: object, left: int, right: int) -> int:
    return (left + right + 2**63) % 2**64 - 2**63


def _greet(_context: object, name: str) -> str:
    return f"Hello, {name}"


EXPRESSION_FUNCTIONS = Functions(
    (
        Function("add", _add, (INT, INT), result=INT),
        Function("greet", _greet, (STRING,), result=STRING),
        *VERSION_FUNCTIONS,
    )
)
"""What the recorded expressions call besides the language's own functions."""

FUNCTIONS = BoundFunctions(Functions((*EXPRESSION_FUNCTIONS.values(), *TEMPLATE_FUNCTIONS)))
"""The same for templates."""


def evaluate(mode: str, source: str, env: dict[str, Any]) -> Any:
    """The value of a recorded case's source, in the form that check_expr.py compares."""
    if mode == "expr":
        return comparable(compile_expression(source, EXPRESSION_FUNCTIONS).run(env))
    if mode == "template":
        return evaluate_template(source, env, FUNCTIONS)
    return evaluate_document(source, env)


def evaluate_document(source: str, env: dict[str, Any]) -> Any:
    """The value of a JSON document with templates in it.

    :raises ExprError: it is no JSON, or no map.
    """
    try:
        document = decode(source)
    except ValueError as error:
        raise ExprError(f"the document is no JSON: {error}") from None
    if document is not None and not isinstance(document, dict):
        raise ExprError("the document must be a map")
    return compile_document(document).evaluate(env, FUNCTIONS)


def comparable(value: Any) -> Any:
    """A value of an expression with what JSON has no form for written as the recordings have it."""
    sort = kind_of(value)
    if sort is Sort.ARRAY:
        return None if isinstance(value, NilArray) else [comparable(item) for item in value]
    if sort is Sort.MAP:
        return {key: comparable(item) for key, item in value.items()}
    if sort is Sort.ANY_MAP:
        return {to_go_string(key): comparable(item) for key, item in value.entries()}
    if sort is Sort.DURATION:
        return {"$duration": int(value)}
    if sort is Sort.TIME:
        return {"$time": format_time(value, RFC3339_NANO)}
    if sort is Sort.BYTES:
        return {"$bytes": base64.b64encode(value).decode()}
    if sort is Sort.FUNCTION:
        return {"$func": True}
    if sort is Sort.STRUCT:
        return to_go_string(value)
    return int(value) if sort in (Sort.INT, Sort.NAMED) else value
