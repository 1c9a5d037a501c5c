"""Results for programs: JSON or YAML, alone on stdout."""

from __future__ import annotations

import json
from typing import Any

import click


def print_document(data: Any, output: str) -> None:
    """Write JSON-like data to stdout, as ``output`` says: json or yaml."""
    if output == "json":
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    # Few want YAML, and what writes it takes its time to load.
    from tranship.cli.view.blocks import as_yaml

    click.echo(as_yaml(data))
