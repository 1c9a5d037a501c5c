"""The expression language of Kargo's templates, alone: it knows no resource and no step."""

from __future__ import annotations

from tranship.exprlang.functions import NO_FUNCTIONS, Function, Functions
from tranship.exprlang.printing import to_go_string, to_json, type_name
from tranship.exprlang.program import Program, compile_expression
from tranship.exprlang.structs import Struct, Unknown
from tranship.exprlang.types import (
    ANY,
    ARRAY,
    BOOL,
    FLOAT,
    INT,
    MAP,
    NIL,
    STRING,
    STRING_MAP,
    Type,
    struct_type,
)

__all__ = [
    "ANY",
    "ARRAY",
    "BOOL",
    "FLOAT",
    "INT",
    "MAP",
    "NIL",
    "NO_FUNCTIONS",
    "STRING",
    "STRING_MAP",
    "Function",
    "Functions",
    "Program",
    "Struct",
    "Type",
    "Unknown",
    "compile_expression",
    "struct_type",
    "to_go_string",
    "to_json",
    "type_name",
]
