"""A case file is split into cases without being read as a whole."""

from pathlib import Path

from tests.conformance.case_files import CaseText, read_cases, split_cases

STREAM = """\
name: one
files:
  list.yaml: |
    a: 1
    ---
    b: 2
---
# only a comment
---
name: "two: quoted"
steps: []
"""


def test_documents_are_split_at_separators_in_the_first_column_only() -> None:
    cases = list(split_cases(STREAM))
    assert [case.name for case in cases] == ["one", "two: quoted"]
    assert "    ---\n    b: 2\n" in cases[0].text


def test_a_name_is_read_before_placeholders_are_filled() -> None:
    assert list(split_cases("name: a\nconfig: ${NOT_YET}\n")) == [CaseText("a", "name: a\nconfig: ${NOT_YET}\n")]


def test_files_are_read_in_order_and_names_can_be_picked(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text("name: a\n---\nname: b\n")
    (tmp_path / "2.yaml").write_text("name: c\n")
    files = [tmp_path / "2.yaml", tmp_path / "1.yaml"]
    assert [case.name for case in read_cases(files)] == ["c", "a", "b"]
    assert [case.name for case in read_cases(files, frozenset({"b"}))] == ["b"]
