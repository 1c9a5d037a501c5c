import json
from pathlib import Path

import pytest

from tests.conformance.yaml_check import differences, main, same


def test_a_document_that_reads_as_recorded() -> None:
    assert differences({"in": "a: yes", "manifest": {"a": True}, "file": {"a": "yes"}}) == []
    assert differences({"in": "a: 1\na: 2", "manifestErr": "x", "fileErr": "x"}) == []


def test_each_difference_is_told() -> None:
    assert differences({"in": "a: y", "manifest": {"a": "y"}, "fileErr": "bad"}) == [
        "'a: y' as manifest: {'a': True} instead of {'a': 'y'}",
        "'a: y' as file: read, but the reference says bad",
    ]
    assert differences({"in": "a: [", "file": {}}) == ["'a: [' as file: :1:5: a value is expected here"]


def test_corners_that_may_be_refused() -> None:
    assert differences({"in": "k: [!foo, z]", "manifest": {"k": ["z"]}, "file": {"k": ["z"]}}) == []


def test_numbers_are_equal_by_value_and_never_booleans() -> None:
    assert same({"a": [1, 1.0]}, {"a": [1.0, 1]})
    assert not same({"a": 1}, {"a": True})
    assert not same({"a": 1}, {"b": 1})
    assert not same([1], [1, 2])


def test_the_status_says_whether_anything_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_text(json.dumps({"in": "a: 1", "manifest": {"a": 1}}) + "\n")
    assert main([str(file)]) == 0
    file.write_text(json.dumps({"in": "a: 1", "manifest": {"a": 2}}) + "\n")
    assert main([str(file)]) == 1
    assert capsys.readouterr().out.endswith("yaml: 1 documents, 1 differences\n")
