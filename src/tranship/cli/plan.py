"""tranship plan: what a promotion would change, as a diff; nothing outside changes."""

from __future__ import annotations

import json

import click

from tranship.app import Settings, open_apart
from tranship.cli.inputs import make_wish
from tranship.cli.options import OUTPUT, Request, request_options, with_options
from tranship.cli.reading import load_inputs
from tranship.cli.session import interruptible
from tranship.cli.view.blocks import as_yaml
from tranship.cli.view.consoles import progress_console, result_console
from tranship.cli.view.plan import print_plan
from tranship.execution import Cancellation
from tranship.plan.data import plan_data
from tranship.promotion.engine import utc_now
from tranship.promotion.step import Step

NO_CHANGE, WOULD_FAIL, CHANGES = 0, 1, 2
"""Exit codes."""


@click.command("plan")
@request_options
@with_options(OUTPUT)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 if something would change.")
@click.pass_context
def command(ctx: click.Context, request: Request, output: str, detailed_exitcode: bool) -> int:
    """Show what a promotion would change, and change nothing.

    Runs the Stage's promotion template in a scratch folder: clones for real, edits for real, and shows the diff of
    what it would push, instead of pushing it. What nobody can know before is named. Takes the same flags as promote.

    \b
    Examples:
      tranship plan -f kargo/ --stage prod --image ghcr.io/acme/web:1.4.2
      tranship plan -f kargo/ --stage prod --freight happy-otter -o json

    Exit codes: 0, or 1 if it would fail, 3 bad input; with --detailed-exitcode also 2 if something would change.
    """
    settings = Settings.from_environment(state=ctx.obj["state"])
    with open_apart(settings) as app, interruptible():
        resources = load_inputs(app.store, request.files, request.recursive, request.secrets, request.project)
        wish = make_wish(app.store, resources, request, utc_now())
        wish.stored(app.store)
        console = progress_console()
        with app.planner() as planner, console.status("planning", spinner="dots") as status:

            def watch(step: Step, text: str) -> None:
                status.update(f"planning · {step.alias} {text}".rstrip())

            plan = planner.plan(wish.promotion, wish.stage, wish.freight, cancel=Cancellation(), watch=watch)
    if output == "text":
        print_plan(result_console(), plan)
    else:
        data = plan_data(plan)
        click.echo(json.dumps(data, indent=2, ensure_ascii=False) if output == "json" else as_yaml(data))
    if plan.failure is not None:
        return WOULD_FAIL
    return CHANGES if detailed_exitcode and plan.changes_anything else NO_CHANGE
