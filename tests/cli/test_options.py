from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from tranship.cli.options import Request, request_options


@click.command()
@request_options
def show(request: Request) -> None:
    """Show what was asked for."""
    click.echo(repr(request))


def asked(*arguments: str) -> click.testing.Result:
    return CliRunner().invoke(show, arguments)


def test_every_flag_arrives_in_the_request() -> None:
    result = asked(
        *("-f", "a.yaml", "-f", "b/", "-R", "-p", "demo", "--stage", "test", "--image", "r:1", "--commit", "g@abc"),
        *("--chart", "c@1", "--with-freight", "other", "--origin", "web", "--var", "a=b=c", "--secret", "s.k=env:V"),
        *("--actor", "ana", "--require-available", "--freight", "f", "--freight-alias", "otter"),
    )
    assert result.output.strip() == repr(
        Request(
            files=("a.yaml", "b/"),
            recursive=True,
            project="demo",
            stage="test",
            freight="f",
            freight_alias="otter",
            images=("r:1",),
            commits=("g@abc",),
            charts=("c@1",),
            with_freight=("other",),
            origin="web",
            variables=(("a", "b=c"),),
            secrets=("s.k=env:V",),
            actor="ana",
            require_available=True,
        )
    )


def test_the_stage_is_required() -> None:
    assert "Missing option '--stage'" in asked().output


@pytest.mark.parametrize("text", ["novalue", "=x"])
def test_a_variable_needs_a_name_and_a_value(text: str) -> None:
    assert "--var is written NAME=VALUE" in asked("--stage", "x", "--var", text).output


def test_help_keeps_the_words_of_the_verb() -> None:
    assert "Show what was asked for." in asked("--help").output
