"""The whole error tree of tranship.

::

    TranshipError                  everything a user can be told, in words that say what to do
    ├── InputError                 bad input: manifests, flags, files a user named
    │   ├── FieldsError            data that doesn't fit a model: each problem with the path of its field
    │   └── ManifestError          one or more problems in manifests, each with its place
    ├── ExprError                  an expression or template: syntax, names, types, run time
    ├── PathError                  a path that leaves its root, or can't be used
    ├── EditError                  a text that can't be edited without harm
    ├── ClientError                a child process, a server or an API said no
    │   ├── ProcessError           a child process failed (its words, masked)
    │   ├── GitError               git, with what it refused
    │   ├── HTTPError              an HTTP exchange: status, retry advice
    │   └── AddressError           an address that must not be reached
    ├── CredentialsError           credentials that can't be read, minted or decided
    ├── StoreError                 the store of resources
    │   ├── NotFoundError          no such resource
    │   ├── ConflictError          it was changed by someone else meanwhile
    │   ├── AlreadyExistsError     there is one of that name
    │   ├── UnavailableStoreError  its disk is full, or it is kept busy; nothing is lost
    │   └── DamagedStoreError      the store on disk can't be used
    ├── CancelledError             the work was asked to stop
    └── StepError                  what a step raises: Errored, retried up to its error threshold
        ├── TerminalError          Errored, never retried
        └── StepFailed             Failed, a business "no"; terminal unless ``retry=True``

Texts are written for users: what happened, where, why if it is known, and what to do, in that order. They never repeat
input that may hold a secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FieldPath = tuple[str | int, ...]
"""Where in a document: keys and list indexes from its root, e.g. ``("images", 0, "tag")``."""


def field_text(path: FieldPath) -> str:
    """A field path as people write it: ``images[0].tag``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text: ``file`` as the user named it, ``line`` and ``column`` counted from 1 in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class TranshipError(Exception):
    """Base of all errors that are meant for users. ``str()`` of it is a whole message."""


