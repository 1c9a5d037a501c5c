"""Static types: what is known about a value before anything runs, from literals, operators and functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    """What sort of type it is; operators and functions accept kinds."""

    ANY = auto()
    NIL = auto()
    BOOL = auto()
    INT = auto()
    FLOAT = auto()
    STRING = auto()
    ARRAY = auto()
    MAP = auto()
    STRUCT = auto()
    FUNC = auto()
    OPAQUE = auto()


@dataclass(frozen=True, eq=False)
class Type:
    """A type. Types are compared by identity: each is made once, as a constant, or by :func:`array_of`.

    ``name`` is what messages call it. ``element`` is the type of an array's or map's elements, ``key`` of a map's keys.
    A struct has ``fields`` and ``methods``; another name is an error before anything runs. A function has a ``result``.
    """

    kind: Kind
    name: str
    element: Type | None = None
    key: Type | None = None
    fields: Mapping[str, Type] = field(default_factory=dict)
    methods: Mapping[str, Type] = field(default_factory=dict)
    parameters: tuple[Type, ...] = ()
    result: Type | None = None

    def __repr__(self) -> str:
        return self.name


ANY = Type(Kind.ANY, "any")
NIL = Type(Kind.NIL, "nil")
BOOL = Type(Kind.BOOL, "bool")
INT = Type(Kind.INT, "int")
FLOAT = Type(Kind.FLOAT, "float")
STRING = Type(Kind.STRING, "string")
ARRAY = Type(Kind.ARRAY, "array", element=ANY)
MAP = Type(Kind.MAP, "map", element=ANY, key=STRING)
STRING_MAP = Type(Kind.MAP, "map of strings", element=STRING, key=STRING)


def struct_type(name: str, fields: Mapping[str, Type] | None = None, methods: Mapping[str, Type] | None = None) -> Type:
    """The type of structs called ``name``, with the types of their fields and methods (see :func:`method_type`)."""
    return Type(Kind.STRUCT, name, fields=dict(fields or {}), methods=dict(methods or {}))


def method_type(result: Type, *parameters: Type) -> Type:
    """The type of a method that takes ``parameters`` and returns ``result``."""
    return Type(Kind.FUNC, "function", parameters=parameters, result=result)
