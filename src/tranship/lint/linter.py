"""The linter: all rules over one set of files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TextIO

from tranship.authoring import StepDefinition
from tranship.errors import InputError
from tranship.formats.lines import Lines
from tranship.lint.facts import Facts
from tranship.lint.findings import Finding, Rule
from tranship.lint.reading import Corpus, read_corpus
from tranship.lint.rules import RULES
from tranship.lint.silencing import silenced


@dataclass(frozen=True)
class Report:
    """What was found: the ``findings`` in the order of their places.

    :param files: the names of all files that were looked at.
    :param texts: those that may hold manifests.
    :param refused: what could not be opened.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...] = ()
    texts: Mapping[str, Lines] | None = None
    refused: tuple[InputError, ...] = ()


def lint(
    paths: Sequence[str],
    definitions: Mapping[str, StepDefinition],
    *,
    rules: Collection[Rule] = RULES,
    stdin: TextIO | None = None,
) -> Report:
    """Look for problems in files, folders with what is below them, and stdin (``-``)."""
    return lint_corpus(read_corpus(paths, stdin), definitions, rules)


def lint_corpus(corpus: Corpus, definitions: Mapping[str, StepDefinition], rules: Collection[Rule] = RULES) -> Report:
    """Look for problems in what was read. A problem at one place that several flows have is one."""
    facts = Facts(corpus, definitions)
    found: dict[tuple[str, object], Finding] = {}
    quiet = {name: silenced(lines.text) for name, lines in corpus.texts.items()}
    for rule in rules:
        names = {rule.code.lower(), rule.name}
        for problem in rule.check(facts):
            place = problem.position
            if names.isdisjoint(quiet.get(place.file, {}).get(place.line, ())):
                key = (place, problem.message if problem.end is None else problem.end)
                found.setdefault((rule.code, key), Finding(rule, problem))
    findings = sorted(found.values(), key=lambda one: (one.position, one.rule.code))
    return Report(tuple(findings), tuple(corpus.files), corpus.texts, tuple(corpus.refused))


def chosen_rules(select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """The rules that are selected and not ignored, by codes, starts of codes (``TS2``) or names.

    :raises InputError: none is meant by one of them.
    """
    selected = {rule.code for text in select for rule in rules_named(text)} if select else {r.code for r in RULES}
    ignored = {rule.code for text in ignore for rule in rules_named(text)}
    return tuple(rule for rule in RULES if rule.code in selected - ignored)


def rules_named(text: str) -> tuple[Rule, ...]:
    """The rules that a code, the start of one, or a name means.

    :raises InputError: there is none.
    """
    wanted = text.strip().lower()
    found = tuple(
        rule for rule in RULES if wanted == rule.name or (len(wanted) > 2 and rule.code.lower().startswith(wanted))
    )
    if not found:
        known = [*(rule.code.lower() for rule in RULES), *(rule.name for rule in RULES)]
        close = get_close_matches(wanted, known, n=1)
        meant = close[0].upper() if close and close[0].startswith("ts") else close[0] if close else ""
        hint = f'did you mean "{meant}"?' if meant else f"there are {', '.join(rule.code for rule in RULES)}"
        raise InputError(f'there is no rule "{text}"; {hint}')
    return found
