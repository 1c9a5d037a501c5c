"""All topics are run and judged; a missing folder of cases is told."""

import json
from pathlib import Path

import pytest

from tests.conformance import all as everything
from tests.conformance.all import Topic, judge, pick

JUDGE = """
import json, pathlib, sys
wanted = pathlib.Path(sys.argv[1])
expected = {json.loads(line)["name"] for file in wanted.glob("*.jsonl") for line in file.read_text().split("\\n")}
outcomes = [json.loads(line) for line in pathlib.Path(sys.argv[3]).read_text().split("\\n") if line]
good = {one["name"] for one in outcomes if one["outcome"]["calls"][0]["status"] == "Succeeded"}
sys.exit(0 if expected == good else 1)
"""


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    (folder / "steps").mkdir(parents=True)
    (folder / "compare.py").write_text(JUDGE)
    (folder / "steps" / "good.yaml").write_text(
        "name: one\nsteps: []\n---\nname: two\nmode: create\n---\nname: three\nsteps: []\n"
    )
    lines = [json.dumps({"name": name, "expect": {}}) for name in ("one", "two", "three")]
    (folder / "steps" / "good.expect.jsonl").write_text("\n".join(lines))
    (folder / "steps" / "bad.yaml").write_text("name: four\nsteps: [{uses: nothing, as: a}]\n")
    (folder / "steps" / "bad.expect.jsonl").write_text(json.dumps({"name": "four", "expect": {}}))
    return folder


def test_a_topic_may_take_the_cases_of_one_mode(cases: Path, tmp_path: Path) -> None:
    file = cases / "steps" / "good.yaml"
    picked = pick(file, Topic("steps/good.yaml", "create"), tmp_path)
    assert [case.name for case in picked] == ["two"]
    assert json.loads((tmp_path / "good.expect.jsonl").read_text())["name"] == "two"
    assert [case.name for case in pick(file, Topic("steps/good.yaml"), tmp_path)] == ["one", "two", "three"]


def test_the_judge_decides(cases: Path, tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    assert judge(cases, [Topic("steps/good.yaml", "promote")], tmp_path / "1", 1, 60)
    assert not judge(cases, [Topic("steps/bad.yaml")], tmp_path / "2", 1, 60)


def test_a_topic_without_files_is_told(cases: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no case files"):
        judge(cases, [Topic("steps/other.yaml")], tmp_path, 1, 60)


def test_the_cases_are_found_by_their_judge(cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSHIP_CONFORMANCE", str(cases))
    assert everything.cases_folder() == cases


def test_without_the_cases_it_says_where_they_belong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRANSHIP_CONFORMANCE", str(tmp_path))
    assert everything.main([]) == 2
    assert "TRANSHIP_CONFORMANCE" in capsys.readouterr().err


def test_the_present_time_is_left_out_of_what_is_expected(cases: Path, tmp_path: Path) -> None:
    file = cases / "steps" / "timed.yaml"
    file.write_text("name: a\nsteps: [{vars: [{value: '${{ now() }}'}]}]\n---\nname: b\nsteps: []\n")
    lines = [json.dumps({"name": name, "expect": {"at": "2026-11-23T12:12:12.991Z"}}) for name in ("a", "b")]
    file.with_suffix(".expect.jsonl").write_text("\n".join(lines))

    pick(file, Topic("steps/timed.yaml"), tmp_path)

    kept = [json.loads(line)["expect"]["at"] for line in (tmp_path / "timed.expect.jsonl").read_text().split("\n")]
    assert kept == ["${now}", "2026-11-23T12:12:12.991Z"]
