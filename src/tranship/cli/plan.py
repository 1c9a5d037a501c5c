"""tranship plan: what a promotion would change, as a diff; nothing outside changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from tranship.app import Settings, open_apart
from tranship.builtin_steps import step_definitions
from tranship.cli.inputs import Wish, make_wish
from tranship.cli.options import Request, request_options, with_options
from tranship.cli.reading import load_inputs
from tranship.cli.session import interruptible
from tranship.cli.view.blocks import as_yaml
from tranship.cli.view.consoles import progress_console, result_console
from tranship.cli.view.headline import absence
from tranship.credentials.secrets import SecretRegistry
from tranship.execution import Cancellation, utc_now
from tranship.plan import Plan, Planner
from tranship.plan.comparison import Comparison, comparison_data
from tranship.plan.data import plan_data
from tranship.plan.sending import choices
from tranship.promotion.step import Step, steps_of

NO_CHANGE, WOULD_FAIL, CHANGES = 0, 1, 2
"""Exit codes."""

OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Choice(["text", "json", "yaml", "markdown"]),
    default="text",
    help="The form of the result; markdown is for a comment on a pull request.",
)


@click.command("plan")
@request_options
@with_options(OUTPUT)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 if something would change.")
@click.option("--against", metavar="REF", help="Show what differs from the plan of the manifests as of this commit.")
@click.option("--send", multiple=True, metavar="ALIAS", help="Send this step's request, whatever it does; repeatable.")
@click.option("--no-send", multiple=True, metavar="ALIAS", help="Don't send this step's request; may be repeated.")
@click.pass_context
def command(
    ctx: click.Context,
    request: Request,
    output: str,
    detailed_exitcode: bool,
    against: str | None,
    send: tuple[str, ...],
    no_send: tuple[str, ...],
) -> int:
    """Show what a promotion would change, and change nothing.

    Runs the Stage's promotion template in a scratch folder: clones for real, edits for real, and shows the diff of
    what it would push, instead of pushing it. What nobody can know before is named. Takes the same flags as promote.
    Of HTTP requests, GET and HEAD are sent, and no others.

    \b
    Examples:
      tranship plan -f kargo/ --stage prod --image ghcr.io/acme/web:1.4.2
      tranship plan -f kargo/ --stage prod --freight happy-otter -o markdown
      tranship plan -f kargo/ --stage prod --freight 3f2c1ab --against main

    Exit codes: 0, or 1 if it would fail, 3 bad input; with --detailed-exitcode also 2 if something would change (with
    --against: if the result would be another one).
    """
    settings = Settings.from_environment(state=ctx.obj["state"])
    with open_apart(settings) as app, interruptible():
        now, secrets = utc_now(), SecretRegistry()
        older = None
        if against is not None:
            from tranship.cli.against import Older

            older = Older(settings, request, against, now, secrets)
            older.check()
        resources = load_inputs(app.store, request.files, request.recursive, request.secrets, request.project)
        wish = make_wish(app.store, resources, request, now)
        wish.stored(app.store)
        click.echo(absence(wish.missing), err=True, nl=False)
        sends = choices(steps_of(wish.promotion), step_definitions(), wish.stage, send=send, no_send=no_send)
        with app.planner() as planner, progress_console().status("planning", spinner="dots") as status:

            def watch(step: Step, text: str) -> None:
                status.update(f"planning · {step.alias} {text}".rstrip())

            def make_plan(planner: Planner, wish: Wish, sends: Mapping[str, bool]) -> Plan:
                return planner.plan(
                    wish.promotion,
                    wish.stage,
                    wish.freight,
                    cancel=Cancellation(),
                    secrets=secrets,
                    sends=sends,
                    watch=watch,
                    clock=lambda: now,
                )

            def plan_older(planner: Planner, older: Wish) -> Plan:
                steps, definitions = steps_of(older.promotion), step_definitions()
                said = choices(steps, definitions, older.stage, send=send, no_send=no_send, missing_ok=True)
                return make_plan(planner, older, said)

            plan = make_plan(planner, wish, sends)
            comparison = older.compared(wish, plan, planner, plan_older) if older else None
    if comparison is None:
        _print_plan(plan, output)
    else:
        _print_comparison(comparison, output)
    if plan.failure is not None:
        return WOULD_FAIL
    differs = plan.changes_anything if comparison is None else comparison.differs
    return CHANGES if detailed_exitcode and differs else NO_CHANGE


def _print_plan(plan: Plan, output: str) -> None:
    if output == "text":
        from tranship.cli.view.plan import print_plan

        print_plan(result_console(), plan)
    elif output == "markdown":
        from tranship.cli.view.plan_markdown import plan_markdown

        click.echo(plan_markdown(plan), nl=False)
    else:
        _print_data(plan_data(plan), output)


def _print_comparison(comparison: Comparison, output: str) -> None:
    if output == "text":
        from tranship.cli.view.comparison import print_comparison

        print_comparison(result_console(), comparison)
    elif output == "markdown":
        from tranship.cli.view.comparison import comparison_markdown

        click.echo(comparison_markdown(comparison), nl=False)
    else:
        _print_data(comparison_data(comparison), output)


def _print_data(data: dict[str, Any], output: str) -> None:
    click.echo(json.dumps(data, indent=2, ensure_ascii=False) if output == "json" else as_yaml(data))
