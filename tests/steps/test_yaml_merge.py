"""yaml-merge writes one file out of several, or leaves everything as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tranship.authoring import StepContext, StepError, StepFailed
from tranship.errors import InputError, PathError
from tranship.execution import BACKGROUND
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps.yaml_merge import registration


def merge(root: Path, *files: str, out: str = "out.yaml", **config: Any) -> Any:
    context = StepContext(str(root), "merge", config=Config({"inFiles": list(files), "outFile": out, **config}))
    return registration.factory(StepRunnerCapabilities()).run(context, BACKGROUND).output


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text("# base\na: 1\nm:\n    x: 1 # one\n")
    (tmp_path / "env.yaml").write_text("m: {y1: 2}\n")
    return tmp_path


def test_files_are_merged_and_listed(root: Path) -> None:
    assert merge(root, "base.yaml", "./env.yaml", out="new/folder/out.yaml") == {
        "commitMessage": "Merged 2 YAML files to new/folder/out.yaml\n- base.yaml\n- ./env.yaml"
    }
    assert (root / "new/folder/out.yaml").read_text() == "# base\na: 1\nm:\n  x: 1 # one\n  y1: 2\n"


def test_one_file_is_written_anew(root: Path) -> None:
    assert merge(root, "base.yaml") == {"commitMessage": "Wrote base.yaml to out.yaml"}
    assert (root / "out.yaml").read_text() == "# base\na: 1\nm:\n  x: 1 # one\n"


def test_the_output_may_be_an_input_and_is_replaced_otherwise(root: Path) -> None:
    merge(root, "base.yaml", "env.yaml", out="base.yaml")
    merge(root, "base.yaml", "env.yaml", out="base.yaml")
    assert (root / "base.yaml").read_text() == "# base\na: 1\nm:\n  x: 1 # one\n  y1: 2\n"
    merge(root, "base.yaml", out="env.yaml")
    assert (root / "env.yaml").read_text() == (root / "base.yaml").read_text()


def test_the_same_file_may_be_named_twice(root: Path) -> None:
    output = merge(root, "env.yaml", "env.yaml")
    assert output["commitMessage"].count("- env.yaml") == 2
    assert (root / "out.yaml").read_text() == "m: {y1: 2}\n"


def test_a_missing_file_is_an_error_or_passed_over(root: Path) -> None:
    with pytest.raises(PathError, match=r'there is no file "evn\.yaml"'):
        merge(root, "base.yaml", "evn.yaml")
    assert not (root / "out.yaml").exists()
    assert merge(root, "none/a.yaml", "base.yaml", ignoreMissingFiles=True) == {
        "commitMessage": "Wrote base.yaml to out.yaml"
    }


def test_without_any_file_the_output_is_empty(root: Path) -> None:
    assert merge(root, "a.yaml", "b.yaml", ignoreMissingFiles=True) is None
    assert (root / "out.yaml").read_text() == ""


def test_files_without_data_count_in_the_message(root: Path) -> None:
    (root / "empty.yaml").write_text("# nothing\n")
    assert merge(root, "empty.yaml", "env.yaml")["commitMessage"].startswith("Merged 2 YAML files")
    assert (root / "out.yaml").read_text() == "m: {y1: 2}\n"


@pytest.mark.parametrize("folder", ["d", "base.yaml/x"])
def test_what_is_no_file_is_an_error_even_so(root: Path, folder: str) -> None:
    (root / "d").mkdir()
    with pytest.raises(PathError):
        merge(root, folder, ignoreMissingFiles=True)


def test_paths_stay_inside(root: Path) -> None:
    merge(root, "../../base.yaml", out="/../out.yaml")
    assert (root / "out.yaml").exists()


def test_a_symlink_as_output_is_written_through(root: Path) -> None:
    (root / "link.yaml").symlink_to("target.yaml")
    merge(root, "env.yaml", out="link.yaml")
    assert (root / "link.yaml").is_symlink()
    assert (root / "target.yaml").read_text() == "m: {y1: 2}\n"


def test_an_error_leaves_the_output_as_it_was(root: Path) -> None:
    (root / "out.yaml").write_text("old: 1\n")
    (root / "bad.yaml").write_text("a: {b: s3cret}\n")
    with pytest.raises(StepError) as refused:
        merge(root, "base.yaml", "bad.yaml")
    assert str(refused.value) == ('the files can\'t be merged: "a" is a single value in one file and a map in another')
    (root / "bad.yaml").write_text("a: s3cret: 1\n")
    with pytest.raises(InputError, match=r'^bad\.yaml:1:10: a ":" can\'t stand here'):
        merge(root, "base.yaml", "bad.yaml")
    (root / "bad.yaml").write_text("a: 1\n---\nb: 2\n")
    with pytest.raises(InputError, match=r"^bad\.yaml:3:1: there is more than one document in it"):
        merge(root, "base.yaml", "bad.yaml")
    assert (root / "out.yaml").read_text() == "old: 1\n"


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"inFiles": []}, "inFiles: must not be empty"),
        ({"inFiles": "a.yaml"}, "inFiles: must be a list, but is text"),
        ({"outFile": ""}, "outFile: must not be empty"),
        ({"ignoreMissingFiles": "yes"}, "ignoreMissingFiles: must be true or false, but is text"),
        ({"strategy": "deep"}, 'strategy: unknown field "strategy"'),
    ],
)
def test_an_invalid_configuration_fails(root: Path, config: dict[str, Any], message: str) -> None:
    with pytest.raises(StepFailed) as refused:
        merge(root, "base.yaml", **config)
    assert message in str(refused.value)
