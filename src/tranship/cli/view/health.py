"""The health of a promotion: the answer, a line for each Application, what is wrong, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from tranship.cli.view.documents import print_document
from tranship.cli.view.table import print_table
from tranship.health import Health, HealthResult, HealthState
from tranship.models.promotion import Promotion

_COLOURS = {HealthState.HEALTHY: "green", HealthState.UNHEALTHY: "red"}
_UNKNOWN = "Unknown"


def health_document(promotion: Promotion, health: Health) -> dict[str, Any]:
    """What is printed, as JSON-like data: the worst state, all issues, and the checks with their Applications."""
    kinds = [check.uses for check in promotion.status.health_checks]
    return {
        "promotion": promotion.name,
        "project": promotion.namespace,
        "stage": promotion.spec.stage,
        "phase": str(promotion.status.phase or "Pending"),
        "status": str(health.status),
        "issues": list(health.issues),
        "checks": [_check(kind, result) for kind, result in zip(kinds, health.results, strict=False)],
    }


def _check(kind: str, result: HealthResult) -> dict[str, Any]:
    return {
        "uses": kind,
        "status": str(result.status),
        "issues": list(result.issues),
        "applications": [
            {
                "namespace": one.get("Namespace", ""),
                "name": one.get("Name", ""),
                "sync": _status(one.get("sync")),
                "health": _status(one.get("health")),
            }
            for one in result.output.get("applicationStatuses", ())
        ],
    }


def _status(part: Any) -> str:
    return str((part.get("status") if isinstance(part, Mapping) else None) or _UNKNOWN)


def print_health(document: Mapping[str, Any], output: str, *, waited: bool = False) -> None:
    """Write it to stdout: as text, or what a program reads.

    :param waited: whether somebody has waited for it already, who needs no advice to do so.
    """
    if output != "text":
        print_document(document, output)
        return
    state = HealthState(document["status"])
    answer = click.style(str(state), fg=_COLOURS.get(state, "yellow"), bold=True)
    click.echo(f"{answer} · Promotion {document['promotion']} · Stage {document['stage']}")
    rows = list(_rows(document["checks"]))
    if rows:
        click.echo()
        print_table(("CHECK", "APPLICATION", "SYNC", "HEALTH", "STATUS"), rows)
    elif state is HealthState.HEALTHY:
        click.echo("Its steps left no health checks, so that there is nothing that could be unhealthy.")
    if document["issues"]:
        click.echo()
    for issue in document["issues"]:
        click.echo(f"  {issue}")
    if state is not HealthState.HEALTHY:
        _print_next(document, waited=waited)


def _rows(checks: list[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """A row for each Application of each check; its status is the check's, and stands in the first of them."""
    for check in checks:
        first = True
        for one in check["applications"] or [{"namespace": "", "name": "–", "sync": "–", "health": "–"}]:
            place = f"{one['namespace']}/{one['name']}" if one["namespace"] else one["name"]
            yield (check["uses"], place, one["sync"], one["health"], check["status"] if first else "")
            first = False


def _print_next(document: Mapping[str, Any], *, waited: bool) -> None:
    name, phase = document["promotion"], document["phase"]
    if phase != "Succeeded":
        click.echo(f"\nHow it went: tranship describe promotion {name}")
    elif not waited:
        click.echo(f"\nTo wait until it is healthy: tranship health {name} --wait")
