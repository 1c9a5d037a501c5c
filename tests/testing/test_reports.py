from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from tranship.errors import Position
from tranship.testing.cases import CaseResult
from tranship.testing.coverage import Covered
from tranship.testing.judging import Failure
from tranship.testing.reports import json_report, junit_report
from tranship.testing.runner import Results

PLACE = Position("a.test.yaml", 7, 3)
RESULTS = Results(
    (
        CaseResult("a.test.yaml", "good", PLACE, steps=(Covered("s.yaml:1:2", "x", "http", True),), seconds=0.25),
        CaseResult("a.test.yaml", "bad <\x00>", PLACE, (Failure(PLACE, "it is 1", ("- 2", "+ 1"), 'step "x"'),)),
        CaseResult("b.test.yaml", "odd", PLACE, refused="b.test.yaml:1:1: no"),
    ),
    left_out=4,
    seconds=1.5,
)


def test_json_has_cases_counts_and_coverage() -> None:
    data = json.loads(json_report(RESULTS))
    assert data["summary"] == {"passed": 1, "failed": 1, "refused": 1, "leftOut": 4, "seconds": 1.5}
    assert [one["status"] for one in data["cases"]] == ["passed", "failed", "refused"]
    assert data["cases"][1]["failures"] == [
        {
            "file": "a.test.yaml",
            "line": 7,
            "column": 3,
            "problem": "it is 1",
            "details": ["- 2", "+ 1"],
            "step": 'step "x"',
        }
    ]
    assert data["coverage"]["steps"] == {"all": 1, "run": 1}
    assert data["coverage"]["gaps"] == []


def test_junit_has_a_suite_for_each_file() -> None:
    root = ET.fromstring(junit_report(RESULTS))
    assert (root.attrib["tests"], root.attrib["failures"], root.attrib["errors"]) == ("3", "1", "1")
    assert [one.attrib["name"] for one in root] == ["a.test.yaml", "b.test.yaml"]
    good, bad = root[0]
    assert (good.attrib["time"], len(good)) == ("0.250", 0)
    assert bad.attrib["name"] == "bad <\ufffd>"
    assert bad[0].attrib["message"] == "it is 1"
    assert bad[0].text == 'a.test.yaml:7:3: it is 1\n  - 2\n  + 1\n  step "x"'
    assert root[1][0][0].tag == "error"
