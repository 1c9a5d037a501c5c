"""TS5: secrets that stand in the open, where everybody who can read the repository can read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tranship.errors import FieldPath
from tranship.lint.facts import Facts
from tranship.lint.findings import Problem, Rule, Severity
from tranship.models.base import KargoModel

_SECRET = re.compile(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,}|glpat-[A-Za-z0-9_-]{20,}"
    r"|AKIA[0-9A-Z]{16}\b|xox[abprs]-[0-9A-Za-z-]{20,})"
    r"|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"
    r"|\b[a-z][a-z0-9+.-]*://[^\s/:@${}]+:(?P<password>[^\s/:@${}<>]{4,})@"
)
"""What is a secret by its form: tokens of forges, clouds and chats, private keys, and passwords in URLs."""


def _in_the_open(facts: Facts) -> Iterator[Problem]:
    for flow in facts.flows:
        for variable in flow.variables:
            yield from _secrets(variable, ("value",), variable.value)
        for step in flow.written:
            yield from _secrets(step, ("config",), step.config)
            for variable in step.vars:
                yield from _secrets(variable, ("value",), variable.value)


def _secrets(model: KargoModel, path: FieldPath, value: Any) -> Iterator[Problem]:
    source = model.source
    left: list[tuple[FieldPath, Any]] = [(path, value)]
    while left:
        where, part = left.pop()
        if isinstance(part, dict):
            left += [((*where, key), item) for key, item in part.items()]
        elif isinstance(part, list):
            left += [((*where, index), item) for index, item in enumerate(part)]
        elif isinstance(part, str) and source is not None and (found := _SECRET.search(part)):
            position = source.locate_within(where, found.start())
            hint = "keep it in a Secret, and read it by ${{ secret('NAME').KEY }}"
            yield Problem("this looks like a secret", position, hint=hint, hidden=True)


SECRET_RULES = (
    Rule(
        "TS501",
        "secret-in-the-open",
        Severity.WARNING,
        "A token, a private key or a password in a URL stands in a step or a variable.",
        "Whoever can read the repository, or the Promotion in the cluster, can read it. Only what is a secret by its "
        "form is found, and its line is not repeated.",
        bad="- uses: http\n  config: {url: 'https://bot:hunter22@example.com/hook'}\n",
        good="- uses: http\n  config: {url: \"https://example.com/hook?key=${{ secret('hook').key }}\"}\n",
        check=_in_the_open,
    ),
)
"""The rules for secrets."""
