"""Errors as a user reads them: what happened, where, and what to do; a traceback only when asked for."""

from __future__ import annotations

import traceback
from collections.abc import Callable

import click

from tranship.errors import CancelledError, ExprError, InputError, TranshipError

BAD_INPUT, ERRORED, INTERRUPTED = 3, 2, 130


def show_error(error: Exception, *, debug: bool, mask: Callable[[str], str] = str) -> int:
    """Write an error to stderr; returns the exit code it stands for.

    An error that is not meant for users is a bug of tranship, and says so.

    :param mask: hides secrets, which only the errors of bugs should need, and tracebacks.
    """

    def say(text: str) -> None:
        click.echo(mask(text), err=True)

    if debug:
        say("".join(traceback.format_exception(error)).rstrip("\n"))
    if isinstance(error, TranshipError):
        say(str(error))
        if isinstance(error, InputError | ExprError):
            return BAD_INPUT
        return INTERRUPTED if isinstance(error, CancelledError) else ERRORED
    if isinstance(error, OSError) and error.strerror:
        say(f"{error.filename}: {error.strerror}" if error.filename else error.strerror)
        return ERRORED
    say(f"tranship has a bug: {type(error).__name__}: {error}")
    if not debug:
        say("Please report it with what --debug shows.")
    return ERRORED
