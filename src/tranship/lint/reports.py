"""Reports for machines: JSON, SARIF 2.1.0, and annotations for GitHub's workflows."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from tranship import __version__
from tranship.lint.excerpt import excerpt_of, line_of, width_of
from tranship.lint.findings import Finding, Rule, Severity
from tranship.lint.linter import Report
from tranship.lint.rules import RULES

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def json_report(report: Report) -> str:
    """An object with ``findings``, each with its rule, severity, place (counted from 1) and texts; and counts."""
    errors = sum(finding.rule.severity is Severity.ERROR for finding in report.findings)
    data = {
        "findings": [_json_finding(finding, report) for finding in report.findings],
        "summary": {"files": len(report.files), "errors": errors, "warnings": len(report.findings) - errors},
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _json_finding(finding: Finding, report: Report) -> dict[str, Any]:
    problem, rule, place = finding.problem, finding.rule, finding.position
    lines = (report.texts or {}).get(place.file)
    excerpt = excerpt_of(problem, lines) if lines else None
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": str(rule.severity),
        "message": problem.message,
        "hint": problem.hint,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "endColumn": _end_column(finding, report),
        "excerpt": excerpt.text if excerpt else "",
    }


def _end_column(finding: Finding, report: Report) -> int:
    """The column behind the place."""
    lines = (report.texts or {}).get(finding.position.file)
    width = width_of(finding.problem, line_of(finding.problem, lines)) if lines else 1
    return finding.position.column + width


def sarif_report(report: Report) -> str:
    """A SARIF log with one run, for code scanning."""
    places = {rule.code: index for index, rule in enumerate(RULES)}
    driver = {
        "name": "tranship",
        "version": __version__,
        "rules": [_sarif_rule(rule) for rule in RULES],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, report, places) for finding in report.findings],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"tranship lint --explain {rule.code}"},
        "defaultConfiguration": {"level": str(rule.severity)},
    }


def _sarif_result(finding: Finding, report: Report, places: Mapping[str, int]) -> dict[str, Any]:
    place = finding.position
    region = {"startLine": place.line, "startColumn": place.column, "endColumn": _end_column(finding, report)}
    return {
        "ruleId": finding.rule.code,
        "ruleIndex": places[finding.rule.code],
        "level": str(finding.rule.severity),
        "message": {"text": _text(finding)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": region}}],
    }


def _uri(file: str) -> str:
    """A file's name as a URI: relative ones stay relative."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def _text(finding: Finding) -> str:
    return finding.problem.message + (f": {finding.problem.hint}" if finding.problem.hint else "")


def github_report(report: Report) -> str:
    """Workflow commands, one a line, that make annotations."""
    lines = []
    for finding in report.findings:
        place = finding.position
        values = {
            "file": place.file,
            "line": str(place.line),
            "col": str(place.column),
            "endColumn": str(_end_column(finding, report)),
            "title": f"{finding.rule.code} {finding.rule.name}",
        }
        properties = ",".join(f"{name}={_property(value)}" for name, value in values.items())
        lines.append(f"::{finding.rule.severity} {properties}::{_data(_text(finding))}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


WRITERS: Mapping[str, Callable[[Report], str]] = {
    "json": json_report,
    "sarif": sarif_report,
    "github": github_report,
}
"""How a report is written, by the name of the form."""
