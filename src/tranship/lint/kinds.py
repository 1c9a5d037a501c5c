"""What kind of value a template comes to, as far as its text, its types and the outputs it reads tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tranship.expressions.coerce import stays_text
from tranship.expressions.template import Hole, compile_template
from tranship.exprlang.nodes import Member
from tranship.exprlang.types import BOOL, TIME, Kind, Type
from tranship.lint.expressions import Analysis
from tranship.lint.sites import Site
from tranship.lint.stand_ins import NOT_KNOWN

_OPEN_TO_ALL = frozenset('{["' + " \t\r\n")
"""With these may begin whatever reads as JSON."""
_OF_NUMBERS_AND_WORDS = frozenset("0123456789abcdefABCDEFxXpP+-._" + "infinityINFINITY" + "truefalsnTRUEFALSN")
_ANY_TEXT = "text"


def example_of(site: Site) -> Any:
    """Some value of the kind that a template comes to, whatever happens; Unknown if even the kind can't be told."""
    if site.open_error is not None:
        return NOT_KNOWN
    parts = compile_template(site.text).parts
    if len(parts) == 1 and len(site.holes) == 1 and isinstance(parts[0], Hole):
        analysis = site.holes[0][1]
        declared = _declared(analysis, site)
        return declared if declared is not NOT_KNOWN else _example_of_type(analysis.type)
    literals = "".join(part for part in parts if isinstance(part, str))
    first = parts[0]
    if not isinstance(first, str) or first[0] in _OPEN_TO_ALL:
        return NOT_KNOWN
    is_text = stays_text(first) or not _OF_NUMBERS_AND_WORDS.issuperset(literals.strip())
    return _ANY_TEXT if is_text else NOT_KNOWN


def _declared(analysis: Analysis, site: Site) -> Any:
    """An example of the output that an expression is, and nothing else."""
    if not isinstance(analysis.root, Member) or len(analysis.readings) != 1 or not analysis.readings[0].whole:
        return NOT_KNOWN
    reading = analysis.readings[0]
    names = [key for key, _ in reading.keys]
    if reading.name == "ctx":
        return True if names == ["meta", "promotion", "rollback"] else NOT_KNOWN
    if reading.name != "outputs":
        return NOT_KNOWN
    first = names.pop(0) if names else ""
    index, outputs = site.flow.outputs.get(first, (0, None))
    kind: Any = outputs
    if site.step is None or index >= site.step.index:
        return NOT_KNOWN
    for name in names:
        if not isinstance(kind, Mapping) or name not in kind:
            return NOT_KNOWN
        kind = kind[name]
    if isinstance(kind, Mapping) or kind is dict:
        return {}
    examples: Mapping[Any, Any] = {int: 1, float: 1.0, bool: True}
    return examples.get(kind, [] if kind in (list, tuple) else NOT_KNOWN)


def _example_of_type(kind: Type) -> Any:
    if kind is BOOL:
        return True
    if kind is TIME:
        return _ANY_TEXT
    if kind.number or kind.kind in (Kind.INT, Kind.INT64):
        return 1
    if kind.kind in (Kind.MAP, Kind.STRUCT):
        return {}
    return [] if kind.array and kind.elements.kind is not Kind.UINT8 else NOT_KNOWN
