"""The built-in functions: one table of all that take no predicate (those are in :mod:`tranship.exprlang.parser`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tranship.exprlang.builtins.arrays import ARRAY_FUNCTIONS
from tranship.exprlang.builtins.conversion import CONVERSION_FUNCTIONS
from tranship.exprlang.builtins.dates import DATE_FUNCTIONS
from tranship.exprlang.builtins.numbers import NUMBER_FUNCTIONS
from tranship.exprlang.builtins.strings import STRING_FUNCTIONS
from tranship.exprlang.signatures import BuiltinFunction

BUILTINS: Final[Mapping[str, BuiltinFunction]] = {
    function.name: function
    for function in (
        *STRING_FUNCTIONS,
        *NUMBER_FUNCTIONS,
        *ARRAY_FUNCTIONS,
        *CONVERSION_FUNCTIONS,
        *DATE_FUNCTIONS,
    )
}
"""The built-in functions by name."""
