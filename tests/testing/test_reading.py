from __future__ import annotations

from pathlib import Path

import pytest

from tests.testing.trying import HEAD, planned, write_test
from tranship.errors import InputError, ManifestError
from tranship.testing.reading import read_tests


def test_a_file_without_cases_is_one_case(tmp_path: Path) -> None:
    (one,) = planned(tmp_path, "stage: prod\n")
    assert (one.name, one.folder, one.manifests) == ("prod", tmp_path, (str(tmp_path),))
    assert planned(tmp_path, "stage: prod\nname: it works\n")[0].name == "it works"
    assert planned(tmp_path, "task: set-image\nmanifests: [../a, b.yaml]\n")[0].manifests == (
        str(tmp_path.parent / "a"),
        str(tmp_path / "b.yaml"),
    )


def test_what_a_case_gives_is_laid_over_what_the_file_gives(tmp_path: Path) -> None:
    first, second = planned(
        tmp_path,
        """\
stage: prod
vars: {a: "1", b: "1"}
events: [{merge: {}}]
freight: {images: [x:1], alias: one}
repositories:
  https://a.b/c: {files: {x: "1", z: "1"}, password: p}
cases:
- name: first
- name: second
  task: other
  vars: {b: "2"}
  events: [{after: x, merge: {}}]
  freight: {images: [x:2]}
  repositories:
    https://a.b/c: {files: {z: "2"}}
    https://a.b/d: {}
""",
    )
    assert (first.given.stage, first.given.task, first.given.vars) == ("prod", "", {"a": "1", "b": "1"})
    assert (second.given.stage, second.given.task, second.given.vars) == ("", "other", {"a": "1", "b": "2"})
    assert len(second.given.events) == 2
    assert second.given.repositories["https://a.b/c"].files == {"x": "1", "z": "2"}
    assert second.given.repositories["https://a.b/c"].password == "p"
    assert second.given.repositories.keys() == {"https://a.b/c", "https://a.b/d"}
    assert (second.position.line, second.position.column) == (11, 9)
    freight = second.given.freight
    assert getattr(freight, "images", None) == ("x:2",)
    assert getattr(freight, "alias", None) == ""


def test_all_that_is_wrong_is_said_with_its_place(tmp_path: Path) -> None:
    write_test(tmp_path, "stage: prod\nfreigt: {}\ncases:\n- name: a\n  expect: {phase: Done, stps: {}}\n")
    with pytest.raises(ManifestError) as caught:
        read_tests([str(tmp_path)])
    assert str(caught.value).replace(f"{tmp_path}/", "") == (
        'it.test.yaml:4:1: freigt: unknown field "freigt" (did you mean "freight"?)\n'
        "it.test.yaml:7:19: cases[0].expect.phase: "
        'must be "Succeeded" or "Failed" or "Errored" or "Aborted" or "Running"\n'
        'it.test.yaml:7:25: cases[0].expect.stps: unknown field "stps" (did you mean "steps"?)'
    )


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("", "the test names no stage; write stage: or task:, and its name"),
        ("stage: a\ntask: b\n", "the test names both a stage and a task; write stage: or task:, and its name"),
        ("stage: a\ncases: [{name: x}, {name: x}]\n", 'the name "x" is taken by the case in line 4'),
        ("stage: a\nevents: [{after: x}]\n", "must have exactly one of merge, close, commit and application"),
        ("stage: a\nevents: [{after: x, during: z, merge: {}}]\n", "has both after and during; it happens at one time"),
        ("stage: a\nexpect: {message: {}}\n", "says nothing: write equals, contains"),
    ],
)
def test_tests_that_make_no_sense_are_refused(tmp_path: Path, rest: str, message: str) -> None:
    with pytest.raises(InputError, match=r"it\.test\.yaml:\d+:\d+: ") as caught:
        planned(tmp_path, rest)
    assert message in str(caught.value)


def test_tests_are_found_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    write_test(tmp_path / "below", "stage: a\n")
    (tmp_path / "values.yaml").write_text("a: PromotionTest\n")
    (tmp_path / "broken.yaml").write_text("{{ template }}\n")
    assert [one.name for one in read_tests([str(tmp_path)])] == ["a"]
    with pytest.raises(InputError, match="holds no test: no document of the kind PromotionTest"):
        read_tests([str(tmp_path / "broken.yaml")])
    (tmp_path / "below" / "it.test.yaml").unlink()
    with pytest.raises(InputError, match=r"there is no test in .*; `tranship init` writes one"):
        read_tests([str(tmp_path)])
    with pytest.raises(InputError, match="not from stdin"):
        read_tests(["-"])


def test_a_file_may_hold_several_documents(tmp_path: Path) -> None:
    names = [one.name for one in planned(tmp_path, f"stage: a\n---\n{HEAD}stage: b\n---\nkind: Other\n")]
    assert names == ["a", "b"]
