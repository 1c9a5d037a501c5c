"""Errors as a user reads them: what happened, where, and what to do; a traceback only when asked for."""

from __future__ import annotations

import sys
import traceback

import click

from tranship.errors import CancelledError, ExprError, InputError, TranshipError

BAD_INPUT, ERRORED, INTERRUPTED = 3, 2, 130


def show_error(error: Exception, *, debug: bool) -> int:
    """Write an error to stderr; returns the exit code it stands for.

    An error that is not meant for users is a bug of tranship, and says so.
    """
    if debug:
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, TranshipError):
        click.echo(str(error), err=True)
        if isinstance(error, InputError | ExprError):
            return BAD_INPUT
        return INTERRUPTED if isinstance(error, CancelledError) else ERRORED
    if isinstance(error, OSError) and error.strerror:
        click.echo(f"{error.filename}: {error.strerror}" if error.filename else error.strerror, err=True)
        return ERRORED
    click.echo(f"tranship has a bug: {type(error).__name__}: {error}", err=True)
    if not debug:
        click.echo("Please report it with what --debug shows.", err=True)
    return ERRORED
