"""Lint a text, and see what was found in one line each."""

from __future__ import annotations

from tranship.builtin_steps import step_definitions
from tranship.lint.examples import manifests_of
from tranship.lint.findings import Finding
from tranship.lint.linter import lint_corpus
from tranship.lint.reading import corpus_of

STAGE = manifests_of("- uses: fail\n").rpartition("      - uses")[0]


def findings(text: str) -> list[Finding]:
    """What is found in manifests, or in the steps of a Stage."""
    return list(lint_corpus(corpus_of(manifests_of(text)), step_definitions()).findings)


def found(text: str) -> list[str]:
    """The same as ``CODE message | hint``."""
    return [f"{one.rule.code} {one.problem.message} | {one.problem.hint}".removesuffix(" | ") for one in findings(text)]


def pointed_at(text: str) -> list[str]:
    """The characters of the text that each finding points at, where it knows their end."""
    lines = manifests_of(text).splitlines()
    words = []
    for one in findings(text):
        place, end = one.problem.position, one.problem.end
        words.append(lines[place.line - 1][place.column - 1 : end.column - 1 if end else None])
    return words
