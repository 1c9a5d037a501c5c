"""tranship eval: evaluates an expression or a template, with an environment of one's own or that of a step."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from tranship.app import App, Settings, open_apart
from tranship.cli.inputs import make_wish
from tranship.cli.options import Command, Request, request_options
from tranship.cli.reading import load_inputs
from tranship.credentials.secrets import SecretRegistry
from tranship.errors import InputError
from tranship.expressions import raw
from tranship.expressions.template import BoundFunctions, evaluate_template
from tranship.exprlang import to_json
from tranship.promotion.context import Context
from tranship.promotion.engine import utc_now
from tranship.promotion.evaluation import StepEvaluation
from tranship.promotion.ledger import Ledger
from tranship.promotion.step import Step, steps_of

_STAGE = click.option("--stage", default="", metavar="NAME", help="Evaluate as a promotion to this Stage would.")


def _optional_request(command: Command) -> Command:
    return request_options(command, stage=_STAGE)


@click.command("eval")
@click.argument("expression")
@_optional_request
@click.option("--step", metavar="ALIAS", help="As this step of the Stage sees it, with its own variables.")
@click.option(
    "--env", "environment", metavar="JSON", help="Names and values: JSON, a file that holds it, or - (stdin)."
)
@click.option(
    "-o", "--output", type=click.Choice(["text", "json"]), default="text", help="text: strings without quotes."
)
@click.pass_context
def command(
    ctx: click.Context, expression: str, request: Request, step: str | None, environment: str | None, output: str
) -> None:
    """Evaluate an EXPRESSION, or a text with expressions between ${{ and }}.

    With --env it sees the names there; with --stage (and what to promote, as for promote) what a step of that Stage
    would see: ctx, vars, and functions such as imageFrom.

    \b
    Examples:
      tranship eval '1 + 2 * 3'
      tranship eval 'outputs.image.tag' --env '{"outputs": {"image": {"tag": 1}}}'
      tranship eval 'vars.repoURL' -f kargo/ --stage test --freight 3f2c1ab
    """
    secrets = SecretRegistry()
    with open_apart(Settings.from_environment(state=ctx.obj["state"])) as app:
        evaluation = _evaluation(app, request, step, secrets)
        env = {**evaluation.env, **_read_environment(environment)}
        value = _evaluate(expression, env, evaluation.functions)
    text = value if isinstance(value, str) and output == "text" else to_json(value)
    click.echo(secrets.mask(text))


def _evaluate(text: str, env: Mapping[str, Any], functions: BoundFunctions) -> Any:
    if "${{" in text or "${%" in text:
        return evaluate_template(text, env, functions)
    return raw.evaluate(text, env, (), functions)


def _evaluation(app: App, request: Request, alias: str | None, secrets: SecretRegistry) -> StepEvaluation:
    """The evaluation of a step of a promotion that is asked for; of an empty one, if none is."""
    resources = load_inputs(app.store, request.files, request.recursive, request.secrets, request.project)
    if not request.stage:
        if alias:
            raise InputError("--step needs --stage: the Stage whose step it is")
        context = Context(project=request.project or "", secrets=secrets)
        return StepEvaluation(Step(kind="", alias="eval"), context, Ledger(), app.store, {})
    wish = make_wish(app.store, resources, request, utc_now())
    wish.stored(app.store)
    context = wish.context(app.settings.ui_base_url, secrets)
    steps = {step.alias: step for step in steps_of(wish.promotion)}
    if alias and alias not in steps:
        raise InputError(f'the Stage "{request.stage}" has no step "{alias}"; it has {", ".join(steps)}')
    return StepEvaluation(steps[alias] if alias else Step(kind="", alias="eval"), context, Ledger(), app.store, {})


def _read_environment(text: str | None) -> dict[str, Any]:
    """The names and values that --env gives."""
    if text is None:
        return {}
    place = "--env"
    if text == "-":
        text = sys.stdin.read()
    elif not text.lstrip().startswith("{"):
        place = text
        try:
            text = Path(text).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no text"
            raise InputError(f"{place} can't be read: {why}; --env takes JSON, or a file that holds it") from None
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError(f"{place} holds no JSON: {error}") from None
    if not isinstance(value, dict):
        raise InputError(f"{place} must hold a JSON object: names with their values")
    return value
