"""success(), failure(), always() and status(): how the steps so far have gone, for conditions and configurations."""

from __future__ import annotations

from tranship.expressions.function_context import StepFunctionContext
from tranship.expressions.step_status import status_of
from tranship.exprlang import BOOL, STRING, Function


def _success(context: StepFunctionContext) -> bool:
    """Whether no step so far has failed, but for those that may."""
    return not context.entries.has_failures


def _failure(context: StepFunctionContext) -> bool:
    """Whether some step so far has failed that may not."""
    return context.entries.has_failures


def _always(_context: object) -> bool:
    """True, whatever happened."""
    return True


def _status(context: StepFunctionContext, alias: str) -> str:
    """The status of a step so far; empty for any other."""
    return status_of(alias, context.alias, context.entries)


STATUS_FUNCTIONS = (
    Function("success", _success, result=BOOL),
    Function("failure", _failure, result=BOOL),
    Function("always", _always, result=BOOL),
    Function("status", _status, (STRING,), result=STRING),
)
"""What a step's expressions learn of the steps before it. Their context is a StepFunctionContext."""
