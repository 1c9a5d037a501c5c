"""Documents: configurations whose texts are templates, compiled once and evaluated for each attempt."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol

from tranship.errors import ExprError, FieldPath
from tranship.expressions.template import BoundFunctions, Template
from tranship.exprlang.text import valid

RESERVED_NAMES = frozenset({"quote", "asYAML", "asJSON"})
"""Names that an environment must not have: the functions of these names would be out of reach."""


class _Node(Protocol):
    """A part of a document that has to be evaluated."""

    def evaluate(self, env: Mapping[str, Any], functions: BoundFunctions) -> Any:
        """The part's value."""


class _Text:
    """A template at its place in the document."""

    __slots__ = ("path", "template")

    def __init__(self, path: FieldPath, template: Template) -> None:
        self.path = path
        self.template = template

    def evaluate(self, env: Mapping[str, Any], functions: BoundFunctions) -> Any:
        try:
            value = self.template.evaluate(env, functions)
        except ExprError as error:
            raise error.within(error.source, field=self.path) from error.__cause__
        kind = type(value)
        if kind is str:
            return value if value.isascii() else valid(value)
        if kind is float and not math.isfinite(value):
            raise ExprError("the result is no finite number", self.template.text, field=self.path)
        return value


class _Map:
    """A map with some parts to evaluate; ``items`` has placeholders for them, so that the order stays."""

    __slots__ = ("_items", "_nodes")

    def __init__(self, items: dict[str, Any], nodes: list[tuple[str, _Node]]) -> None:
        self._items = items
        self._nodes = nodes

    def evaluate(self, env: Mapping[str, Any], functions: BoundFunctions) -> Any:
        evaluated = self._items.copy()
        for key, node in self._nodes:
            evaluated[key] = node.evaluate(env, functions)
        return evaluated


class _List:
    """A list with some parts to evaluate."""

    __slots__ = ("_items", "_nodes")

    def __init__(self, items: list[Any], nodes: list[tuple[int, _Node]]) -> None:
        self._items = items
        self._nodes = nodes

    def evaluate(self, env: Mapping[str, Any], functions: BoundFunctions) -> Any:
        evaluated = self._items.copy()
        for index, node in self._nodes:
            evaluated[index] = node.evaluate(env, functions)
        return evaluated


class CompiledDocument:
    """A JSON value whose texts are templates. Keys are not evaluated, nor is anything else but texts.

    What is constant in it is shared by all evaluations, and with the value it was compiled from: change none of them.
    """

    __slots__ = ("_node", "_value")

    def __init__(self, value: Any, path: FieldPath = ()) -> None:
        """Compile ``value``, which stands in the field ``path``.

        :raises ExprError: an expression in it is not closed.
        """
        self._value = value
        self._node = _compile(value, path)

    @property
    def is_constant(self) -> bool:
        """Whether there is nothing to evaluate in it."""
        return self._node is None

    def evaluate(self, env: Mapping[str, Any], functions: BoundFunctions) -> Any:
        """The value with all templates evaluated; Unknown where a template's value can't be known yet.

        :raises ExprError: an expression is wrong or fails; it names the field and the place in its text. Or ``env``
            has one of the ``RESERVED_NAMES``.
        """
        if not RESERVED_NAMES.isdisjoint(env):
            names = ", ".join(sorted(RESERVED_NAMES & env.keys()))
            raise ExprError(f"the environment must not have the names {names}")
        return self._value if self._node is None else self._node.evaluate(env, functions)


def compile_document(value: Any, path: FieldPath = ()) -> CompiledDocument:
    """The document of a JSON value, which stands in the field ``path``.

    :raises ExprError: an expression in it is not closed.
    """
    return CompiledDocument(value, path)


def templates_in(value: Any, path: FieldPath = ()) -> list[tuple[FieldPath, str]]:
    """The texts in a JSON value that hold an opening delimiter, with their places, in order."""
    found: list[tuple[FieldPath, str]] = []
    _collect(value, path, found)
    return found


def _collect(value: Any, path: FieldPath, found: list[tuple[FieldPath, str]]) -> None:
    if isinstance(value, str):
        if "${{" in value or "${%" in value:
            found.append((path, value))
    elif isinstance(value, dict):
        for key, item in value.items():
            _collect(item, (*path, key), found)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _collect(item, (*path, index), found)


def _compile(value: Any, path: FieldPath) -> _Node | None:
    """The node of a value; None if there is nothing to evaluate in it."""
    if isinstance(value, str):
        try:
            template = Template(value)
        except ExprError as error:
            raise error.within(error.source, field=path) from None
        return None if template.is_constant else _Text(path, template)
    if isinstance(value, Mapping):
        below = [(key, node) for key, item in value.items() if (node := _compile(item, (*path, key)))]
        return _Map(dict(value), below) if below else None
    if isinstance(value, list | tuple):
        inside = [(at, node) for at, item in enumerate(value) if (node := _compile(item, (*path, at)))]
        return _List(list(value), inside) if inside else None
    return None
