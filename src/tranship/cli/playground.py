"""The playground of ``tranship eval``: one line after the other is evaluated, with history and completion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from tranship.errors import ExprError, TranshipError
from tranship.expressions import raw
from tranship.expressions.template import BoundFunctions, evaluate_template
from tranship.expressions.tracing import TracedPart, is_template, trace
from tranship.exprlang import Struct, compile_expression, to_json
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.lexer import is_name
from tranship.exprlang.predicates import PREDICATES

HELP = """\
Type an expression, or a text with expressions between ${{ and }}.
  :types      show what each part comes to, or stop it
  :names      what there is to see
  :functions  what can be called
  :quit       leave (so does Ctrl-D)
Tab completes names, fields and functions."""

_WIDEST = 60
_PATH = re.compile(r"[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*")
_TYPED = re.compile(r"(?P<base>(?:[\w$]+\??\.)*)(?P<start>[\w$]*)\Z")


def evaluate(text: str, env: Mapping[str, Any], functions: BoundFunctions) -> Any:
    """The value of an expression, or of a text with expressions in it."""
    if is_template(text):
        return evaluate_template(text, env, functions)
    return raw.evaluate(text, env, (), functions)


def shown(value: Any, output: str = "text") -> str:
    """A value as it is printed: text without quotes, anything else as JSON."""
    return value if isinstance(value, str) and output == "text" else to_json(value)


def described(parts: Iterable[TracedPart], mask: Callable[[str], str]) -> list[str]:
    """The lines that show parts with their types and values."""
    rows = [(_cut(part.source), part.type, _cut(mask(part.value))) for part in parts]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    return [f"  {source:{widths[0]}}  {kind:{widths[1]}}  {value}".rstrip() for source, kind, value in rows]


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 3] + "..."


class Playground:
    """Evaluates lines in one environment. ``mask`` hides what is secret in what is shown."""

    def __init__(
        self, env: Mapping[str, Any], functions: BoundFunctions, mask: Callable[[str], str], *, types: bool = False
    ) -> None:
        self._env = env
        self._functions = functions
        self._mask = mask
        self._types = types

    def answer(self, line: str) -> str | None:
        """What is to be shown for a line; None if it asks to leave."""
        line = line.strip()
        match line:
            case ":quit" | ":q" | "quit" | "exit":
                return None
            case "":
                return ""
            case ":help" | ":h" | ":?" | "?":
                return HELP
            case ":types":
                self._types = not self._types
                return "types are shown" if self._types else "types are not shown"
            case ":names":
                return "  ".join(sorted(self._env)) or "there are no names; --env or --stage give some"
            case ":functions":
                return "  ".join(sorted({*self._functions.table, *BUILTINS, *PREDICATES}))
        if line.startswith(":") and not line.startswith("::"):
            return f"there is no command {line.split()[0]}; :help names them"
        try:
            lines = described(trace(line, self._env, self._functions), self._mask) if self._types else []
            return "\n".join([*lines, self._mask(shown(evaluate(line, self._env, self._functions)))])
        except TranshipError as error:
            return self._mask(str(error))

    def completions(self, typed: str) -> list[str]:
        """What a half-typed line may go on with: whole words, from the last delimiter on."""
        match = _TYPED.search(typed)
        if match is None or match.start() > 0:
            # It stands behind a call or an index, whose value nobody knows without a call.
            return []
        base, start = match["base"], match["start"]
        if base:
            return [base + name for name in self._members(base.rstrip(".?")) if name.startswith(start)]
        calls = (f"{name}(" for name in {*self._functions.table, *BUILTINS, *PREDICATES} if name.startswith(start))
        return sorted([*(name for name in self._env if is_name(name) and name.startswith(start)), *calls])

    def _members(self, path: str) -> list[str]:
        """The names after a dot. Only names are looked up: nothing is called while somebody types."""
        if not _PATH.fullmatch(path):
            return []
        try:
            value = compile_expression(path, self._functions.table).run(self._env, self._functions.context)
        except ExprError:
            return []
        if isinstance(value, Struct):
            return sorted([*value.fields, *(f"{name}(" for name in value.methods)])
        if isinstance(value, Mapping):
            return sorted(key for key in value if isinstance(key, str) and is_name(key))
        return []


def converse(playground: Playground, read: Callable[[], str]) -> None:
    """Answer what ``read`` gives, line by line, until it ends or asks to leave."""
    while True:
        try:
            line = read()
        except EOFError:
            click.echo()
            return
        except KeyboardInterrupt:
            # As in a shell: the line is dropped, and the next one begins.
            click.echo()
            continue
        answer = playground.answer(line)
        if answer is None:
            return
        if answer:
            click.echo(answer)


def at_terminal(playground: Playground, history: Path) -> None:
    """Converse with whoever sits at the terminal; what they type is kept in ``history`` for the next time."""
    import readline

    readline.set_completer_delims(" \t\n\"'`()[]{},;:+-*/%^=!<>&|~#")
    offers: list[str] = []

    def complete(word: str, state: int) -> str | None:
        if state == 0:
            offers[:] = playground.completions(word)
        return offers[state] if state < len(offers) else None

    readline.set_completer(complete)
    # macOS has another library under the same name, with other words for it.
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
    with suppress(OSError):
        readline.read_history_file(history)
    click.echo('An expression, or ":help". Ctrl-D leaves.')
    try:
        converse(playground, lambda: input("> "))
    finally:
        _keep(history)


def _keep(history: Path) -> None:
    """Write the history, for its owner only. Where that can't be, there is none."""
    import readline

    readline.set_history_length(1000)
    with suppress(OSError):
        history.parent.mkdir(parents=True, exist_ok=True)
        history.touch(mode=0o600)
        readline.write_history_file(history)
