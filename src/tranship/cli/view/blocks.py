"""Blocks of text beneath a line: a title, and values as people read them in YAML."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from rich.console import Console

Say = Callable[[str], None]
"""Writes one line."""


def saying(console: Console) -> Say:
    """Writes lines as they are: nothing in them is markup, and nobody breaks them."""
    return lambda text: console.print(text, markup=False, soft_wrap=True)


def as_yaml(value: Any) -> str:
    """A JSON-like value as YAML; texts of several lines are easy to read."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True).rstrip("\n").removesuffix("\n...")


def block(say: Say, title: str, text: str, indent: str = "    ") -> None:
    """A title with its text: in one line if that has one, else below it."""
    lines = text.splitlines()
    if len(lines) == 1:
        say(f"{indent}{title}: {lines[0]}")
        return
    say(f"{indent}{title}:")
    for line in lines:
        say(f"{indent}  {line}".rstrip())


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as they are, and indents lists below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value.strip("\n") else None)


_Dumper.add_representer(str, _text)
