"""What expressions see of an HTTP response, and what comes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from tranship.clients.http import Headers, Reply
from tranship.clients.http.headers import canonical
from tranship.errors import ExprError, FieldPath, InputError, StepError, TerminalError
from tranship.execution import Execution
from tranship.expressions import raw
from tranship.exprlang import STRING, Function
from tranship.exprlang.values import NIL_STRINGS, Strings
from tranship.formats.yaml_dialects import LENIENT_MANIFEST, iterate_documents, value_of
from tranship.formats.yaml_text import yaml_text
from tranship.gotypes.json_text import decode
from tranship.models.base import KargoModel, NonEmpty

MediaType = Literal["application/json", "application/yaml", "text/plain"]
"""How the body of a response may be read."""
ITS_OWN: Any = ""
"""In place of a media type: whatever the response itself says."""

_YAML = frozenset({"application/yaml", "text/yaml", "application/x-yaml"})


class ResponseOutput(KargoModel):
    """An output, and the expression that takes it out of the response."""

    name: NonEmpty = Field(description="The name of the output.")
    from_expression: NonEmpty = Field(description="The expression, such as `response.body.id`.")


def response_env(reply: Reply, media_type: str, answer: str = "the response") -> dict[str, Any]:
    """The names that an expression over a response sees: ``response`` with its status, headers and body.

    :param media_type: how to read the body; "" for what the response says itself.
    :param answer: the response, as messages name it.
    :raises StepError: the body is not what it is said to be.
    """
    headers = _HeaderMap(reply.headers)
    said = reply.headers.get("Content-Type").partition(";")[0].strip().lower()
    return {
        "response": {
            "status": reply.status,
            "header": headers.first,
            "headers": headers,
            "body": _body(reply.body, media_type or said, answer),
        }
    }


class _HeaderMap(Mapping[str, Any]):
    """Headers as expressions know them from Go: lists of values by name, and methods that take a name in any case."""

    def __init__(self, headers: Headers) -> None:
        self._values = {name: Strings(values) for name, values in headers.by_name().items()}
        self.first = Function("header", lambda _context, name: headers.get(name), (STRING,), result=STRING)
        self._methods = {
            "Get": replace(self.first, name="Get"),
            "Values": Function("Values", lambda _context, name: self[canonical(name)], (STRING,)),
        }

    def __getitem__(self, name: str) -> Any:
        return self._values.get(name, NIL_STRINGS)

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - what is missing is an empty list
        """A method, or the values of a header."""
        return self._methods.get(key) or self[key]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def value(source: str, env: Mapping[str, Any], field: FieldPath) -> Any:
    """The value of an expression over a response.

    :raises TerminalError: it is no expression. :raises ExprError: it fails on this response.
    """
    try:
        raw.check(source, field)
    except ExprError as error:
        raise TerminalError(str(error), field=field) from error
    return raw.evaluate(source, env, field)


def values(outputs: Sequence[ResponseOutput], env: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each output, by name; the last of those with the same name counts.

    :raises TerminalError: an expression is none. :raises ExprError: one fails on this response.
    """
    return {
        output.name: value(output.from_expression, env, ("outputs", index, "fromExpression"))
        for index, output in enumerate(outputs)
    }


def condition(source: str, env: Mapping[str, Any], field: FieldPath) -> bool | None:
    """Whether an expression holds for a response; None if there is none.

    :raises TerminalError: it is no expression. :raises ExprError: it fails, or is neither true nor false.
    """
    if not source:
        return None
    try:
        raw.check(source, field)
    except ExprError as error:
        raise TerminalError(str(error), field=field) from error
    return raw.evaluate_condition(source, env, field) is True


def text_or_nothing(source: str, env: Mapping[str, Any], field: FieldPath, execution: Execution) -> str:
    """The text that an expression takes out of a response; "" if there is none, for many responses have none.

    :raises TerminalError: it is no expression.
    """
    if not source:
        return ""
    try:
        found = value(source, env, field)
    except ExprError as error:
        execution.log(str(error))
        return ""
    return found if isinstance(found, str) else ""


def _body(data: bytes, media_type: str, answer: str) -> Any:
    """The value of a body. What is not said to be anything is JSON, or else an empty map, as is an empty body."""
    if not data:
        return {}
    if media_type in _YAML:
        return _yaml(data, media_type, answer)
    if media_type == "text/plain":
        return data.decode("utf-8", "replace")
    try:
        return decode(data.decode("utf-8", "surrogateescape"))
    except ValueError as error:
        if media_type != "application/json":
            return {}
        raise StepError(f"{answer}, but its body is not the JSON it is said to be: {_why(error)}") from error


def _why(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.lineno}:{error.colno}: {error.msg.lower()}"
    return str(error)


def _yaml(data: bytes, media_type: str, answer: str) -> Any:
    """The value of the first document, its numbers as JSON has them."""
    try:
        node = next(iterate_documents(yaml_text(data, "body"), "body"), None)
        return _with_floats(None if node is None else value_of(node, LENIENT_MANIFEST))
    except InputError as error:
        raise StepError(f"{answer}, but its body is not the {media_type} it is said to be: {error}") from error


def _with_floats(value: Any) -> Any:
    """The value with its integers as floats."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dict):
        return {key: _with_floats(item) for key, item in value.items()}
    return [_with_floats(item) for item in value] if isinstance(value, list) else value
