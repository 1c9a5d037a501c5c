"""The options that several verbs share: where resources come from, what to promote, and how results are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from tranship.cli.completing import complete_freight, complete_stage

Command = Callable[..., Any]


@dataclass(frozen=True)
class Request:
    """What somebody asks to promote, as they wrote it."""

    files: tuple[str, ...]
    recursive: bool
    project: str | None
    stage: str
    freight: str | None
    freight_alias: str | None
    images: tuple[str, ...]
    commits: tuple[str, ...]
    charts: tuple[str, ...]
    with_freight: tuple[str, ...]
    origin: str | None
    variables: tuple[tuple[str, str], ...]
    secrets: tuple[str, ...]
    actor: str
    require_available: bool


FILES = click.option(
    "-f",
    "--filename",
    "files",
    multiple=True,
    type=click.Path(allow_dash=True),
    metavar="PATH",
    help="A manifest, a folder of them, or - for stdin.",
)
RECURSIVE = click.option("-R", "--recursive", is_flag=True, help="Read folders with all that is below them.")
PROJECT = click.option(
    "-p", "-n", "--project", metavar="NAME", help="The project. Default: that of the manifests at hand."
)
SECRET = click.option(
    "--secret",
    "secrets",
    multiple=True,
    metavar="NAME.KEY=env:VAR",
    help="A value of a Secret, from the environment (env:VAR) or a file (file:PATH); it is never stored.",
)
OUTPUT = click.option(
    "-o", "--output", type=click.Choice(["text", "json", "yaml"]), default="text", help="The form of the result."
)
KEEP_WORK_DIR = click.option("--keep-work-dir", is_flag=True, help="Leave the work directory behind at the end.")
TIMESTAMPS = click.option("--timestamps", is_flag=True, help="Plain lines, each with the time.")

STAGE = click.option(
    "--stage", required=True, metavar="NAME", help="The Stage to promote to.", shell_complete=complete_stage
)
_INPUT = (FILES, RECURSIVE, PROJECT)
_REQUEST = (
    click.option(
        "--freight",
        metavar="NAME",
        help="Freight by its name, the start of it, or its alias.",
        shell_complete=complete_freight,
    ),
    click.option(
        "--freight-alias", metavar="ALIAS", help="Freight by its alias alone.", shell_complete=complete_freight
    ),
    click.option("--image", "images", multiple=True, metavar="R:T[@D]", help="This image; may be repeated."),
    click.option("--commit", "commits", multiple=True, metavar="R@SHA", help="This commit; may be repeated."),
    click.option("--chart", "charts", multiple=True, metavar="R[:N]@V", help="This chart version; may be repeated."),
    click.option(
        "--with-freight",
        multiple=True,
        metavar="NAME",
        help="Freight of another origin to go along.",
        shell_complete=complete_freight,
    ),
    click.option("--origin", metavar="WAREHOUSE", help="The Warehouse that --image and its kin belong to."),
    click.option("--var", "variables", multiple=True, metavar="K=V", help="Set a variable of the promotion."),
    SECRET,
    click.option("--actor", default="", metavar="NAME", help="Who promotes, as templates see it."),
    click.option("--require-available", is_flag=True, help="Refuse Freight that the Stage may not have yet."),
)


def with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """A decorator that adds options in this order."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def request_options(command: Command, *, stage: Callable[[Command], Command] = STAGE) -> Command:
    """Add the options that say what to promote and where to; the verb gets them as ``request``.

    :param stage: the option that names the Stage, where it isn't required.
    """

    def collect(*, variables: tuple[str, ...], **given: Any) -> Any:
        fields = {name: given.pop(name) for name in Request.__dataclass_fields__ if name != "variables"}
        request = Request(variables=tuple(_pair(text) for text in variables), **fields)
        return command(request=request, **given)

    collect.__doc__ = command.__doc__
    collect.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    return with_options(*_INPUT, stage, *_REQUEST)(collect)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError("--var is written NAME=VALUE")
    return name, value
