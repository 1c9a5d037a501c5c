"""The command `tranship`: its verbs, loaded when they are called, and what an error looks like."""

from __future__ import annotations

import gc
import importlib
import io
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

import click

from tranship import __version__

VERBS: Mapping[str, str] = {
    "promote": "Promote Freight to a Stage.",
    "plan": "Show what a promotion would change, and change nothing.",
    "lint": "Find what is wrong with manifests before anything runs.",
    "test": "Run the unit tests of promotion templates.",
    "init": "Write an example project to start from.",
    "get": "List promotions, stages, freight and other resources.",
    "describe": "Show one promotion in full.",
    "logs": "Show what the steps of a promotion wrote.",
    "health": "Ask how what a promotion has changed is doing.",
    "resume": "Go on with a promotion that was interrupted.",
    "abort": "Stop a promotion for good.",
    "steps": "List the kinds of steps, or explain one.",
    "schema": "Print the JSON Schema of manifests, for editors.",
    "eval": "Evaluate an expression, a template or a configuration.",
    "completion": "Print the completion script for bash, zsh or fish.",
}
"""The verbs with their one-line help, so that listing them loads none of them."""

COMPLETION = "_TRANSHIP_COMPLETE"
"""The environment variable by which a shell asks for completions; click answers."""

ExitCode = int
SUCCEEDED, FAILED, ERRORED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 3, 130

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Commands are short and leave few cycles; Python's own 700 has it look for them a fifth of the time of a lint."""


class _LazyVerbs(click.Group):
    """A group whose commands are imported when they are called: typing ``tranship --version`` costs nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """The verbs, in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"tranship.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table of verbs, from their one-line help alone."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or suggest the one that was probably meant."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in VERBS:
            from difflib import get_close_matches

            close = get_close_matches(name, VERBS, n=1)
            hint = f' Did you mean "{close[0]}"?' if close else " `tranship --help` lists what there is."
            raise click.UsageError(f'there is no command "{name}".{hint}', ctx)
        return super().resolve_command(ctx, args)


def _print_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"tranship {__version__}")
        ctx.exit()


@click.group(
    cls=_LazyVerbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: tranship plan -f FOLDER --stage STAGE --image REPO:TAG",
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Print the version."
)
@click.option("--debug", is_flag=True, help="Show tracebacks with errors.")
@click.option("--state", metavar="FILE", help="The store of promotions. Default: $XDG_STATE_HOME/tranship/tranship.db.")
@click.pass_context
def cli(ctx: click.Context, debug: bool, state: str | None) -> None:
    """Run Kargo promotions anywhere: the same YAML, on a laptop, in CI, on Kubernetes."""
    ctx.ensure_object(dict).update(debug=debug, state=state)


def entry() -> None:
    """What the installed script calls: run, and end the process with the exit code of the outcome."""
    # Pydantic would look for plugins in all that is installed, which takes longer than most commands do.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the locale has no sign for is no reason to end a promotion.
            stream.reconfigure(errors="replace")
    code = run(sys.argv[1:])
    # All is over but for the tidying up of the interpreter; a second Ctrl-C is not to hide how it ended.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    sys.exit(code)


def _open_closed_streams() -> None:
    """Give stdin, stdout and stderr to nobody where whoever started us has closed them.

    Else the next file that is opened, such as the store, would get the number of one, and what is printed with it.
    """
    for name, number, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            os.set_inheritable(number, True)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - open to the end.


def run(arguments: list[str]) -> ExitCode:
    """Run the command line; every way in which that can end is an exit code.

    0 succeeded, 1 failed, 2 errored, 3 bad input, 130 interrupted.
    """
    debug = "--debug" in arguments
    shared: dict[str, Any] = {}
    try:
        code = cli.main(arguments, prog_name="tranship", standalone_mode=False, obj=shared)
    except click.exceptions.NoArgsIsHelpError as question:
        click.echo(question.message)
        return SUCCEEDED
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (SystemExit, BrokenPipeError) as end:
        if COMPLETION in os.environ:
            raise
        # Whoever read our output has seen enough, and click ends on that. Python would complain when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SUCCEEDED if isinstance(end, BrokenPipeError) or end.code == 1 else ERRORED
    except Exception as error:  # noqa: BLE001 - the last place where an error can become words.
        from tranship.cli.view.errors import show_error

        # Verbs that touch secrets share what is to be masked.
        secrets = shared.get("secrets")
        return show_error(error, debug=debug, mask=secrets.mask if secrets else str)
    return code if isinstance(code, int) else SUCCEEDED
