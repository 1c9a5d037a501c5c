"""tranship steps: the kinds of steps there are, and what one of them takes and gives."""

from __future__ import annotations

import json
import textwrap

import click

from tranship.authoring import StepDefinition
from tranship.authoring.reference import FieldText, effects_text, fields_of, outputs_of, timeout_text
from tranship.builtin_steps import step_definitions
from tranship.cli.completing import complete_step_kind
from tranship.cli.view.table import print_table
from tranship.errors import InputError
from tranship.promotion.engine import unknown_kind

_WIDTH = 80


@click.command("steps")
@click.argument("kind", required=False, shell_complete=complete_step_kind)
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="json: a JSON Schema.")
def command(kind: str | None, output: str) -> None:
    """List the kinds of steps, or explain one: its configuration, outputs and limits.

    \b
    Examples:
      tranship steps
      tranship steps git-clone
      tranship steps git-clone -o json      (the JSON Schema of its configuration)
    """
    definitions = step_definitions()
    if kind is None:
        if output == "json":
            schemas = {name: one.config.model_json_schema() for name, one in sorted(definitions.items())}
            click.echo(json.dumps(schemas, indent=2, ensure_ascii=False))
        else:
            print_table(("KIND", "WHAT IT DOES"), [(name, one.summary) for name, one in sorted(definitions.items())])
            click.echo("\nMore about one: tranship steps KIND", err=True)
        return
    if kind not in definitions:
        raise InputError(unknown_kind(kind, definitions))
    if output == "json":
        click.echo(json.dumps(definitions[kind].config.model_json_schema(), indent=2, ensure_ascii=False))
    else:
        _explain(kind, definitions[kind])


def _explain(kind: str, definition: StepDefinition) -> None:
    effects = effects_text(definition)
    touches = f"It {effects}" if definition.effects is not None else effects[0].upper() + effects[1:]
    _print_wrapped(f"{kind}: {definition.summary}", "", "  ")
    _print_wrapped(f"{touches}; {timeout_text(definition)}.", "", "")
    fields = fields_of(definition.config)
    click.echo("\nconfig:" if fields else "\nconfig: any fields")
    for field in fields:
        _print_field(field)
    outputs = outputs_of(definition)
    if outputs is None:
        click.echo("\noutputs: depend on its configuration")
    elif outputs:
        click.echo("\noutputs:")
        for name, words in outputs:
            click.echo(f"  {name}  {words}")
    else:
        click.echo("\noutputs: none")


def _print_field(field: FieldText) -> None:
    """A field by its last name, indented below the field that holds it."""
    depth = field.path.count(".")
    indent = "  " * (depth + 1)
    name = field.path.rpartition(".")[2]
    facts = [field.type.replace("`", '"'), "required" if field.required else f"default: {field.default}"]
    shown = ", ".join(fact for fact in facts if fact != "default: ")
    _print_wrapped(f"{name}  ({shown})", indent, f"{indent}    ")
    _print_wrapped(field.description.replace("`", '"'), f"{indent}    ", f"{indent}    ")


def _print_wrapped(text: str, first: str, others: str) -> None:
    for line in textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False):
        click.echo(line)
