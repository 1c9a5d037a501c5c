from __future__ import annotations

from pathlib import Path

import pytest

from tranship.errors import InputError, Position
from tranship.testing.cases import CaseResult
from tranship.testing.snapshots import compared, place_of, update


def result(file: Path, name: str, snapshot: object) -> CaseResult:
    return CaseResult(
        str(file), name, Position(str(file), 4, 3), snapshot=snapshot, snapshot_at=Position(str(file), 9, 9)
    )


def test_what_differs_from_a_snapshot_is_a_failure_with_a_diff(tmp_path: Path) -> None:
    file = tmp_path / "a.test.yaml"
    first = result(file, "one", {"phase": "Succeeded", "text": "a\nb\n"})
    (failure,) = compared(first).failures
    assert (failure.position.line, failure.problem) == (9, "there is no snapshot of it yet")
    assert update([first], whole=True) == [place_of(str(file))]
    assert compared(first).passed
    (failure,) = compared(result(file, "one", {"phase": "Failed", "text": "a\nb\n"})).failures
    assert failure.problem == "it is not as in its snapshot"
    assert failure.details[3:5] == ("-phase: Succeeded", "+phase: Failed")


def test_updating_keeps_what_did_not_run_and_drops_what_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "a.test.yaml"
    one, two = result(file, "one", {"a": 1}), result(file, "two", {"a": 2})
    update([one, two], whole=True)
    assert update([one, two], whole=True) == []
    assert update([result(file, "two", {"a": 3})], whole=False) == [place_of(str(file))]
    assert compared(one).passed
    update([two], whole=True)
    assert not compared(one).passed
    assert update([result(file, "two", None)], whole=True) == [place_of(str(file))]
    assert not place_of(str(file)).exists()


def test_a_file_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.test.yaml"
    for text in ("- 1\n", "{"):
        place_of(str(file)).write_text(text)
        with pytest.raises(InputError, match=r"a\.test\.snapshot\.yaml:1:1: .*delete the file and run with --update"):
            compared(result(file, "one", {}))
