from __future__ import annotations

from pathlib import Path

import pytest

from docs.generate.examples import example_section, steady

EXAMPLE = """\
name: example
about: a value is noted.
files:
  a.txt: one
steps:
- uses: compose-output
  as: note
  config: {text: "${{ 1 + 1 }} and\\nmore"}
- uses: file-write
  as: write
  config: {path: a.txt, contents: two, overwrite: true}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "example.yaml"
    file.write_text(text)
    return file


def test_an_example_is_run_and_shown_with_what_came_of_it(tmp_path: Path) -> None:
    assert example_section(write(tmp_path, EXAMPLE)) == (
        "A value is noted.\n\n"
        "```yaml\n"
        "- uses: compose-output\n"
        "  as: note\n"
        "  config:\n"
        "    text: |-\n"
        "      ${{ 1 + 1 }} and\n"
        "      more\n"
        "- uses: file-write\n"
        "  as: write\n"
        "  config:\n"
        "    path: a.txt\n"
        "    contents: two\n"
        "    overwrite: true\n"
        "```\n\n"
        "What later steps can read under `outputs`:\n\n"
        "```yaml\n"
        "note:\n"
        "  text: |-\n"
        "    2 and\n"
        "    more\n"
        "```\n\n"
        "What has changed in the work directory:\n\n"
        "```diff\n"
        "--- a.txt\n"
        "+++ a.txt\n"
        "@@ -1 +1 @@\n"
        "-one\n"
        "+two\n"
        "```"
    )


def test_an_example_that_goes_wrong_is_none(tmp_path: Path) -> None:
    broken = "name: broken\nsteps:\n- uses: fail\n  as: end\n  config: {message: no luck}\n"
    with pytest.raises(ValueError, match=r"the example example.yaml came out as Failed: .*no luck"):
        example_section(write(tmp_path, broken))


def test_what_differs_from_run_to_run_is_steady() -> None:
    first, second = "a" * 40, "b" * 40
    value = {
        "commits": [first, second, f"{first} again"],
        "at": "2026-11-25T08:00:00Z",
        "url": "http://127.0.0.1:4711/x",
    }
    assert steady(value) == {
        "commits": ["<commit 1>", "<commit 2>", "<commit 1> again"],
        "at": "2026-01-31T12:00:00Z",
        "url": "http://127.0.0.1:8080/x",
    }
