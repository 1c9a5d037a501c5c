"""The results for machines: JSON, and JUnit's XML, which every CI system reads."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

from tranship.testing.cases import CaseResult
from tranship.testing.judging import Failure
from tranship.testing.runner import Results

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def json_report(results: Results) -> str:
    """An object with ``cases``, each with its failures; ``summary`` counts them; ``coverage`` has what never ran."""
    coverage = results.coverage
    data = {
        "cases": [_case(one) for one in results.cases],
        "summary": {
            "passed": results.passed,
            "failed": results.failed,
            "refused": results.refused,
            "leftOut": results.left_out,
            "seconds": round(results.seconds, 3),
        },
        "coverage": {
            "percent": round(coverage.percent, 1),
            "steps": {"all": len(coverage.steps), "run": coverage.run},
            "branches": {"all": coverage.branches, "run": coverage.taken},
            "gaps": [
                {"place": one.place, "step": one.alias, "uses": one.kind, "what": what} for one, what in coverage.gaps()
            ],
        },
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _case(one: CaseResult) -> dict[str, Any]:
    status = "refused" if one.refused else "failed" if one.failures else "passed"
    data: dict[str, Any] = {
        "file": one.file,
        "line": one.position.line,
        "name": one.name,
        "status": status,
        "seconds": round(one.seconds, 3),
        "failures": [_failure(failure) for failure in one.failures],
    }
    return {**data, "refused": one.refused} if one.refused else data


def _failure(one: Failure) -> dict[str, Any]:
    place = one.position
    data: dict[str, Any] = {"file": place.file, "line": place.line, "column": place.column, "problem": one.problem}
    return {**data, "details": list(one.details), "step": one.step}


def junit_report(results: Results) -> str:
    """A ``testsuites`` with one ``testsuite`` for each file."""
    counts = {"tests": len(results.cases), "failures": results.failed, "errors": results.refused}
    root = ET.Element("testsuites", _attributes(name="tranship test", **counts, time=results.seconds))
    for file in dict.fromkeys(one.file for one in results.cases):
        own = [one for one in results.cases if one.file == file]
        suite = ET.SubElement(
            root,
            "testsuite",
            _attributes(
                name=file,
                tests=len(own),
                failures=sum(bool(one.failures) for one in own),
                errors=sum(bool(one.refused) for one in own),
                time=sum(one.seconds for one in own),
            ),
        )
        for one in own:
            _add_case(suite, one)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_case(suite: ET.Element, one: CaseResult) -> None:
    attributes = _attributes(name=one.name, classname=one.file, file=one.file, line=one.position.line, time=one.seconds)
    element = ET.SubElement(suite, "testcase", attributes)
    if one.refused:
        ET.SubElement(element, "error", {"message": _clean(one.refused)})
    elif one.failures:
        message = "; ".join(failure.problem for failure in one.failures)
        failed = ET.SubElement(element, "failure", {"message": _clean(message)})
        failed.text = _clean("\n\n".join(_told(failure) for failure in one.failures))


def _told(one: Failure) -> str:
    lines = [f"{one.position}: {one.problem}", *(f"  {line}" for line in one.details)]
    return "\n".join([*lines, *([f"  {one.step}"] if one.step else [])])


def _attributes(**values: Any) -> dict[str, str]:
    return {name: f"{value:.3f}" if isinstance(value, float) else _clean(str(value)) for name, value in values.items()}


def _clean(text: str) -> str:
    """The text without what XML can't hold."""
    return _NOT_XML.sub("\ufffd", text)
