"""Pydantic's validation errors in our words: what is wrong with which field, and never its value."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tranship.errors import FieldPath, FieldProblem

_WANTED = {
    "string": "text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "dict": "a mapping",
    "mapping": "a mapping",
    "model": "a mapping",
    "dataclass": "a mapping",
    "datetime": "a time such as 2026-01-31T12:00:00Z",
    "time": "a time such as 2026-01-31T12:00:00Z",
    "bytes": "text",
    "none_required": "null",
}
_LISTED = 12
_SHOWN = 60
_MOST_PROBLEMS = 1000
_MOST_CANDIDATES = 300
"""So many names are looked through for the one that was meant; among more it would take too long."""
_MISSING = "is required, but missing"
_UNKNOWN = "unknown field "


def field_problems(model: type[BaseModel], data: object, error: ValidationError) -> list[FieldProblem]:
    """All that is wrong with ``data`` for ``model``, in the order of its fields."""
    found: dict[tuple[FieldPath, str], list[str]] = {}
    for detail in error.errors(include_url=False, include_context=True, include_input=True)[:_MOST_PROBLEMS]:
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            # It is long enough, but for items that have problems of their own.
            continue
        path = _path_in(data, detail)
        wanted = _wanted(detail)
        if wanted:
            # A value that fits none of several types is one problem, which names all of them.
            choices = found.setdefault((path, f", but is {_kind(detail['input'])}"), [])
            if wanted not in choices:
                choices.append(wanted)
        else:
            found.setdefault((path, _message(model, path, detail)), [])
    problems = [
        FieldProblem(path, _kind_message(choices, text), about_kind=True)
        if choices
        else FieldProblem(path, text, about_key=text.startswith(_UNKNOWN))
        for (path, text), choices in found.items()
    ]
    # A required field whose name is misspelt is one problem, not two.
    misspelt = {(problem.path[:-1], problem.message) for problem in problems}
    return [
        problem
        for problem in problems
        if problem.message != _MISSING
        or not any(path == problem.path[:-1] and _means(text, problem.path[-1]) for path, text in misspelt)
    ]


def _means(message: str, name: str | int) -> bool:
    """Whether a message about an unknown field says that ``name`` was meant."""
    return message.endswith(f'(did you mean "{name}"?)')


def _path_in(data: object, detail: ErrorDetails) -> FieldPath:
    """The path of an error in the data itself: pydantic's also names the members of a union and of a wrapper."""
    path: list[str | int] = []
    for index, part in enumerate(detail["loc"]):
        last = index == len(detail["loc"]) - 1
        if isinstance(data, dict) and (part in data or (last and detail["type"] == "missing")):
            path.append(part)
            data = data.get(part)
        elif isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):
            path.append(part)
            data = data[part]
    return tuple(path)


def _kind_message(choices: list[str], but: str) -> str:
    """What a value must be, and what it is instead."""
    if choices == [_WANTED["int"]] and but == ", but is a number":
        but = ", but has a fraction"
    return f"must be {' or '.join(choices)}{but}"


def _wanted(detail: ErrorDetails) -> str:
    """The kind of value that a field wants, if the problem is that it got another kind."""
    return _WANTED.get(detail["type"].removesuffix("_type").removesuffix("_from_float"), "")


