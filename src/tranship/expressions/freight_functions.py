"""warehouse(), imageFrom(), commitFrom(), chartFrom() and artifactFrom(): the artifacts of the Freight in promotion."""

from __future__ import annotations

from functools import lru_cache

from tranship.errors import InputError
from tranship.expressions import freight_lookup, objects
from tranship.expressions.function_context import FunctionContext
from tranship.exprlang import STRING, Function, Struct
from tranship.models.freight import FreightOrigin


def _warehouse(_context: object, name: str) -> Struct:
    """The Warehouse of that name as an origin of Freight, for the last argument of the other functions."""
    if not name:
        raise InputError("warehouse() needs the name of a Warehouse")
    return _origin_named(name)


@lru_cache(maxsize=256)
def _origin_named(name: str) -> Struct:
    return objects.origin(FreightOrigin(kind="Warehouse", name=name))


def _image_from(context: FunctionContext, repo_url: str, origin: Struct | None = None) -> Struct | None:
    """The image of a repository; nil if the Freight has none."""
    found = freight_lookup.find(freight_lookup.image(repo_url), _origin(origin), context.sources)
    return None if found is None else objects.image(found)


def _commit_from(context: FunctionContext, repo_url: str, origin: Struct | None = None) -> Struct | None:
    """The commit of a Git repository; nil if the Freight has none."""
    found = freight_lookup.find(freight_lookup.commit(repo_url), _origin(origin), context.sources)
    return None if found is None else objects.commit(found)


def _chart_from(context: FunctionContext, repo_url: str, *name_and_origin: str | Struct) -> Struct | None:
    """The chart of a repository, of that name or without one; nil if the Freight has none."""
    name, origin = _chart_key(*name_and_origin)
    found = freight_lookup.find(freight_lookup.chart(repo_url, name), _origin(origin), context.sources)
    return None if found is None else objects.chart(found)


def _chart_key(*given: str | Struct) -> tuple[str, Struct | None]:
    """The chart's name and origin: both may be left out, but not the name alone if there are two."""
    match given:
        case ():
            return "", None
        case (str() as name,):
            return name, None
        case (Struct() as origin,):
            return "", origin
        case (str() as name, Struct() as origin) if name:
            return name, origin
    raise InputError("chartFrom() with three arguments needs the name of a chart as its second")


def _artifact_from(context: FunctionContext, subscription: str, origin: Struct | None = None) -> Struct | None:
    """The artifact of a subscription; nil if the Freight has none."""
    found = freight_lookup.find(freight_lookup.artifact(subscription), _origin(origin), context.sources)
    return None if found is None else objects.artifact(found)


def _origin(value: Struct | None) -> FreightOrigin | None:
    return None if value is None else objects.origin_of(value)


FREIGHT_FUNCTIONS = (
    Function("warehouse", _warehouse, (STRING,), result=objects.ORIGIN),
    Function("imageFrom", _image_from, (STRING, objects.ORIGIN), optional=1, result=objects.IMAGE),
    Function("commitFrom", _commit_from, (STRING, objects.ORIGIN), optional=1, result=objects.COMMIT),
    Function(
        "chartFrom", _chart_from, (STRING, (STRING, objects.ORIGIN), objects.ORIGIN), optional=2, result=objects.CHART
    ),
    Function("artifactFrom", _artifact_from, (STRING, objects.ORIGIN), optional=1, result=objects.ARTIFACT),
)
"""What expressions learn of the Freight that is promoted. Their context is a FunctionContext."""
