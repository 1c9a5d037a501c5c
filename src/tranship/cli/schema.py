"""tranship schema: prints the JSON Schema of Kargo's manifests."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of Kargo's manifests and of their tests, with the configuration of every kind of step.

    Editors complete and check manifests by it. In YAML files name it in the first line:
    # yaml-language-server: $schema=kargo.schema.json

    \b
    Example:
      tranship schema > kargo.schema.json
    """
    from tranship.builtin_steps import step_definitions
    from tranship.lint.schema import schema_of_manifests
    from tranship.testing.schema import add_tests

    schema = add_tests(schema_of_manifests(step_definitions()))
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))
