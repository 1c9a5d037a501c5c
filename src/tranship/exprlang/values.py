"""The values of expressions, in Python's terms.

nil is None; bool, int (64 bits, it wraps), float and str (see :mod:`tranship.exprlang.text`) are Python's; arrays are
lists or tuples, maps any Mapping with text keys. What Go tells apart beyond that has classes of its own here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum, auto
from functools import lru_cache
from typing import Any, Final

from tranship.exprlang.functions import Function
from tranship.exprlang.structs import Struct, Unknown
from tranship.exprlang.types import short_name
from tranship.gotypes.duration import Duration
from tranship.gotypes.moment import Moment, Month, Weekday
from tranship.gotypes.zones import Zone

LARGEST: Final = 2**63 - 1
SMALLEST: Final = -(2**63)
_MODULUS: Final = 2**64


def wrap(number: int) -> int:
    """An integer cut to 64 bits with a sign."""
    return (number - SMALLEST) % _MODULUS + SMALLEST


class Int64(int):
    """An integer of Go's type int64; it differs from an int only as an argument."""

    __slots__ = ()


class UInt8(int):
    """A byte, as an element of a text or of bytes."""

    __slots__ = ()


class UInt64(int):
    """An integer of Go's type uint64, such as the parts of a version."""

    __slots__ = ()


class Ints(list[int]):
    """An array of Go's type []int: a range."""

    __slots__ = ()


class Strings(list[str]):
    """An array of Go's type []string."""

    __slots__ = ()


class Pairs(list["Pair"]):
    """An array of pairs, as ``toPairs`` gives it."""

    __slots__ = ()


class Pair(tuple[Any, Any]):
    """A key and a value."""

    __slots__ = ()


class NilArray(tuple[Any, ...]):
    """An array that is nil: it is empty, equal to nil, and null in JSON."""

    __slots__ = ()


NIL_ARRAY: Final = NilArray()


class NilStrings(NilArray):
    """A nil array of strings."""

    __slots__ = ()


NIL_STRINGS: Final = NilStrings()


class StringMap(dict[str, str]):
    """A map of Go's type map[string]string: what is missing in it is "", not nil."""

    __slots__ = ()


class NilStringMap(StringMap):
    """A map of Go's type map[string]string that is nil: it is empty, equal to nil, and null in JSON."""

    __slots__ = ()


class AnyMap(Mapping[Any, Any]):
    """A map with keys of any type. Keys of different types differ: 1, 1.0 and true are three keys."""

    __slots__ = ("_items",)

    def __init__(self) -> None:
        self._items: dict[Any, tuple[Any, Any]] = {}

    def __getitem__(self, key: Any) -> Any:
        return self._items[map_key(key)][1]

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of ``key``, or the default."""
        found = self._items.get(map_key(key))
        return default if found is None else found[1]

    def put(self, key: Any, value: Any) -> None:
        """Set the value of ``key``. Only who makes the map may call this.

        :raises KeyError: it can't be a key.
        """
        self._items[map_key(key)] = (key, value)

    def entries(self) -> Iterable[tuple[Any, Any]]:
        """Its keys and values. Unlike ``items()`` it has those of NaN, which can't be looked up."""
        return self._items.values()

    def __contains__(self, key: object) -> bool:
        return map_key(key) in self._items

    def __iter__(self) -> Iterator[Any]:
        return (key for key, _ in self._items.values())

    def __len__(self) -> int:
        return len(self._items)


class Groups(AnyMap):
    """A map of arrays, as ``groupBy`` gives it: a missing group is a nil array."""

    __slots__ = ()

    def append(self, key: Any, value: Any) -> None:
        """Add a value to the group of ``key``.

        :raises KeyError: it can't be a key.
        """
        frozen = map_key(key)
        found = self._items.get(frozen)
        if found is None:
            self._items[frozen] = (key, [value])
        else:
            found[1].append(value)


def map_key(key: Any) -> Any:
    """A key as Python can look it up, with its type.

    :raises KeyError: an array, a map or a function can't be a key.
    """
    kind = kind_of(key)
    if kind is Sort.FLOAT and key != key:
        return Sort.FLOAT, object()  # no NaN equals another one
    if kind in _HASHABLE:
        return kind, type(key) if kind is Sort.INT else None, key
    if type(key) is Pair:
        return Sort.ARRAY, map_key(key[0]), map_key(key[1])
    if kind is Sort.TIME:
        return kind, key.seconds, key.nanosecond, key.zone
    if kind is Sort.STRUCT:
        return kind, key.type_name, tuple((name, map_key(value)) for name, value in key.fields.items())
    raise KeyError("this value can't be the key of a map")


class FunctionValue:
    """A method as a value, such as ``d.Year``: ``function`` bound to the value that it belongs to."""

    __slots__ = ("function", "owner")

    def __init__(self, function: Function, owner: Any) -> None:
        self.function = function
        self.owner = owner

    def __call__(self, *arguments: Any) -> Any:
        """Call the method."""
        return self.function.call(self.owner, *arguments)


