"""Raw expressions: fields of steps that are expressions as a whole, such as ``successExpression``.

The templates in such a field were evaluated before, with the rest of the configuration. What came out is an expression
with names of its own, such as ``response``, and with no functions but the language's own.
"""

from __future__ import annotations

from typing import Any

from tranship.errors import ExprError, FieldPath
from tranship.expressions.plain import plain
from tranship.expressions.template import BoundFunctions
from tranship.exprlang import NO_FUNCTIONS, Program, Unknown, compile_expression, type_name

_SHOWN = 100
"""Sources up to this length are shown as a whole."""

_LANGUAGE_ONLY = BoundFunctions(NO_FUNCTIONS)


def check(source: str, field: FieldPath, functions: BoundFunctions = _LANGUAGE_ONLY) -> None:
    """Find out before anything runs whether ``source`` is an expression.

    :raises ExprError: it is none; the error names ``field``.
    """
    _compile(source, field, functions)


def evaluate(source: str, env: Any, field: FieldPath, functions: BoundFunctions = _LANGUAGE_ONLY) -> Any:
    """The value of an expression, as plain JSON data; Unknown, or with Unknown in it, where it can't be known yet.

    :param env: the names that it sees; a document that is no map has no names, but is there as ``$env``.
    :param field: where it stands in the step's configuration, e.g. ``("outputs", 0, "fromExpression")``.
    :raises ExprError: it is wrong or fails, or its value has no JSON form; the error names ``field``.
    """
    value = _run(source, env, field, functions)
    try:
        return plain(value)
    except ValueError as error:
        raise _placed(ExprError(f"the result can't be used here: {error}", source, 0, len(source)), field) from None


def evaluate_condition(
    source: str, env: Any, field: FieldPath, functions: BoundFunctions = _LANGUAGE_ONLY
) -> bool | Unknown:
    """Whether an expression is true; Unknown where it can't be known yet.

    :raises ExprError: it is wrong or fails, or comes out as something else than true or false; the error names
        ``field``.
    """
    value = _run(source, env, field, functions)
    if isinstance(value, bool | Unknown):
        return value
    message = f"it must come out as true or false, but comes out as {type_name(value)}"
    raise _placed(ExprError(message, source, 0, len(source)), field)


def _compile(source: str, field: FieldPath, functions: BoundFunctions) -> Program:
    try:
        return compile_expression(source, functions.table)
    except ExprError as error:
        raise _placed(error, field) from error.__cause__


def _run(source: str, env: Any, field: FieldPath, functions: BoundFunctions) -> Any:
    program = _compile(source, field, functions)
    try:
        return program.run(env, functions.context)
    except ExprError as error:
        raise _placed(error, field) from error.__cause__


def _placed(error: ExprError, field: FieldPath) -> ExprError:
    """The error with its field.

    Templates may have written a secret into the source. It is masked where a text that holds it is shown, which works
    for the whole secret only: so a source that would not be shown as it is, is not shown.
    """
    shown = len(error.source) <= _SHOWN and error.source.isprintable()
    return error.within(error.source if shown else "", field=field)
