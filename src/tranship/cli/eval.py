"""tranship eval: evaluates an expression, a template or a configuration, with names of one's own or those of a step."""

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
from tranship.cli.playground import Playground, at_terminal, described, evaluate, shown
from tranship.cli.reading import load_inputs
from tranship.credentials.secrets import SecretRegistry
from tranship.errors import ExprError, InputError
from tranship.execution import utc_now
from tranship.expressions.document import compile_document
from tranship.expressions.places import placed
from tranship.expressions.template import BoundFunctions
from tranship.expressions.tracing import trace
from tranship.exprlang import to_json
from tranship.formats.lines import Lines
from tranship.formats.yaml_dialects import MANIFEST, compose_documents, value_of
from tranship.formats.yaml_places import Places
from tranship.models.source import SourceMap
from tranship.promotion.context import Context
from tranship.promotion.evaluation import StepEvaluation
from tranship.promotion.ledger import Ledger
from tranship.promotion.step import Step, steps_of

_STAGE = click.option("--stage", default="", metavar="NAME", help="Evaluate as a promotion to this Stage would.")


def _optional_request(command: Command) -> Command:
    return request_options(command, stage=_STAGE)


@click.command("eval")
@click.argument("expression", required=False)
@_optional_request
@click.option("--step", metavar="ALIAS", help="As this step of the Stage sees it, with its own variables.")
@click.option("--config", metavar="FILE", help="A whole step configuration (YAML or JSON; - for stdin).")
@click.option(
    "--env", "environment", metavar="JSON", help="Names and values: JSON, a file that holds it, or - (stdin)."
)
@click.option("--types", is_flag=True, help="Show what each part comes to, with its type.")
@click.option(
    "-o", "--output", type=click.Choice(["text", "json"]), default="text", help="text: strings without quotes."
)
@click.pass_context
def command(
    ctx: click.Context,
    expression: str | None,
    request: Request,
    step: str | None,
    config: str | None,
    environment: str | None,
    types: bool,
    output: str,
) -> None:
    """Evaluate an EXPRESSION, a text with expressions between ${{ and }}, or a whole step configuration.

    With --env it sees the names there; with --stage (and what to promote, as for promote) what a step of that Stage
    would see: ctx, vars, and functions such as imageFrom. With --step alone it is that step's configuration. Without
    anything to evaluate it asks, line by line.

    \b
    Examples:
      tranship eval '1 + 2 * 3'
      tranship eval 'outputs.image.tag' --env '{"outputs": {"image": {"tag": 1}}}'
      tranship eval 'vars.repoURL' -f kargo/ --stage test --freight 3f2c1ab
      tranship eval -f kargo/ --stage test --freight 3f2c1ab --step update
      tranship eval --env values.json
    """
    if expression is not None and config is not None:
        raise InputError("an EXPRESSION and --config can't be evaluated at once; leave one of them out")
    secrets = ctx.obj["secrets"] = SecretRegistry()
    settings = Settings.from_environment(state=ctx.obj["state"])
    with open_apart(settings) as app:
        evaluation = _evaluation(app, request, step, secrets)
        env = evaluation.env
        env.update(_read_environment(environment))
        if config is not None or (expression is None and step):
            if types:
                raise InputError("--types shows the parts of an EXPRESSION, not of a whole configuration")
            value = _evaluated_file(config, env, evaluation.functions) if config else evaluation.config()
            _print_config(value, output, secrets)
        elif expression is None and sys.stdin.isatty():
            playground = Playground(env, evaluation.functions, secrets.mask, types=types)
            at_terminal(playground, settings.state.with_name("eval-history"))
        else:
            text = sys.stdin.read().strip() if expression is None else expression
            if types:
                parts = trace(text, env, evaluation.functions)
                click.echo("\n".join(described(parts, secrets.mask)), err=output == "json")
            click.echo(secrets.mask(shown(evaluate(text, env, evaluation.functions), output)))


def _print_config(value: Any, output: str, secrets: SecretRegistry) -> None:
    """Write an evaluated configuration: as YAML, or as JSON."""
    from tranship.cli.view.blocks import as_yaml

    masked = secrets.mask_value(json.loads(to_json(value)))
    click.echo(json.dumps(masked, indent=2, ensure_ascii=False) if output == "json" else as_yaml(masked).rstrip("\n"))


def _evaluated_file(place: str, env: Mapping[str, Any], functions: BoundFunctions) -> Any:
    """The configuration in a file, evaluated. Errors name the file, the line and the column."""
    text = _read(place, "--config takes a file")
    file = "<stdin>" if place == "-" else place
    nodes = compose_documents(text, file)
    if len(nodes) != 1:
        raise InputError(f"{file} must hold one document: a step's configuration")
    lines = Lines(file, text)
    value = value_of(nodes[0], MANIFEST, lines)
    if not isinstance(value, dict):
        raise InputError(f"{file} must hold a map: the fields of a step's configuration")
    places = Places(nodes[0], MANIFEST, lines)
    try:
        return compile_document(value).evaluate(env, functions)
    except ExprError as error:
        source = SourceMap(file, places.find, (), places.find_key, places.find_within)
        raise placed(error, source) from error.__cause__


def _read(place: str, advice: str) -> str:
    """The text of a file, or of stdin for ``-``."""
    if place == "-":
        return sys.stdin.read()
    try:
        return Path(place).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise InputError(f"{place} can't be read: {why}; {advice}") from None


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
    if not text.lstrip().startswith("{"):
        place = "--env" if text == "-" else text
        text = _read(text, "--env takes JSON, or a file that holds it")
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError(f"{place} holds no JSON: {error}") from None
    if not isinstance(value, dict):
        raise InputError(f"{place} must hold a JSON object: names with their values")
    return value
