"""Members, slices and chains, compiled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tranship.exprlang.access import cut, fetch, suggestion
from tranship.exprlang.closures import BUDGET, ENV, NAMES, NIL_TYPES, SKIP, Fail, Frame, Run, constant
from tranship.exprlang.faults import Fault, NotKnown
from tranship.exprlang.structs import Unknown


def named_member(base: Run, key: str, fail: Fail, *, words: str, optional: bool, chained: bool) -> Run:
    """``base.key``.

    :param words: the base as it is written.
    :param optional: whether it is nil instead of an error where the base is nil.
    :param chained: whether it stands in a chain with such a part.
    """
    if chained:
        return _chained_member(base, constant(key), fail, optional=optional, named=True)

    def run(frame: Frame) -> Any:
        found = base(frame)
        if type(found) is dict:
            return found.get(key)
        try:
            return fetch(found, key, frame[BUDGET], named=True)
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault if found is not None else _of_nil(words, key)) from None

    return run


def _of_nil(words: str, key: str, hint: str = "") -> Fault:
    hint = hint or "; with ?. in place of the dot it would be nil, too"
    return Fault(f'{words} is nil, so it has no field "{key}"{hint}')


def member_of_name(name: str, key: str, fail: Fail, base: Run) -> Run:
    """``name.key``, where the name is the environment's: the most frequent form."""

    def run(frame: Frame) -> Any:
        try:
            found = frame[NAMES](name)
            return found.get(key) if type(found) is dict else fetch(found, key, frame[BUDGET], named=True)
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            # What is wrong may be the name itself.
            if base(frame) is None:
                raise fail(_of_nil(name, key, suggestion(name, _names(frame[ENV])))) from None
            raise fail(fault) from None

    return run


def _names(env: Any) -> list[str]:
    """The names that there are in an environment."""
    return [name for name in env if isinstance(name, str)] if isinstance(env, Mapping) else []


def member(base: Run, key: Run, fail: Fail, *, optional: bool, chained: bool) -> Run:
    """``base[key]``."""
    if chained:
        return _chained_member(base, key, fail, optional=optional, named=False)

    def run(frame: Frame) -> Any:
        found, index = base(frame), key(frame)
        try:
            return fetch(found, index, frame[BUDGET])
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None

    return run


def _chained_member(base: Run, key: Run, fail: Fail, *, optional: bool, named: bool) -> Run:
    def run(frame: Frame) -> Any:
        found = base(frame)
        if found is SKIP or (optional and type(found) in NIL_TYPES):
            return SKIP
        if optional and type(found) is Unknown:
            # It may be nil; then the key would not be looked at.
            return found
        index = key(frame)
        try:
            return fetch(found, index, frame[BUDGET], named=named)
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None

    return run


def skipping(base: Run) -> Run:
    """A base whose key is not even looked at where the base is nil."""

    def run(frame: Frame) -> Any:
        found = base(frame)
        return SKIP if type(found) in NIL_TYPES else found

    return run


def chain(inner: Run) -> Run:
    """A chain with ``?.`` in it: nil where a part of it is not there."""

    def run(frame: Frame) -> Any:
        value = inner(frame)
        return None if value is SKIP or type(value) in NIL_TYPES else value

    return run


def sliced(base: Run, first: Run | None, last: Run | None, fail: Fail) -> Run:
    """``base[first:last]``."""

    def run(frame: Frame) -> Any:
        found = base(frame)
        end = None if last is None else last(frame)
        start = None if first is None else first(frame)
        for bound in (end, start):
            if type(bound) is Unknown:
                return bound
        if (end is None and last is not None) or (start is None and first is not None):
            raise fail(Fault("a slice goes from one int to another, not nil"))
        try:
            return cut(found, start, end, frame[BUDGET])
        except NotKnown as missing:
            return missing.unknown
        except Fault as fault:
            raise fail(fault) from None

    return run
