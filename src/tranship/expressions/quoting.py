"""quote(), unsafeQuote(), asJSON() and asYAML(): values as text that a template does not take for something else.

All four put their text in double quotes, which vanish if they are the first and the last character of a template's
result; what is between them then stays text, escapes and all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tranship.errors import InputError
from tranship.expressions.plain import first_unknown
from tranship.exprlang import ANY, STRING, Function, to_go_string, to_json
from tranship.exprlang.values import Sort, kind_of
from tranship.formats.yaml_emit import Record, Verbatim, emit_yaml
from tranship.gotypes.quoted import quoted


def _quote(_context: object, value: Any) -> Any:
    """Text as Go's ``%q`` prints it, any other value as JSON; either in double quotes."""
    return quoted(value) if isinstance(value, str) else _in_quotes(value, to_json)


def _unsafe_quote(_context: object, value: Any) -> Any:
    """A value as compact JSON in double quotes; text then stands in two pairs of them."""
    return _in_quotes(value, to_json)


def _as_json(_context: object, value: Any) -> Any:
    return _in_quotes(value, lambda known: to_json(known, indent="  ") + "\n")


def _as_yaml(_context: object, value: Any) -> Any:
    return _in_quotes(value, lambda known: emit_yaml(known, _for_yaml))


def _in_quotes(value: Any, to_text: Callable[[Any], str]) -> Any:
    """The value's text in double quotes; Unknown, if something in the value is."""
    unknown = first_unknown(value)
    if unknown is not None:
        return unknown
    try:
        return f'"{to_text(value)}"'
    except ValueError as error:
        raise InputError(str(error)) from None


def _for_yaml(value: Any) -> Any:
    """A value as the YAML printer takes it; what is in it stays as it is."""
    match kind_of(value):
        case Sort.STRING | Sort.BOOL | Sort.NIL | Sort.FLOAT | Sort.ARRAY | Sort.MAP | Sort.ANY_MAP:
            return value
        case Sort.INT | Sort.NAMED:
            return int(value)
        case Sort.BYTES:
            return list(value)
        case Sort.DURATION:
            return to_go_string(value)
        case Sort.TIME:
            return Verbatim(to_json(value)[1:-1])
        case Sort.STRUCT if value.fields:
            # Go's YAML has the fields' names in small letters. A time in a struct is Kubernetes' own, which is text.
            return Record(
                (name.lower(), to_json(field)[1:-1] if kind_of(field) is Sort.TIME else field)
                for name, field in value.fields.items()
            )
        case Sort.STRUCT:
            return to_go_string(value)
        case Sort.ZONE:
            return {}
    return value


TEMPLATE_FUNCTIONS = tuple(
    Function(name, call, (ANY,), result=STRING)
    for name, call in (("quote", _quote), ("unsafeQuote", _unsafe_quote), ("asYAML", _as_yaml), ("asJSON", _as_json))
)
"""The functions that every template may call."""
