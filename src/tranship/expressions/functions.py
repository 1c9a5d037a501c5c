"""The functions of Kargo's expressions: which there are for variables, and which for steps only."""

from __future__ import annotations

from tranship.expressions.freight_functions import FREIGHT_FUNCTIONS
from tranship.expressions.function_context import FunctionContext, StepFunctionContext
from tranship.expressions.quoting import TEMPLATE_FUNCTIONS
from tranship.expressions.resource_functions import RESOURCE_FUNCTIONS
from tranship.expressions.sources import Sources
from tranship.expressions.status_functions import STATUS_FUNCTIONS
from tranship.expressions.step_status import StepEntries
from tranship.expressions.template import BoundFunctions
from tranship.expressions.version_functions import VERSION_FUNCTIONS
from tranship.exprlang import Functions

VARIABLE_FUNCTIONS = Functions((*FREIGHT_FUNCTIONS, *RESOURCE_FUNCTIONS, *VERSION_FUNCTIONS, *TEMPLATE_FUNCTIONS))
"""What expressions in variables may call, of the promotion as well as of a step."""

STEP_FUNCTIONS = Functions((*VARIABLE_FUNCTIONS.values(), *STATUS_FUNCTIONS))
"""What expressions in a step's condition and configuration may call."""


def variable_functions(sources: Sources) -> BoundFunctions:
    """The functions for variables, reading from ``sources``."""
    return BoundFunctions(VARIABLE_FUNCTIONS, FunctionContext(sources))


def step_functions(sources: Sources, alias: str, entries: StepEntries) -> BoundFunctions:
    """The functions for the condition and the configuration of the step ``alias``.

    :param entries: the execution metadata of the steps so far.
    """
    return BoundFunctions(STEP_FUNCTIONS, StepFunctionContext(sources, entries, alias))
