"""configMap(), secret() and their shared forms, freightMetadata() and stageMetadata(): what resources hold."""

from __future__ import annotations

from typing import Any

from tranship.credentials.lookup import TYPE_LABEL
from tranship.credentials.secrets import SecretSource
from tranship.errors import InputError
from tranship.expressions.function_context import FunctionContext
from tranship.expressions.plain import plain
from tranship.exprlang import MAP, STRING, STRING_MAP, Function
from tranship.exprlang.text import valid
from tranship.exprlang.values import NilStringMap, StringMap
from tranship.models.core import ConfigMap, Secret
from tranship.models.freight import Freight
from tranship.models.stage import Stage


def _config_map(context: FunctionContext, name: str) -> StringMap:
    """The texts of a ConfigMap of the Project; none if there is no such ConfigMap."""
    return _config_map_of(context, context.sources.project, name)


def _shared_config_map(context: FunctionContext, name: str) -> StringMap:
    """The texts of a ConfigMap that all Projects share."""
    return _config_map_of(context, context.sources.shared_namespace, name)


def _config_map_of(context: FunctionContext, namespace: str, name: str) -> StringMap:
    found = context.sources.read(ConfigMap, namespace, name)
    if found is None:
        return StringMap()
    # As in Go, a ConfigMap without texts has a map that is nil: null in JSON, and what ?? replaces.
    return StringMap(found.data) if found.data else NilStringMap()


def _secret(context: FunctionContext, name: str) -> StringMap:
    """The values of a Secret of the Project; none if there is no such Secret."""
    return _values(context, context.sources.read(Secret, context.sources.project, name))


def _shared_secret(context: FunctionContext, name: str) -> StringMap:
    """The values of a Secret that all Projects share; none unless its label says that it is generic."""
    found = context.sources.read(Secret, context.sources.shared_namespace, name)
    generic = found is not None and found.metadata.labels.get(TYPE_LABEL) == "generic"
    return _values(context, found if generic else None)


def _values(context: FunctionContext, secret: Secret | None) -> StringMap:
    """The values as text; all of them are remembered as secret."""
    values = StringMap()
    if secret is None:
        return values
    for key, data in secret.values.items():
        text = data.decode("utf-8", "surrogateescape")
        source = SecretSource(Secret.kind, secret.metadata.namespace, secret.metadata.name, key)
        values[key] = text
        context.sources.secrets.record(text, source)
        # This is how it looks once it has been in a JSON document.
        context.sources.secrets.record(valid(text), source)
    return values


def _freight_metadata(context: FunctionContext, name: str) -> dict[str, Any] | None:
    """What steps have noted about Freight; nil if there is no such Freight, or nothing noted."""
    if not name:
        raise InputError("freightMetadata() needs the name of Freight, such as ctx.targetFreight.name")
    found = context.sources.read_anew(Freight, context.sources.project, name)
    return _metadata(context, None if found is None else found.status.metadata)


def _stage_metadata(context: FunctionContext, name: str) -> dict[str, Any] | None:
    """What steps have noted about a Stage; nil if there is no such Stage, or nothing noted."""
    if not name:
        raise InputError("stageMetadata() needs the name of a Stage, such as ctx.stage")
    found = context.sources.read_anew(Stage, context.sources.project, name)
    return _metadata(context, None if found is None else found.status.metadata)


def _metadata(context: FunctionContext, metadata: dict[str, Any] | None) -> dict[str, Any] | None:
    values: dict[str, Any] | None = plain(metadata, floats=True) if metadata else None
    words = context.sources.words
    if not words or values is None:
        return values
    # In a plan, steps have noted words for what nobody can know yet.
    return {key: words.get(value, value) if isinstance(value, str) else value for key, value in values.items()}


RESOURCE_FUNCTIONS = (
    Function("configMap", _config_map, (STRING,), result=STRING_MAP),
    Function("sharedConfigMap", _shared_config_map, (STRING,), result=STRING_MAP),
    Function("secret", _secret, (STRING,), result=STRING_MAP),
    Function("sharedSecret", _shared_secret, (STRING,), result=STRING_MAP),
    Function("freightMetadata", _freight_metadata, (STRING,), result=MAP),
    Function("stageMetadata", _stage_metadata, (STRING,), result=MAP),
)
"""What expressions read from resources. Their context is a FunctionContext."""
