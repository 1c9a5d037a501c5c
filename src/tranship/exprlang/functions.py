"""Functions that are given to expressions from outside, with the types that they take and return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tranship.exprlang.types import ANY, Kind, Type


@dataclass(frozen=True, eq=False)
class Function:
    """A function.

    ``call`` gets what was given to ``Program.run`` as ``context``, then the arguments. It is called only with arguments
    that fit: their count and types are checked, before anything runs where they are known then. What it raises as
    TranshipError comes out as ExprError at the place of the call, with the cause kept. With an Unknown among its
    arguments it isn't called: the result is that Unknown. (A method's ``call`` gets the value that it belongs to in
    place of the context.)

    :param parameters: a type each; a tuple of types for a parameter that takes several. ANY takes everything, also nil.
    :param optional: how many of the last parameters may be left out.
    :param variadic: whether the last parameter may be repeated, or left out.
    :param result: the type of what it returns. It may return nil all the same.
    :param results: how many values a method has in Go. One with more than two can't be called where that is known
        before anything runs; else its value is the first.
    """

    name: str
    call: Callable[..., Any]
    parameters: tuple[Type | tuple[Type, ...], ...] = ()
    optional: int = 0
    variadic: bool = False
    result: Type = ANY
    results: int = 1

    @property
    def fewest(self) -> int:
        """How many arguments it takes at least."""
        return len(self.parameters) - self.optional - self.variadic

    @property
    def most(self) -> float:
        """How many arguments it takes at most."""
        return float("inf") if self.variadic else len(self.parameters)

    def accepted(self, index: int) -> tuple[Type, ...]:
        """The types that its argument ``index`` may have."""
        choices = self._choices
        return choices[index] if index < len(choices) else choices[-1]

    @cached_property
    def _choices(self) -> tuple[tuple[Type, ...], ...]:
        return tuple(parameter if isinstance(parameter, tuple) else (parameter,) for parameter in self.parameters)

    def static_type(self, owner: Type | None = None) -> Type:
        """Its type as a value; as a method it belongs to ``owner``."""
        first = [owner.go] if owner else []
        names = ", ".join([*first, *(self.accepted(index)[0].go for index in range(len(self.parameters)))])
        return Type(Kind.FUNC, "function", f"func({names}) {self.result.go}", function=self)


class Functions(Mapping[str, Function]):
    """A table of functions by name. It never changes; make it once, as a constant: programs are cached by it."""

    __slots__ = ("_by_name",)

    def __init__(self, functions: Iterable[Function] = ()) -> None:
        self._by_name = {function.name: function for function in functions}

    def __getitem__(self, name: str) -> Function:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


NO_FUNCTIONS = Functions()