def _kind(value: object) -> str:
    """The kind of a value, as people call it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case bytes():
            return "bytes"
        case list() | tuple():
            return "a list"
        case dict():
            return "a mapping"
    return "something else"


def _message(model: type[BaseModel], path: FieldPath, detail: ErrorDetails) -> str:
    """What is wrong, in words that repeat nothing of the value."""
    context: dict[str, Any] = detail.get("ctx") or {}
    match detail["type"]:
        case "missing":
            return _MISSING
        case "extra_forbidden":
            return unknown_field(str(path[-1]) if path else "", sorted(_fields_at(model, path[:-1])))
        case "string_too_short" | "too_short" | "bytes_too_short":
            least = context.get("min_length", 1)
            return "must not be empty" if least == 1 else f"is too short: at least {least} are needed"
        case "string_too_long" | "too_long" | "bytes_too_long":
            return f"is too long: at most {context.get('max_length')} are allowed"
        case "greater_than_equal":
            return f"must be at least {context.get('ge')}"
        case "greater_than":
            return f"must be more than {context.get('gt')}"
        case "less_than_equal":
            return f"must be at most {context.get('le')}"
        case "less_than":
            return f"must be less than {context.get('lt')}"
        case "finite_number":
            return "must be a finite number"
        case "literal_error" | "enum":
            return f"must be {_choices(str(context.get('expected', '')))}"
        case "string_pattern_mismatch":
            return f"must match {context.get('pattern')}"
        case "value_error":
            return str(context.get("error", "is not valid"))
        case "assertion_error":
            return "is not valid"
    # Other types are the models' own (PydanticCustomError); their texts are ours.
    return detail["msg"] if context.get("tranship") else "is not valid here"


def _choices(expected: str) -> str:
    """Pydantic's list of choices, ``'a', 'b' or ''``, with our quotes and without the empty one."""
    return " or ".join(f'"{choice}"' for choice in re.findall(r"'([^']+)'", expected)) or expected


def unknown_field(name: str, known: list[str]) -> str:
    """The message for a field that is not known, with the field that was probably meant."""
    shown = f'"{name if len(name) <= _SHOWN else name[:_SHOWN] + "…"}"'
    meant = closest(name, known)
    if meant:
        return f'{_UNKNOWN}{shown} (did you mean "{meant}"?)'
    if 0 < len(known) <= _LISTED:
        return f"{_UNKNOWN}{shown}; the fields here are {', '.join(known)}"
    return f"{_UNKNOWN}{shown}"


def closest(name: str, known: list[str]) -> str | None:
    """The one of ``known`` that was probably meant by ``name``; spelling in capitals or not makes no difference."""
    if len(known) > _MOST_CANDIDATES:
        return None
    by_folded = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


@lru_cache(maxsize=4096)
def takes_anything(model: type[BaseModel], path: FieldPath) -> bool:
    """Whether a model takes any value at all at a path."""
    candidates: list[Any] = [model]
    for part in path:
        if any(kind is Any for candidate in candidates for kind in _unwrapped(candidate)):
            return True
        candidates = [below for candidate in candidates for below in _step(candidate, part)]
    return any(kind is Any for candidate in candidates for kind in _unwrapped(candidate))


def _fields_at(model: type[BaseModel], path: FieldPath) -> set[str]:
    """The names that are known at a path."""
    candidates: list[Any] = [model]
    for part in path:
        candidates = [below for candidate in candidates for below in _step(candidate, part)]
    return {
        field.alias or name
        for candidate in candidates
        for kind in _unwrapped(candidate)
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name, field in kind.model_fields.items()
    }


def _step(annotation: Any, part: str | int) -> Iterator[Any]:
    """The types that the value at ``part`` of a value of this type may have."""
    for kind in _unwrapped(annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            named = [field for name, field in kind.model_fields.items() if part in (name, field.alias)]
            # A part that is no field is one of those that the model keeps beside them, whose type it declares.
            yield from (field.annotation for field in named)
            extra = None if named else get_type_hints(kind).get("__pydantic_extra__")
            if extra is not None:
                yield from _step(extra, part)
            elif not named and kind.model_config.get("extra") == "allow":
                yield Any
        elif get_args(kind):
            yield get_args(kind)[0 if isinstance(part, int) else -1]


def _unwrapped(annotation: Any) -> Iterator[Any]:
    """The types that an annotation stands for, without Annotated, Union and None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _unwrapped(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from _unwrapped(member)
    elif annotation is not type(None):
        yield annotation
