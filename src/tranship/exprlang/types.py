"""Static types: what is known about a value before anything runs, from literals, operators and functions.

The whole expression is checked with them first; a mismatch is an error even where it would never be reached. Names of
the environment have no type. There are two ways not to know a type, with different consequences where a type must fit
another one: UNKNOWN (a name, for instance) fits nothing, ANY (an element of ``keys(m)``, for instance) fits only ANY.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


class Kind(Enum):
    """What sort of type it is, in Go's terms."""

    NONE = auto()
    INTERFACE = auto()
    BOOL = auto()
    INT = auto()
    INT64 = auto()
    UINT8 = auto()
    UINT64 = auto()
    FLOAT = auto()
    STRING = auto()
    SLICE = auto()
    ARRAY = auto()
    MAP = auto()
    STRUCT = auto()
    POINTER = auto()
    FUNC = auto()


@dataclass(frozen=True, eq=False)
class Type:
    """A type.

    ``name`` is what messages call it, ``go`` what Go calls it: types with the same ``go`` are the same type to Go, also
    where more is known about the elements of one of them. A struct has ``fields`` and ``methods``; another name is an
    error before anything runs.
    """

    kind: Kind
    name: str
    go: str = ""
    element: Type | None = None
    key: Type | None = None
    fields: Mapping[str, Type] = field(default_factory=dict)
    methods: Mapping[str, Any] = field(default_factory=dict)
    integer: bool = False
    function: Any = None
    """What is known about a function: what it takes and returns."""

    def __repr__(self) -> str:
        return self.name

    @property
    def unknown(self) -> bool:
        """Whether nothing is known about it."""
        return self is UNKNOWN or self is ANY

    @property
    def number(self) -> bool:
        """Whether it is one of the plain number types."""
        return self.integer or self is FLOAT

    @property
    def array(self) -> bool:
        """Whether it has elements by index. Text is not an array."""
        return self.kind in (Kind.SLICE, Kind.ARRAY)

    @property
    def elements(self) -> Type:
        """The type of its elements."""
        return self.element or UNKNOWN


UNKNOWN = Type(Kind.NONE, "unknown")
NIL = Type(Kind.NONE, "nil")
ANY = Type(Kind.INTERFACE, "any", "interface {}")
BOOL = Type(Kind.BOOL, "bool", "bool")
INT = Type(Kind.INT, "int", "int", integer=True)
INT64 = Type(Kind.INT64, "int", "int64", integer=True)
UINT8 = Type(Kind.UINT8, "uint", "uint8", integer=True)
UINT64 = Type(Kind.UINT64, "uint", "uint64", integer=True)
FLOAT = Type(Kind.FLOAT, "float", "float64")
STRING = Type(Kind.STRING, "string", "string")
BYTES = Type(Kind.SLICE, "bytes", "[]uint8", element=UINT8)
ARRAY = Type(Kind.SLICE, "array", "[]interface {}", element=ANY)
INTS = Type(Kind.SLICE, "array of ints", "[]int", element=INT)
FLOATS = Type(Kind.SLICE, "array of floats", "[]float64", element=FLOAT)
STRINGS = Type(Kind.SLICE, "array of strings", "[]string", element=STRING)
MAP = Type(Kind.MAP, "map", "map[string]interface {}", element=ANY, key=STRING)
STRING_MAP = Type(Kind.MAP, "map of strings", "map[string]string", element=STRING, key=STRING)
ANY_MAP = Type(Kind.MAP, "map", "map[interface {}]interface {}", element=ANY, key=ANY)
TIME = Type(Kind.STRUCT, "time", "time.Time")
DURATION = Type(Kind.INT64, "duration", "time.Duration")
MONTH = Type(Kind.INT, "month", "time.Month")
WEEKDAY = Type(Kind.INT, "weekday", "time.Weekday")
ZONE = Type(Kind.POINTER, "time zone", "*time.Location", element=Type(Kind.STRUCT, "time zone", "time.Location"))
GROUPS = Type(Kind.MAP, "map of arrays", "map[interface {}][]interface {}", element=ARRAY, key=ANY)


def array_of(element: Type) -> Type:
    """The type of arrays whose elements are known to be of type ``element``."""
    return Type(Kind.SLICE, f"array of {element.name}" if element.go else "array", ARRAY.go, element=element)


RANGE = array_of(INT)
"""The type of ranges. To Go it is that of any array, though what comes out at run time is an array of ints."""


def struct_type(name: str, fields: Mapping[str, Type] | None = None, methods: Mapping[str, Any] | None = None) -> Type:
    """The type of structs called ``name``: the types of their fields, and the functions that are their methods."""
    return Type(Kind.STRUCT, name, name, fields=dict(fields or {}), methods=methods or {})


def pointer_type(to: Type, methods: Mapping[str, Any]) -> Type:
    """The type of references to ``to``, with the methods that they have."""
    return Type(Kind.POINTER, to.name, "*" + to.go, element=to, methods=methods)


def described(known: Type) -> str:
    """What messages call a value of a type, with its article."""
    if known is NIL or known.go == BYTES.go:
        return known.name
    if known is UNKNOWN:
        return "a value of unknown type"
    name = short_name(known.name) if known.kind in (Kind.STRUCT, Kind.POINTER) else known.name
    return f"{'an' if name[0] in 'aeioAEIO' else 'a'} {name}"


def short_name(name: str) -> str:
    """The name of a type without that of its package."""
    return name.rpartition(".")[2]


def target(of: Type) -> Type:
    """What a pointer points to; any other type itself."""
    return of.element if of.kind is Kind.POINTER and of.element else of


_NILABLE = frozenset({Kind.POINTER, Kind.INTERFACE, Kind.FUNC, Kind.MAP, Kind.SLICE})


def fits(value: Type, wanted: Type) -> bool:
    """Whether a value of type ``value`` can stand where ``wanted`` is asked for."""
    if value is NIL and wanted.kind in _NILABLE:
        return True
    if not value.go or not wanted.go:
        return False
    return wanted.kind is Kind.INTERFACE or value.go == wanted.go


def comparable(left: Type, right: Type) -> bool:
    """Whether ``==`` makes sense between the two."""
    return (
        left.unknown
        or right.unknown
        or left is NIL
        or right is NIL
        or (left.number and right.number)
        or (left.array and right.array)
        or fits(left, right)
    )
