"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tranship.errors import InputError, Position

if TYPE_CHECKING:
    from tranship.lint.facts import Facts


class Severity(StrEnum):
    """How bad it is: an error stops a promotion or makes it do something else; a warning may be meant."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """Something that is wrong, at its place.

    :param message: what is wrong, in one line.
    :param position: where.
    :param end: the place behind it, in the same line; None where it is the word or the value at ``position``.
    :param hint: what to do.
    :param hidden: whether the line must not be shown, because it may hold a secret.
    """

    message: str
    position: Position
    end: Position | None = None
    hint: str = ""
    hidden: bool = False

    @staticmethod
    def of(error: InputError, hint: str = "") -> Problem:
        """The problem that an error of the input is; what its message says behind a semicolon becomes the hint."""
        message, semicolon, advice = error.message.partition("; ")
        if not (hint or semicolon):
            message, bracket, rest = error.message.partition(" (did you mean ")
            advice = f"did you mean {rest.removesuffix(')')}" if bracket else ""
        return Problem(message, error.position or Position("", 1, 1), hint=hint or advice)


@dataclass(frozen=True)
class Rule:
    """A rule.

    :param code: by which it is selected and silenced, such as TS203. The hundreds are topics.
    :param name: the same in words, such as unknown-output.
    :param severity: of all that it finds.
    :param summary: what it is about, in one line.
    :param why: what happens if nobody minds; whole sentences.
    :param bad: an example with such a problem: manifests, or the steps of a Stage.
    :param good: the same without it.
    :param check: finds the problems.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    why: str
    bad: str
    good: str
    check: Callable[[Facts], Iterable[Problem]]


@dataclass(frozen=True)
class Finding:
    """A problem, and the rule that found it."""

    rule: Rule
    problem: Problem

    @property
    def position(self) -> Position:
        """Where it is."""
        return self.problem.position
