"""Partial matching: what is expected has to be there, by value, text or pattern; what else is there does not matter."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import re2
import yaml

from tranship.errors import FieldPath, InputError, field_text
from tranship.testing.expected import TextMatch

_OPERATORS = frozenset({"equals", "contains", "lacks", "matches", "absent"})
"""Keys of a mapping that is no data but says how the data has to be, if it has no others."""
_SHOWN = 24
_LONGEST = 200
_ABSENT: Any = type("Absent", (), {"__repr__": lambda _self: "absent"})()


@dataclass(frozen=True)
class Mismatch:
    """Something that is not as expected: where in what is expected, what it is, and lines that show it."""

    path: FieldPath
    problem: str
    details: tuple[str, ...] = ()


def mismatches(expected: Any, actual: Any, what: str, path: FieldPath = ()) -> Iterator[Mismatch]:
    """All ways in which ``actual`` is not what is expected.

    :param what: the name of the value in messages.
    """
    if isinstance(expected, TextMatch):
        yield from _matched(expected, actual, what, path)
    elif isinstance(expected, Mapping) and expected and expected.keys() <= _OPERATORS:
        yield from _operators(expected, actual, what, path)
    elif actual is _ABSENT:
        yield Mismatch(path, f"{what.rstrip(':')} is not there")
    elif isinstance(expected, Mapping):
        if not isinstance(actual, Mapping):
            yield Mismatch(path, f"{what.rstrip(':')} is {shown(actual)}, expected a mapping")
            return
        for key, value in expected.items():
            yield from mismatches(value, actual.get(key, _ABSENT), _within(what, key), (*path, key))
    elif isinstance(expected, Sequence) and not isinstance(expected, str):
        yield from _listed(expected, actual, what, path)
    elif not _same(expected, actual):
        yield _different(expected, actual, what, path)


def absent() -> Any:
    """What stands for a value that is not there."""
    return _ABSENT


def shown(value: Any) -> str:
    """A value as it stands in a message."""
    if value is _ABSENT:
        return "not there"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def excerpt(text: str) -> tuple[str, ...]:
    """The first lines of a text."""
    lines = text.splitlines()
    more = [f"… {len(lines) - _SHOWN} more lines"] if len(lines) > _SHOWN else []
    return ("(it is empty)",) if not lines else (*lines[:_SHOWN], *more)


def differences(expected: str, actual: str) -> tuple[str, ...]:
    """The lines of a diff from what is expected to what came."""
    lines = difflib.unified_diff(expected.splitlines(), actual.splitlines(), "expected", "actual", lineterm="")
    found = list(lines)
    if not found and expected != actual:
        return (f"- expected {len(expected)} characters, + actual {len(actual)}: they differ in line breaks",)
    return tuple(found)


def _matched(wanted: TextMatch, actual: Any, what: str, path: FieldPath) -> Iterator[Mismatch]:
    given = {name: getattr(wanted, name) for name in wanted.model_fields_set}
    structures = {name: given.pop(name) for name in ("yaml", "json_") if name in given}
    yield from _operators(given, actual, what, path)
    if structures and (actual is _ABSENT or not isinstance(actual, str)):
        yield Mismatch(path, f"{what.rstrip(':')} is not there")
        return
    for name, expected in structures.items():
        key = name.rstrip("_")
        try:
            data = yaml.safe_load(actual) if key == "yaml" else json.loads(actual)
        except (ValueError, yaml.YAMLError):
            yield Mismatch((*path, key), f"{what} is no {key.upper()}", excerpt(actual))
            continue
        yield from mismatches(expected, data, f"{what}:", (*path, key))


def _operators(wanted: Mapping[str, Any], actual: Any, what: str, path: FieldPath) -> Iterator[Mismatch]:
    if wanted.get("absent") is not None:
        if wanted["absent"] != (actual is _ABSENT):
            is_there = actual is not _ABSENT
            details = excerpt(actual) if isinstance(actual, str) else (shown(actual),) if is_there else ()
            yield Mismatch((*path, "absent"), f"{what} is {'there' if is_there else 'not there'}", details)
        return
    rest = {name: value for name, value in wanted.items() if name != "absent" and value is not None}
    if rest and actual is _ABSENT:
        yield Mismatch(path, f"{what.rstrip(':')} is not there")
        return
    for name, value in rest.items():
        place = (*path, name)
        if name == "equals":
            if value != actual:
                yield _different(value, actual, what, place)
        elif name == "matches":
            if not _fits(str(value), _text(actual), place):
                yield Mismatch(place, f"{what} does not match {shown(value)}", excerpt(_text(actual)))
        else:
            yield from _contained(name == "contains", value, actual, what, place)


def _contained(wanted: bool, value: Any, actual: Any, what: str, path: FieldPath) -> Iterator[Mismatch]:
    several = isinstance(value, Sequence) and not isinstance(value, str)
    for index, one in enumerate(value if several else (value,)):
        place = (*path, index) if several else path
        if isinstance(actual, Sequence) and not isinstance(actual, str):
            there = any(not list(mismatches(one, item, what)) for item in actual)
        elif isinstance(actual, Mapping):
            there = one in actual
        else:
            there = _text(one) in _text(actual)
        if there != wanted:
            verb = "does not contain" if wanted else "contains"
            yield Mismatch(place, f"{what} {verb} {shown(one)}", excerpt(_text(actual)))


def _listed(expected: Sequence[Any], actual: Any, what: str, path: FieldPath) -> Iterator[Mismatch]:
    if not isinstance(actual, Sequence) or isinstance(actual, str):
        yield Mismatch(path, f"{what} is {shown(actual)}, expected a list")
        return
    if len(expected) != len(actual):
        have = f"{len(actual)} {'entry' if len(actual) == 1 else 'entries'}"
        yield Mismatch(path, f"{what} has {have}, expected {len(expected)}", _entries(actual))
        return
    for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
        yield from mismatches(one, other, f"{what}[{index}]", (*path, index))


def _entries(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(f"- {shown(value)}" for value in values) or ("(there are none)",)


def _different(expected: Any, actual: Any, what: str, path: FieldPath) -> Mismatch:
    if isinstance(expected, str) and isinstance(actual, str) and "\n" in expected + actual:
        return Mismatch(path, f"{what} is not as expected", differences(expected, actual))
    return Mismatch(path, f"{what} is {shown(actual)}, expected {shown(expected)}")


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)


def _fits(pattern: str, text: str, path: FieldPath) -> bool:
    try:
        return re2.search(pattern, text) is not None
    except re2.error:
        raise InputError(f"{field_text(path)}: the regular expression can't be read") from None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else shown(value)


def _within(what: str, key: Any) -> str:
    return f"{what} {key}" if what.endswith(":") else f"{what}.{key}"
