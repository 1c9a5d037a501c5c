"""Where an error of an expression is in the file that the expression was read from."""

from __future__ import annotations

from tranship.errors import ExprError, FieldPath
from tranship.models.source import SourceMap


def placed(error: ExprError, source: SourceMap | None, path: FieldPath | None = None) -> ExprError:
    """The error with its file, line and column: its text is ``file:line:col: field: message``, the line, and carets.

    :param source: the places of what the expression stands in; None leaves the error as it is.
    :param path: where in there, if not at the error's own field.
    """
    if source is None:
        return error
    return error.at(source.locate_within(error.field if path is None else path, error.start))
