"""What the linter found, as people read it: the place, the line, carets, and what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import click

from tranship.lint.excerpt import excerpt_of
from tranship.lint.findings import Finding, Rule, Severity
from tranship.lint.linter import Report

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def print_report(report: Report) -> None:
    """Write all findings, and how many there are."""
    colour = _colour()
    for finding in report.findings:
        for line in _lines(finding, report):
            click.echo(line, color=colour)
    click.echo(_summary(report), color=colour)


def _colour() -> bool | None:
    if os.environ.get("NO_COLOR") or os.environ.get("CI"):
        return False
    return None if sys.stdout.isatty() else False


def _lines(finding: Finding, report: Report) -> Iterator[str]:
    problem, rule = finding.problem, finding.rule
    severity = click.style(rule.severity, fg=_COLOURS[rule.severity], bold=True)
    yield f"{problem.position}: {click.style(rule.code, bold=True)} {severity}: {problem.message}"
    lines = (report.texts or {}).get(problem.position.file)
    excerpt = excerpt_of(problem, lines) if lines else None
    if excerpt is None:
        if problem.hint:
            yield f"   {problem.hint}"
        return
    number = str(problem.position.line)
    yield f"   {number} | {excerpt.text}"
    carets = click.style("^" * excerpt.width, fg=_COLOURS[rule.severity], bold=True)
    yield f"   {' ' * len(number)} | {' ' * excerpt.column}{carets} {problem.hint}".rstrip()


def _summary(report: Report) -> str:
    total = len(report.files)
    if not report.findings:
        return f"nothing found in {_count(total, 'file')}"
    errors = sum(finding.rule.severity is Severity.ERROR for finding in report.findings)
    warnings = len(report.findings) - errors
    parts = [_count(count, word) for count, word in ((errors, "error"), (warnings, "warning")) if count]
    hit = len({finding.position.file for finding in report.findings})
    first = report.findings[0].rule.code
    found = _count(len(report.findings), "finding")
    return f"{found} in {hit} of {_count(total, 'file')} ({', '.join(parts)}) · tranship lint --explain {first}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def explain(rule: Rule) -> str:
    """All about a rule."""
    bad, good = ("".join(f"    {line}\n" for line in text.splitlines()) for text in (rule.bad, rule.good))
    return (
        f"{rule.code} {rule.name} ({rule.severity})\n{rule.summary}\n\n{_wrapped(rule.why)}\n\n"
        f"Found in:\n{bad}\nNot in:\n{good}\n"
        f"Silence it on a line with the comment `# tranship: ignore {rule.code}`, everywhere with "
        f"`--ignore {rule.code}`."
    )


def _wrapped(text: str) -> str:
    import textwrap

    return textwrap.fill(text, 80)