class InputError(TranshipError):
    """Input that can't be used. ``position`` is where, if it has a place."""

    def __init__(self, message: str, position: Position | None = None) -> None:
        super().__init__(f"{position}: {message}" if position else message)
        self.message = message
        self.position = position


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field of some data: its ``path`` in Kargo's spelling; no ``message`` repeats its value.

    ``about_key`` says that it is the key at the end of the path that is wrong, whatever its value is; ``about_kind``
    that the value is of another kind than the field takes, text in place of a number for example.
    """

    path: FieldPath
    message: str
    about_key: bool = False
    about_kind: bool = False

    def __str__(self) -> str:
        return f"{field_text(self.path)}: {self.message}" if self.path else self.message


class FieldsError(InputError):
    """Data that doesn't fit its model: all ``problems`` at once. No value is repeated."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class ManifestError(InputError):
    """All problems of the manifests that were read: ``problems``, one InputError each, in reading order."""

    def __init__(self, problems: Sequence[InputError]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class ExprError(TranshipError):
    """An expression or template that is wrong, or that fails: ``message`` says how, and its place where.

    ``source`` is the whole text; ``start`` and ``end`` count its characters from 0 (``end`` is the one behind the
    place), ``line`` and ``column`` count from 1. The text of the error shows the line with carets under the place; a
    layer that knows where the source stands in a file can place ``message`` there instead. A message names types and
    names, never values: they may be secret. ``field`` is where the source stands in its document, and ``position``
    where the place is in a file, if that is known.
    """

    def __init__(
        self,
        message: str,
        source: str = "",
        start: int = 0,
        end: int | None = None,
        *,
        field: FieldPath = (),
        position: Position | None = None,
    ) -> None:
        self.message = message
        self.source = source
        self.field = field
        self.position = position
        self.start = min(max(start, 0), len(source))
        self.end = min(max(self.start + 1 if end is None else end, self.start), len(source))
        self.line = source.count("\n", 0, self.start) + 1
        self.column = self.start - (source.rfind("\n", 0, self.start) + 1) + 1
        super().__init__(self._drawn())

    def within(self, source: str, offset: int = 0, field: FieldPath = ()) -> ExprError:
        """This error in a text that holds the expression from ``offset`` on, and that stands in ``field``."""
        return ExprError(self.message, source, offset + self.start, offset + self.end, field=field)

    def at(self, position: Position) -> ExprError:
        """This error with the place in a file."""
        return ExprError(self.message, self.source, self.start, self.end, field=self.field, position=position)

    def _drawn(self) -> str:
        """The message with its place, the line of the source, and carets; just the message where there is no source."""
        field = f"{field_text(self.field)}: " if self.field else ""
        position = f"{self.position}: " if self.position else ""
        if not self.source.strip():
            return position + field + self.message
        # The field and the carets say enough about a text of one line.
        place = "" if position or (field and "\n" not in self.source) else f"{self.line}:{self.column}: "
        return f"{position}{field}{place}{self.message}\n{self.drawn_source()}"

    def drawn_source(self) -> str:
        """The line of the source with carets under the place, indented by two columns."""
        first = self.start - (self.column - 1)
        last = self.source.find("\n", self.start)
        text = self.source[first : last if last >= 0 else None]
        offset = self.column - 1
        width = max(1, min(self.end - self.start, len(text) - offset))
        # A long line is cut to what stands around the place, so that the carets stay on the screen.
        cut = max(0, offset - 50) if len(text) > 100 else 0
        shown = text[cut : cut + 100]
        before, after = "…" if cut else "", "…" if cut + 100 < len(text) else ""
        space = "".join(" " if char.isprintable() else "" for char in shown[: offset - cut].replace("\t", " "))
        shown = "".join(char for char in shown.replace("\t", " ") if char.isprintable())
        carets = "^" * min(width, 100)
        return f"  {before}{shown}{after}\n  {' ' * len(before)}{space}{carets}"


class PathError(TranshipError):
    """A path leads out of the folder that confines it, or can't be used as asked."""


class EditError(TranshipError):
    """An edit that can't be made, or that would harm the text. The text is as it was. ``field`` is the key meant."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ClientError(TranshipError):
    """Something outside this process refused or failed."""


class ProcessError(ClientError):
    """A child process failed: its program, exit ``status`` (negative: a signal) and what it printed, masked."""

    def __init__(self, message: str, *, status: int, stdout: str = "", stderr: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.stdout = stdout
        self.stderr = stderr


class GitError(ClientError):
    """Git refused or failed."""


class HTTPError(ClientError):
    """An HTTP exchange failed: ``status`` (None: no answer came) and the server's ``retry_after`` in seconds."""

    def __init__(self, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class AddressError(ClientError):
    """A URL leads where steps must not go: link-local and metadata addresses and, by setting, private ranges."""


class CredentialsError(TranshipError):
    """Credentials that can't be read, minted or decided."""


class StoreError(TranshipError):
    """The store of resources can't do what was asked."""


class NotFoundError(StoreError):
    """There is no such resource."""


class ConflictError(StoreError):
    """The resource was changed since it was read; read it again."""


class AlreadyExistsError(StoreError):
    """There is a resource of that name."""


class UnavailableStoreError(StoreError):
    """The store can't be used right now: its disk is full, or broken, or somebody keeps it busy. Nothing is lost."""


class DamagedStoreError(StoreError):
    """The store on disk is damaged, or of a newer version; it is left as it is."""


class CancelledError(TranshipError):
    """The work was asked to stop, and stopped."""


class StepError(TranshipError):
    """A step could not do its work: status Errored, retried up to the step's error threshold.

    :param message: what happened and what to do.
    :param status: the status that the step reports with its error, if not the one of the class. Any but Failed
        comes out as Errored; one that does not exist ends the step at once.
    :param output: output that the step publishes all the same.
    :param field: where in the step's configuration the cause is, if it is there.
    :param retry_after: seconds after which to try again, if the step knows better than the back-off.
    """

    default_status = "Errored"

    def __init__(
        self,
        message: str,
        *,
        status: str | None = None,
        output: Mapping[str, Any] | None = None,
        field: FieldPath = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = self.default_status if status is None else status
        self.output = output
        self.field = field
        self.retry_after = retry_after


class TerminalError(StepError):
    """A step's error that no retry can mend: status Errored, at once. Wrapped in other errors it stays terminal."""


class StepFailed(StepError):  # noqa: N818 - named for the status it gives
    """A business "no": status Failed. Terminal, unless ``retry`` says that a later attempt may succeed."""

    default_status = "Failed"

    def __init__(
        self,
        message: str,
        *,
        retry: bool = False,
        output: Mapping[str, Any] | None = None,
        field: FieldPath = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, output=output, field=field, retry_after=retry_after)
        self.retry = retry
