"""Templates: texts with expressions between ``${{`` and ``}}``, or ``${%`` and ``%}``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tranship.errors import ExprError, FieldPath
from tranship.expressions.coerce import coerce
from tranship.expressions.plain import first_unknown, plain
from tranship.exprlang import Functions, Program, Unknown, compile_expression, to_json
from tranship.exprlang.text import canonical

_OPENING = re.compile(r"\$\{[{%]")
_CLOSING = {"${{": "}}", "${%": "%}"}
_CACHED_TEXTS = 4096


@dataclass(frozen=True)
class BoundFunctions:
    """The functions that templates may call, and what these work with: their first argument."""

    table: Functions
    context: object = None


@dataclass(frozen=True)
class Hole:
    """An expression in a template: its source, and where that starts in the template's text."""

    source: str
    offset: int


class _Expression:
    """A compiled expression in a template. Its errors are placed in the template's text."""

    __slots__ = ("_hole", "_program", "_text")

    def __init__(self, hole: Hole, text: str, table: Functions) -> None:
        self._hole = hole
        self._text = text
        try:
            self._program: Program = compile_expression(hole.source, table)
        except ExprError as error:
            raise error.within(text, hole.offset) from error.__cause__

    def run(self, env: Mapping[str, Any], context: object) -> Any:
        """The expression's value."""
        try:
            return self._program.run(env, context)
        except ExprError as error:
            raise error.within(self._text, self._hole.offset) from error.__cause__

    def no_json(self, problem: ValueError) -> ExprError:
        """The error of a value that can't stand in a text."""
        start = self._hole.offset
        return ExprError(f"the result can't be used: {problem}", self._text, start, start + len(self._hole.source))


class Template:
    """A template, taken apart once and for all evaluations. ``parts`` are texts and holes in order.

    ``is_constant`` is whether it is text without any opening delimiter, which stays as it is.
    """

    __slots__ = ("_compiled", "is_constant", "parts", "text")

    def __init__(self, text: str) -> None:
        """Take ``text`` apart.

        :raises ExprError: an expression is not closed.
        """
        self.text = text
        self.is_constant = _OPENING.search(text) is None
        self.parts = tuple(_parts(text))
        self._compiled: tuple[Functions, tuple[str | _Expression, ...]] | None = None

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The expressions in it."""
        return tuple(part for part in self.parts if isinstance(part, Hole))

    def evaluate(self, env: Mapping[str, Any], functions: BoundFunctions) -> Any:
        """The template's value; Unknown, if some part of it is.

        :raises ExprError: an expression in it is wrong or fails; the place is that in the template's text.
        """
        if self.is_constant:
            return self.text
        compiled, context = self._compiled, functions.context
        if compiled is None or compiled[0] is not functions.table:
            compiled = self._compiled = functions.table, self._compile(functions.table)
        parts = compiled[1]
        if len(parts) == 1 and isinstance(parts[0], _Expression):
            return _alone(parts[0], env, context)
        texts: list[str] = []
        unknown: Unknown | None = None
        for part in parts:
            value = part if isinstance(part, str) else part.run(env, context)
            if isinstance(value, str):
                texts.append(value)
            elif (found := first_unknown(value)) is not None:
                unknown = unknown or found
                texts.append(found.words)
            else:
                texts.append(_json(part, value))
        text = "".join(texts)
        return coerce(canonical(text)) if unknown is None else Unknown(unknown.reason, text)

    def _compile(self, table: Functions) -> tuple[str | _Expression, ...]:
        return tuple(part if isinstance(part, str) else _Expression(part, self.text, table) for part in self.parts)


def _alone(expression: _Expression, env: Mapping[str, Any], context: object) -> Any:
    """The value of a template that is one expression, and nothing else.

    It is what coercion makes of the value's text, but most values get there on a shorter way.
    """
    value = expression.run(env, context)
    kind = type(value)
    if kind is str:
        return coerce(value)
    if kind is bool or value is None or kind is Unknown:
        return value
    if kind is float and math.isfinite(value):
        return value
    if kind is int:
        return float(value)
    if isinstance(value, Mapping | list | tuple):
        try:
            return plain(value, floats=True)
        except ValueError as error:
            raise expression.no_json(error) from None
    return coerce(_json(expression, value))


def _json(part: str | _Expression, value: Any) -> str:
    try:
        return to_json(value)
    except ValueError as error:
        raise part.no_json(error) if isinstance(part, _Expression) else error from None


def _parts(text: str) -> Iterator[str | Hole]:
    """Texts and holes in order; at least one part."""
    at = 0
    while opening := _OPENING.search(text, at):
        closing, start = _CLOSING[opening.group()], opening.end()
        # The first closing delimiter ends the expression, even within quotes.
        end = text.find(closing, start)
        if end < 0:
            raise ExprError(f'the expression is never closed: "{closing}" is missing', text, opening.start(), start)
        before = text[at : opening.start()]
        if start == end:
            # Nothing between the delimiters ends all evaluation, and vanishes.
            yield before + text[end + len(closing) :]
            return
        if before:
            yield before
        yield Hole(text[start:end], start)
        at = end + len(closing)
    if at < len(text) or not text:
        yield text[at:]


@lru_cache(maxsize=_CACHED_TEXTS)
def compile_template(text: str) -> Template:
    """The template of a text, from a cache if it was taken apart before.

    :raises ExprError: an expression is not closed.
    """
    return Template(text)


def evaluate_template(text: str, env: Mapping[str, Any], functions: BoundFunctions, field: FieldPath = ()) -> Any:
    """The value of a single template; the text itself if there is no expression in it.

    :param env: the names that expressions see.
    :param functions: what they may call.
    :param field: where the text stands; it is named in errors.
    :returns: a number (always a float), boolean, None, text, list or dict; Unknown if a part of a longer text is.
    :raises ExprError: an expression is wrong or fails; it says where in the text.
    """
    if "${" not in text:
        return text
    try:
        return compile_template(text).evaluate(env, functions)
    except ExprError as error:
        if not field:
            raise
        raise error.within(error.source, field=field) from error.__cause__