class Sort(IntEnum):
    """What a value is, whatever Python class it has. Numbers come first, integers before floats."""

    INT = auto()
    FLOAT = auto()
    NIL = auto()
    BOOL = auto()
    STRING = auto()
    ARRAY = auto()
    BYTES = auto()
    MAP = auto()
    ANY_MAP = auto()
    STRUCT = auto()
    TIME = auto()
    DURATION = auto()
    NAMED = auto()
    ZONE = auto()
    FUNCTION = auto()
    UNKNOWN = auto()
    OTHER = auto()


_HASHABLE = frozenset({Sort.INT, Sort.FLOAT, Sort.NIL, Sort.BOOL, Sort.STRING, Sort.DURATION, Sort.NAMED, Sort.ZONE})

_SORTS: Final[Mapping[type, Sort]] = {
    int: Sort.INT,
    UInt8: Sort.INT,
    UInt64: Sort.INT,
    Int64: Sort.INT,
    float: Sort.FLOAT,
    type(None): Sort.NIL,
    bool: Sort.BOOL,
    str: Sort.STRING,
    list: Sort.ARRAY,
    tuple: Sort.ARRAY,
    Ints: Sort.ARRAY,
    Strings: Sort.ARRAY,
    Pairs: Sort.ARRAY,
    Pair: Sort.ARRAY,
    NilArray: Sort.ARRAY,
    NilStrings: Sort.ARRAY,
    bytes: Sort.BYTES,
    dict: Sort.MAP,
    StringMap: Sort.MAP,
    NilStringMap: Sort.MAP,
    AnyMap: Sort.ANY_MAP,
    Groups: Sort.ANY_MAP,
    Struct: Sort.STRUCT,
    Moment: Sort.TIME,
    Duration: Sort.DURATION,
    Month: Sort.NAMED,
    Weekday: Sort.NAMED,
    Zone: Sort.ZONE,
    FunctionValue: Sort.FUNCTION,
    Function: Sort.FUNCTION,
    Unknown: Sort.UNKNOWN,
}

# Inputs may be of subclasses. Bool stands before int, which it is a subclass of in Python.
_BASES: Final[tuple[tuple[type, Sort], ...]] = (
    (str, Sort.STRING),
    (Mapping, Sort.MAP),
    (list, Sort.ARRAY),
    (tuple, Sort.ARRAY),
    (Struct, Sort.STRUCT),
    (Duration, Sort.DURATION),
    (int, Sort.INT),
    (float, Sort.FLOAT),
    (bytes, Sort.BYTES),
    (Unknown, Sort.UNKNOWN),
)


def kind_of(value: Any) -> Sort:
    """What ``value`` is."""
    sort = _SORTS.get(type(value))
    if sort is None:
        sort = _sort_of_class(type(value))  # type: ignore[arg-type]
    return sort


@lru_cache(maxsize=256)
def _sort_of_class(kind: type) -> Sort:
    return next((sort for base, sort in _BASES if issubclass(kind, base)), Sort.OTHER)


_ELEMENTS: Final[Mapping[type, type]] = {
    Ints: Ints,
    Strings: Strings,
    NilStrings: Strings,
    Pairs: Pairs,
    Pair: Pair,
    bytes: bytes,
}


def array_class(value: Any) -> type:
    """What the elements of an array can be: ``list`` stands for anything, classes of typed arrays for themselves."""
    return _ELEMENTS.get(type(value), list)


_NUMBERS = frozenset({UInt8, UInt64, Int64, Month, Weekday})


def number_class(value: Any) -> type:
    """The type of an integer: one of the classes here, or else int."""
    return type(value) if type(value) in _NUMBERS else int


def is_nil(value: Any) -> bool:
    """Whether ``??`` and ``?.`` take it for nil."""
    return value is None or isinstance(value, NilArray | NilStringMap)


GO_NAMES: Final[Mapping[type, str]] = {
    int: "int",
    UInt8: "uint8",
    UInt64: "uint64",
    Int64: "int64",
    float: "float",
    type(None): "nil",
    bool: "bool",
    str: "string",
    bytes: "bytes",
    Moment: "time",
    Duration: "duration",
    Month: "month",
    Weekday: "weekday",
    Zone: "time zone",
    FunctionValue: "function",
    Function: "function",
    Unknown: "unknown",
}

_WORDS: Final[Mapping[Sort, str]] = {
    Sort.INT: "int",
    Sort.FLOAT: "float",
    Sort.STRING: "string",
    Sort.ARRAY: "array",
    Sort.MAP: "map",
    Sort.ANY_MAP: "map",
    Sort.BYTES: "bytes",
    Sort.DURATION: "duration",
    Sort.UNKNOWN: "unknown",
}


def type_words(value: Any) -> str:
    """The type of a value as messages call it; never anything of its content."""
    words = GO_NAMES.get(type(value))
    if words is None:
        sort = kind_of(value)
        words = short_name(value.type_name) if sort is Sort.STRUCT else _WORDS.get(sort, "value")
    return words
