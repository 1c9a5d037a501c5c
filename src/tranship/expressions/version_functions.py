"""semverParse() and semverDiff(), and the versions that they work with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tranship.errors import InputError
from tranship.exprlang import ANY, BOOL, INT, STRING, Function, Struct, Type
from tranship.exprlang.faults import Fault
from tranship.exprlang.types import BYTES, UINT64, Kind, pointer_type
from tranship.exprlang.values import UInt64
from tranship.gotypes.semver import Version

_NAME = "github.com/Masterminds/semver/v3.Version"

_PARSED_METHODS: dict[str, Function] = {}
_MADE_METHODS: dict[str, Function] = {}
_MADE = Type(Kind.STRUCT, _NAME, _NAME, methods=_MADE_METHODS)
"""The type of versions that were made of others. As in Go they lack some methods of those that were parsed."""
_PARSED = pointer_type(_MADE, _PARSED_METHODS)


def _made(version: Version) -> Struct:
    return Struct(_NAME, methods=_MADE_METHODS, json=str(version), text=str(version), value=version)


def _changed(version: Callable[[], Version]) -> Struct:
    try:
        return _made(version())
    except ValueError as error:
        raise Fault(str(error)) from None


def _method(name: str, call: Callable[..., Any], result: Type, *parameters: Type) -> tuple[str, Function]:
    """A method; ``call`` gets the version and then the arguments."""
    return name, Function(name, lambda owner, *given: call(owner.value, *given), parameters, result=result)


def _compared(name: str, result: Callable[[int], Any], kind: Type) -> tuple[str, Function]:
    """A method that compares with another version; ``result`` makes its value of -1, 0 or 1."""

    def call(version: Version, other: Struct | None) -> Any:
        if other is None:
            raise Fault(f"{name}() needs a version, not nil")
        return result(version.compare(other.value))

    return _method(name, call, kind, _PARSED)


_MADE_METHODS.update(
    (
        _method("String", str, STRING),
        _method("Major", lambda version: UInt64(version.major), UINT64),
        _method("Minor", lambda version: UInt64(version.minor), UINT64),
        _method("Patch", lambda version: UInt64(version.patch), UINT64),
        _method("Prerelease", lambda version: version.prerelease, STRING),
        _method("Metadata", lambda version: version.metadata, STRING),
        _method("MarshalJSON", lambda version: f'"{version}"'.encode(), BYTES),
        _method("MarshalText", lambda version: str(version).encode(), BYTES),
        _method("Value", str, ANY),
        _method("IncMajor", lambda version: _made(version.next_major()), _MADE),
        _method("IncMinor", lambda version: _made(version.next_minor()), _MADE),
        _method("IncPatch", lambda version: _made(version.next_patch()), _MADE),
        _method("SetPrerelease", lambda version, text: _changed(lambda: version.with_prerelease(text)), _MADE, STRING),
        _method("SetMetadata", lambda version, text: _changed(lambda: version.with_metadata(text)), _MADE, STRING),
    )
)
_PARSED_METHODS.update(_MADE_METHODS)
_PARSED_METHODS.update(
    (
        _method("Original", lambda version: version.original, STRING),
        _compared("Compare", lambda order: order, INT),
        _compared("LessThan", lambda order: order < 0, BOOL),
        _compared("LessThanEqual", lambda order: order <= 0, BOOL),
        _compared("GreaterThan", lambda order: order > 0, BOOL),
        _compared("GreaterThanEqual", lambda order: order >= 0, BOOL),
        _compared("Equal", lambda order: order == 0, BOOL),
    )
)


def _semver_parse(_context: object, text: str) -> Struct:
    """A version out of its text."""
    try:
        version = Version.parse(text)
    except ValueError as error:
        raise InputError(f"semverParse() can't use the text: {error}") from None
    return Struct(_NAME, methods=_PARSED_METHODS, json=str(version), text=str(version), value=version)


def _semver_diff(_context: object, one: str, other: str) -> str:
    """The first part in which two versions differ; their prereleases do not count."""
    try:
        first, second = Version.parse(one), Version.parse(other)
    except ValueError:
        return "Incomparable"
    for name in ("major", "minor", "patch", "metadata"):
        if getattr(first, name) != getattr(second, name):
            return name.capitalize()
    return "None"


VERSION_FUNCTIONS = (
    Function("semverParse", _semver_parse, (STRING,), result=_PARSED),
    Function("semverDiff", _semver_diff, (STRING, STRING), result=STRING),
)
"""What expressions can do with semantic versions."""
