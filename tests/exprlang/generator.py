"""Random expressions: most are valid, some nearly so. The same random numbers give the same expressions."""

from __future__ import annotations

import random
from collections.abc import Callable

NAMES = ("i", "f", "s", "t", "n", "u", "l", "ls", "lm", "m", "mm", "e", "em", "big", "neg", "missing")
"""The names of ENV, and one that is not in it."""

ENV: dict[str, object] = {
    "i": 3,
    "f": 1.5,
    "s": "abc",
    "t": True,
    "n": None,
    "u": "héllo, wörld",
    "l": [3, 1, 2],
    "ls": ["b", "a", "c", "a"],
    "lm": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}, {"a": 2.5}],
    "m": {"a": 1, "b": "two", "c": [1, 2.0, None, True]},
    "mm": {"a": {"b": {"c": 1}}, "x": None},
    "e": [],
    "em": {},
    "big": 9223372036854775807,
    "neg": -2,
}
"""An environment for them."""

_BINARY = (
    *("+", "-", "*", "/", "%", "**", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or", "&&", "||", "in", "not in"),
    *("contains", "startsWith", "endsWith", "matches", "??", ".."),
)
_PREDICATE_FUNCTIONS = (
    *("all", "none", "any", "one", "filter", "map", "count", "sum", "find", "findIndex", "findLast", "findLastIndex"),
    *("groupBy", "sortBy", "reduce"),
)
_FUNCTIONS_OF_ONE = (
    *("len", "type", "abs", "ceil", "floor", "round", "int", "float", "string", "upper", "lower", "trim", "first"),
    *("last", "keys", "values", "toPairs", "fromPairs", "reverse", "uniq", "flatten", "sort", "toJSON", "fromJSON"),
    *("toBase64", "fromBase64", "max", "min", "mean", "median", "sum", "count", "bitnot", "join", "concat"),
    *("duration", "date", "timezone", "trimPrefix", "trimSuffix"),
)
_FUNCTIONS_OF_TWO = (
    *("split", "splitAfter", "indexOf", "lastIndexOf", "hasPrefix", "hasSuffix", "join", "take", "get", "max", "min"),
    *("bitand", "bitor", "bitxor", "bitnand", "bitshl", "bitshr", "bitushr", "concat", "repeat", "trim", "sort"),
    *("trimPrefix", "trimSuffix", "mean", "median"),
)
_LITERALS = (
    *("0", "1", "2", "-1", "3", "10", "0.5", "1.0", "2.5", "1e3", "0x1F", "0b11", "1_000", "9223372036854775807"),
    *('"a"', '"b"', '"abc"', '""', '"é"', "'x'", "`r`", '"1"', '"2.5"', '"a,b,c"', '"[1, 2]"', '"\\x41\\u00e9"'),
    *("true", "false", "nil", "[]", "{}", 'b"ab"', '"1h"', '"2024-02-29"', '"UTC"', '"asc"', '"desc"', '"[a-c]+"'),
)
_METHODS = (
    *("Year()", "Month()", "Format('2006-01-02')", "Unix()", "Hours()", "String()", "Add(duration('1h'))"),
    *("foo()", "Round(duration('1h'))", "UTC()", "In(timezone('Asia/Tokyo'))", "AddDate(1, i, 0)"),
)
_INSERTED = (
    *("", "(", ")", "[", "]", "{", "}", '"', "'", "`", "\\", "#", ".", "?.", "|", ";", ",", ":", "not ", "..", "\n"),
    *("é", "\x00", "=", "&", "/*", "//"),
)
_FIELDS = ("a", "b", "c", "x", "missing", "Year", "not", "in")


class Generator:
    """Makes expressions out of random numbers."""

    def __init__(self, numbers: random.Random) -> None:
        self._numbers = numbers
        self._predicates = 0
        self._variables: list[str] = []
        self._forms: tuple[tuple[int, Callable[[int], str]], ...] = (
            (14, self._binary),
            (4, self._unary),
            (8, self._member),
            (4, self._index),
            (3, self._slice),
            (4, self._conditional),
            (6, self._array),
            (4, self._map),
            (12, self._predicate_call),
            (9, self._call_of_one),
            (7, self._call_of_two),
            (2, self._call_of_three),
            (4, self._pipe),
            (2, self._let),
            (1, self._sequence),
            (2, self._method),
            (2, self._parenthesised),
            (1, self._range),
        )
        self._weights = [weight for weight, _ in self._forms]

    def expression(self, depth: int = 4) -> str:
        """An expression nested at most so deeply."""
        if depth <= 0 or self._numbers.random() < 0.12:
            return self._leaf()
        ((_, form),) = self._numbers.choices(self._forms, self._weights)
        return form(depth - 1)

    def broken(self, depth: int = 3) -> str:
        """An expression with something cut out, doubled or put in."""
        text = self.expression(depth)
        for _ in range(self._numbers.randint(1, 2)):
            at = self._numbers.randrange(len(text) + 1)
            end = min(len(text), at + self._numbers.randint(0, 3))
            inserted = self._numbers.choice((*_INSERTED, text[at:end] * 2))
            text = text[:at] + inserted + text[end:]
        return text

    def _leaf(self) -> str:
        chance = self._numbers.random()
        if self._predicates and chance < 0.45:
            return self._numbers.choice(("#", "#", "#", ".a", "#index", "#acc", "#.b", "#[0]"))
        if self._variables and chance < 0.6:
            return self._numbers.choice(self._variables)
        return self._numbers.choice(NAMES if chance < 0.75 else _LITERALS)

    def _binary(self, depth: int) -> str:
        return f"{self.expression(depth)} {self._numbers.choice(_BINARY)} {self.expression(depth)}"

    def _unary(self, depth: int) -> str:
        return self._numbers.choice(("-", "+", "not ", "!")) + self.expression(depth)

    def _member(self, depth: int) -> str:
        dot = self._numbers.choice((".", "?.", "?."))
        base = self.expression(depth) if self._numbers.random() < 0.3 else self._numbers.choice((*NAMES, "$env"))
        return base + "".join(dot + self._numbers.choice(_FIELDS) for _ in range(self._numbers.randint(1, 2)))

    def _index(self, depth: int) -> str:
        optional = self._numbers.choice(("", "", "?."))
        base = self.expression(depth) if self._numbers.random() < 0.5 else self._numbers.choice(NAMES)
        return f"{base}{optional}[{self.expression(depth)}]"

    def _slice(self, depth: int) -> str:
        first, last = (self._numbers.choice(("", "1", "-1", self.expression(depth - 1))) for _ in range(2))
        return f"{self.expression(depth)}[{first}:{last}]"

    def _conditional(self, depth: int) -> str:
        parts = [self.expression(depth) for _ in range(3)]
        chance = self._numbers.random()
        if chance < 0.2:
            return f"{parts[0]} ?: {parts[1]}"
        if chance < 0.4:
            return f"if {parts[0]} {{ {parts[1]} }} else {{ {parts[2]} }}"
        return f"{parts[0]} ? {parts[1]} : {parts[2]}"

    def _array(self, depth: int) -> str:
        return f"[{', '.join(self.expression(depth) for _ in range(self._numbers.randint(0, 3)))}]"

    def _map(self, depth: int) -> str:
        keys = ("a", '"b"', "1", f"({self._leaf()})")
        items = (f"{self._numbers.choice(keys)}: {self.expression(depth)}" for _ in range(self._numbers.randint(0, 2)))
        return f"{{{', '.join(items)}}}"

    def _predicate_call(self, depth: int) -> str:
        name = self._numbers.choice(_PREDICATE_FUNCTIONS)
        collection = self._numbers.choice(("l", "ls", "lm", "e", "1..3", "[1, 2]", self.expression(depth)))
        self._predicates += 1
        body = self.expression(depth)
        if self._numbers.random() < 0.15:
            body = f"{{ {body}; {self.expression(depth - 1)} }}"
        self._predicates -= 1
        extra = (
            f", {self.expression(depth - 1)}" if name in ("reduce", "sortBy") and self._numbers.random() < 0.4 else ""
        )
        return f"{name}({collection}, {body}{extra})"

    def _call_of_one(self, depth: int) -> str:
        return f"{self._numbers.choice(_FUNCTIONS_OF_ONE)}({self.expression(depth)})"

    def _call_of_two(self, depth: int) -> str:
        return f"{self._numbers.choice(_FUNCTIONS_OF_TWO)}({self.expression(depth)}, {self.expression(depth)})"

    def _call_of_three(self, depth: int) -> str:
        arguments = ", ".join(self.expression(depth - 1) for _ in range(3))
        return (
            f"{self._numbers.choice(('replace', 'split', 'splitAfter', 'date', 'max', 'concat', 'foo'))}({arguments})"
        )

    def _pipe(self, depth: int) -> str:
        value = self.expression(depth)
        if self._numbers.random() < 0.5:
            return f"{value} | {self._numbers.choice(_FUNCTIONS_OF_ONE)}()"
        self._predicates += 1
        body = self.expression(depth)
        self._predicates -= 1
        return f"{value} | {self._numbers.choice(_PREDICATE_FUNCTIONS)}({body})"

    def _let(self, depth: int) -> str:
        name = f"v{len(self._variables)}"
        value = self.expression(depth)
        self._variables.append(name)
        body = self.expression(depth)
        self._variables.pop()
        return f"(let {name} = {value}; {body})"

    def _sequence(self, depth: int) -> str:
        return f"({self.expression(depth)}; {self.expression(depth)})"

    def _method(self, depth: int) -> str:
        base = self._numbers.choice(("date('2024-02-29')", "duration('90m')", self.expression(depth)))
        return f"{base}{self._numbers.choice(('.', '?.'))}{self._numbers.choice(_METHODS)}"

    def _parenthesised(self, depth: int) -> str:
        return f"({self.expression(depth)})"

    def _range(self, depth: int) -> str:
        return (
            f"{self._numbers.choice(('0', '1', 'i', self.expression(depth)))}..{self._numbers.choice(('3', '5', 'i'))}"
        )
