"""tranship get: lists resources of one kind, the way kubectl does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click

from tranship.app import Settings, open_apart, open_app
from tranship.cli.completing import complete_listed, complete_stage
from tranship.cli.finding import newest_first
from tranship.cli.options import FILES, PROJECT, RECURSIVE, with_options
from tranship.cli.record import is_interrupted, present
from tranship.cli.view.documents import print_document
from tranship.cli.view.headline import describe_freight
from tranship.cli.view.table import print_table
from tranship.errors import InputError
from tranship.gotypes.duration import Duration
from tranship.lifecycle.secret_state import concealed_text
from tranship.models.base import dump
from tranship.models.freight import Freight
from tranship.models.promotion import Promotion, PromotionPhase
from tranship.models.resource import Resource
from tranship.models.stage import Stage
from tranship.models.task import ClusterPromotionTask, PromotionTask
from tranship.models.warehouse import Warehouse
from tranship.store.protocol import Store

Row = tuple[str, ...]


def _age(resource: Resource) -> str:
    """How old it is, in one unit, as kubectl has it."""
    created = resource.metadata.creation_timestamp
    if created is None:
        return ""
    return (
        Duration.of(max(1.0, (datetime.now(UTC) - created).total_seconds() // 1)).human().split()[0].replace(".0", "")
    )


def _promotion_row(promotion: Promotion, interrupted: bool = False) -> Row:
    status, steps = promotion.status, promotion.spec.steps
    at = steps[status.current_step].as_ if status.current_step in range(len(steps)) else ""
    return (
        promotion.name,
        promotion.spec.stage,
        promotion.spec.freight[:7],
        "Interrupted" if interrupted else status.phase or "Pending",
        at if status.phase is PromotionPhase.RUNNING else "",
        _age(promotion),
    )


def _stage_row(stage: Stage) -> Row:
    last = stage.status.last_promotion
    now = stage.status.freight_history[0].items.values() if stage.status.freight_history else ()
    wants = ", ".join(request.origin.name for request in stage.spec.requested_freight)
    return (stage.name, wants, ", ".join(one.name[:7] for one in now), last.name if last else "")


def _freight_row(freight: Freight) -> Row:
    stages = ", ".join(sorted(freight.status.currently_in))
    return (
        freight.name[:7],
        freight.effective_alias,
        describe_freight(freight).removeprefix("Freight "),
        stages,
    )


def _warehouse_row(warehouse: Warehouse) -> Row:
    watched = [one.repo_url or ", ".join(one.others) for one in warehouse.spec.subscriptions]
    return (warehouse.name, ", ".join(watched))


def _task_row(task: PromotionTask | ClusterPromotionTask) -> Row:
    return (
        task.name,
        ", ".join(variable.name for variable in task.spec.vars),
        ", ".join(step.uses for step in task.spec.steps),
    )


@dataclass(frozen=True)
class Kind:
    """What can be listed: by which name, its model, the table's head, and a row of it."""

    name: str
    model: type[Resource]
    head: Row
    row: Callable[[Any], Row]


KINDS = (
    Kind("promotions", Promotion, ("NAME", "STAGE", "FREIGHT", "PHASE", "STEP", "AGE"), _promotion_row),
    Kind("stages", Stage, ("NAME", "WAREHOUSES", "FREIGHT", "LAST PROMOTION"), _stage_row),
    Kind("freight", Freight, ("NAME", "ALIAS", "ARTIFACTS", "IN STAGES"), _freight_row),
    Kind("warehouses", Warehouse, ("NAME", "WATCHES"), _warehouse_row),
    Kind("promotiontasks", PromotionTask, ("NAME", "VARS", "STEPS"), _task_row),
    Kind("clusterpromotiontasks", ClusterPromotionTask, ("NAME", "VARS", "STEPS"), _task_row),
)

_OTHER_NAMES = {"promo": "promotions", "promos": "promotions", "freights": "freight", "tasks": "promotiontasks"}


def _kind(text: str) -> Kind:
    name = text.lower()
    names = {name, f"{name}s", _OTHER_NAMES.get(name, "")}
    found = next((kind for kind in KINDS if kind.name in names), None)
    if found is None:
        listed = ", ".join(kind.name for kind in KINDS)
        raise click.UsageError(f'there is no kind "{text}" to list; there are: {listed}')
    return found


@click.command("get")
@click.argument("kind", default="promotions", shell_complete=complete_listed)
@click.argument("name", required=False)
@with_options(FILES, RECURSIVE, PROJECT)
@click.option("--stage", metavar="NAME", help="Only promotions to this Stage.", shell_complete=complete_stage)
@click.option("-o", "--output", type=click.Choice(["text", "json", "yaml", "name"]), default="text", help="The form.")
@click.pass_context
def command(
    ctx: click.Context,
    kind: str,
    name: str | None,
    files: tuple[str, ...],
    recursive: bool,
    project: str | None,
    stage: str | None,
    output: str,
) -> None:
    """List resources of a KIND, or show the one called NAME.

    Kinds: promotions (also promo), stages, freight, warehouses, promotiontasks, clusterpromotiontasks. With -f, what
    the manifests hold is listed too; nothing of it is stored.

    \b
    Examples:
      tranship get promotions --stage prod
      tranship get stages -f kargo/
      tranship get freight -o yaml
    """
    wanted = _kind(kind)
    if wanted.model is Promotion and files:
        raise click.UsageError("-f lists what manifests hold; promotions are in the store alone")
    settings = Settings.from_environment(state=ctx.obj["state"])
    with open_apart(settings) if files else open_app(settings) as app:
        if files:
            # Only manifests need what reads them, and listing is to be fast.
            from tranship.cli.reading import load_inputs

            load_inputs(app.store, files, recursive, (), project)
        found: list[Any] = app.store.list(wanted.model, project)
        if name:
            found = [one for one in found if one.name == name] or [one for one in found if one.name.startswith(name)]
            if not found:
                raise InputError(
                    f'there is no {wanted.model.kind} "{name}"; `tranship get {wanted.name}` lists what there is'
                )
        if wanted.model is Promotion:
            found = [present(app.store, one) for one in newest_first(found) if stage in (None, one.spec.stage)]
            if found and output == "text":
                _print_promotions(app.store, found, wanted)
                return
    _print(found, output, wanted, single=bool(name) and len(found) == 1)


def _print_promotions(store: Store, found: Sequence[Promotion], kind: Kind) -> None:
    """The table, and what to do about promotions that nobody drives any more."""
    left = [one.name for one in found if is_interrupted(store, one)]
    print_table(kind.head, [_promotion_row(one, one.name in left) for one in found])
    if left:
        which = left[0] if len(left) == 1 else "NAME"
        click.echo(f"\nNobody runs what was interrupted. Go on with: tranship resume {which}", err=True)


def _print(found: Sequence[Any], output: str, kind: Kind, *, single: bool) -> None:
    if output == "name":
        for one in found:
            click.echo(one.name)
    elif output in ("json", "yaml"):
        items = [concealed_text(dump(one)) for one in found]
        data = items[0] if single else {"apiVersion": "v1", "kind": "List", "items": items}
        print_document(data, output)
    elif found:
        print_table(kind.head, [kind.row(one) for one in found])
    else:
        click.echo(f"No {kind.name} yet. Name manifests by -f FOLDER, or promote something first.", err=True)
