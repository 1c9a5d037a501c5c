"""What the parts of an expression or a template come to, for people who want to see why it comes out as it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tranship.expressions.template import BoundFunctions, compile_template
from tranship.exprlang import Unknown, compile_expression, to_go_string, to_json, type_name
from tranship.exprlang.faults import Fault, NotKnown


@dataclass(frozen=True)
class TracedPart:
    """A part of an expression: its ``source``, the type of its value as ``type()`` names it, and the value as text."""

    source: str
    type: str
    value: str


def is_template(text: str) -> bool:
    """Whether a text holds an opening delimiter; if not, it is one expression as a whole."""
    return "${{" in text or "${%" in text


def trace(text: str, env: Mapping[str, Any], functions: BoundFunctions) -> list[TracedPart]:
    """The parts of an expression, or of those in a template, in the order in which they came about, each once.

    What is in a predicate, and what literals alone decide, is no part.

    :raises ExprError: an expression is wrong or fails.
    """
    sources = [hole.source for hole in compile_template(text).holes] if is_template(text) else [text]
    found: dict[TracedPart, None] = {}
    for source in sources:
        _, parts = compile_expression(source, functions.table).trace(env, functions.context)
        for start, end, value in parts:
            kind = "unknown" if isinstance(value, Unknown) else type_name(value)
            found.setdefault(TracedPart(" ".join(source[start:end].split()), kind, _shown(value)))
    return list(found)


def _shown(value: Any) -> str:
    try:
        return to_json(value)
    except NotKnown as missing:
        return missing.unknown.words
    except ValueError:
        return _as_go_prints(value)


def _as_go_prints(value: Any) -> str:
    try:
        return to_go_string(value)
    except (Fault, NotKnown):
        return "..."
