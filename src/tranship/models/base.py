"""What all models share: strict reading, Kargo's names, places, and the way back to plain data."""

from __future__ import annotations

import base64
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, Self, TypeVar

from annotated_types import MinLen
from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, ValidationError, model_validator
from pydantic_core import CoreSchema

from tranship.errors import FieldPath, FieldsError
from tranship.gotypes.duration import Duration
from tranship.models.naming import kargo_name
from tranship.models.problems import field_problems
from tranship.models.source import SourceMap
from tranship.models.strictness import by_json_types
from tranship.models.times import time_text

NonEmpty = Annotated[str, MinLen(1)]
"""A text of at least one character."""


def _given(value: Any) -> Any:
    if value is None:
        raise ValueError("must not be null; leave it out")
    return value


GIVEN = BeforeValidator(_given)
"""For a field that may be left out, but not be null."""

M = TypeVar("M", bound="KargoModel")
_SOURCE = "source of the model"


class KargoModel(BaseModel):
    """A frozen model of data in Kargo's YAML, also of a step's configuration.

    Unknown fields are errors; so is null for a field that isn't Optional. Types are JSON's: whole numbers may be
    written ``2.0``, never ``"2"``, and true is not a number. Read data with :func:`read_model`.
    """

    model_config = ConfigDict(
        alias_generator=kargo_name,
        populate_by_name=True,
        frozen=True,
        defer_build=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        by_json_types(handler.resolve_ref_schema(schema))
        return schema

    @property
    def source(self) -> SourceMap | None:
        """Where it was read from; None if it was made in the program. No part of its value."""
        found: SourceMap | None = self.__dict__.get(_SOURCE)
        return found

    def replace(self, **changes: Any) -> Self:
        """A copy with other values in some fields (Python's names), which are not validated."""
        unknown = changes.keys() - type(self).model_fields.keys()
        if unknown:
            raise TypeError(f"{type(self).__name__} has no field {min(unknown)!r}")
        return self.model_copy(update=changes)

    @classmethod
    def head(cls) -> dict[str, Any]:
        """What stands before the fields in plain data: nothing, but for resources."""
        return {}


class ResourceModel(KargoModel):
    """A part of a Kubernetes resource: null for a field, list or map counts as absent, as it does there."""

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, data: Any) -> Any:
        if isinstance(data, dict) and None in data.values():
            return {key: value for key, value in data.items() if value is not None}
        return data


class StatusModel(ResourceModel):
    """A part of a status: also fields that another version of Kargo wrote are kept."""

    model_config = ConfigDict(extra="allow")


def read_model(model: type[M], data: object, source: SourceMap | None = None) -> M:
    """A model out of plain data.

    :param source: where the data was read from; the model and all models within it then know their places.
    :raises FieldsError: all problems at once, each with its path; no value is repeated.
    """
    try:
        read = model.model_validate(data)
    except ValidationError as error:
        raise FieldsError(field_problems(model, data, error)) from None
    return read if source is None else with_source(read, source)


def with_source(model: M, source: SourceMap) -> M:
    """A copy of the model, equal to it, that knows its place, as do all models within it."""
    copy = model.model_copy()
    changes: dict[str, Any] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        located = _located(value, source, (field.alias or name,))
        if located is not value:
            changes[name] = located
    copy.__dict__.update(changes)
    copy.__dict__[_SOURCE] = source
    if copy.__pydantic_extra__:
        extra = {key: _located(value, source, (key,)) for key, value in copy.__pydantic_extra__.items()}
        object.__setattr__(copy, "__pydantic_extra__", extra)
    return copy


def _located(value: Any, source: SourceMap, path: FieldPath) -> Any:
    """A field's value with places for the models in it."""
    if isinstance(value, KargoModel):
        return with_source(value, source.below(path))
    if isinstance(value, tuple) and any(isinstance(item, KargoModel) for item in value):
        return tuple(_located(item, source, (*path, index)) for index, item in enumerate(value))
    if isinstance(value, dict) and any(isinstance(item, KargoModel) for item in value.values()):
        return {key: _located(item, source, (*path, key)) for key, item in value.items()}
    return value


def dump(model: KargoModel) -> dict[str, Any]:
    """The model as JSON data with Kargo's names, without what Go's ``omitempty`` leaves out.

    Fields without a default are always there, so are those that are structures; Optional ones unless they are None;
    others unless they hold their type's zero value. Times are RFC 3339, durations Go's texts, bytes base64. The data
    shares nothing that can be changed with the model.
    """
    out = model.head()
    for name, key, keeps_zero in _fields(type(model)):
        value = getattr(model, name)
        if value is not None and (keeps_zero or isinstance(value, KargoModel) or not _is_zero(value)):
            out[key] = plain(value)
    for key, value in (model.model_extra or {}).items():
        out[key] = plain(value)
    return out


@cache
def _fields(model: type[KargoModel]) -> tuple[tuple[str, str, bool], ...]:
    """Of each field its name, Kargo's name, and whether it is written even if it holds a zero value."""
    return tuple(
        (name, field.alias or name, field.is_required() or field.default is None)
        for name, field in model.model_fields.items()
    )


def _is_zero(value: object) -> bool:
    """Whether ``omitempty`` leaves the value out."""
    return value is False or value == "" or value == 0 or (isinstance(value, tuple | list | dict | bytes) and not value)


def plain(value: Any) -> Any:
    """A value, which may be or hold models, as JSON data of its own."""
    match value:
        case KargoModel():
            return dump(value)
        case Enum():
            return value.value
        case Duration():
            return str(value)
        case None | bool() | int() | float() | str():
            return value
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case datetime():
            return time_text(value)
        case bytes():
            return base64.b64encode(value).decode("ascii")
    raise TypeError(f"no JSON form for {type(value).__name__}")
