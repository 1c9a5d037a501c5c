"""What is generated is what is there: ``make docs`` leaves no difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.generate.__main__ import ROOT
from docs.generate.compatibility import compatibility_page
from docs.generate.readme import readme_page
from docs.generate.rules import rule_pages
from docs.generate.steps import index_page, step_page
from docs.generate.testing import testing_page as page_of_tests
from tranship.builtin_steps import BUILTIN_STEPS


def written(place: str) -> str:
    return (ROOT / place).read_text(encoding="utf-8")


def test_the_first_screen_of_the_readme_is_what_the_demo_prints() -> None:
    assert readme_page(ROOT / "README.md") == written("README.md")


def test_the_reference_of_test_files_is_what_their_models_say() -> None:
    assert page_of_tests(ROOT / "docs" / "testing.md") == written("docs/testing.md")


def test_the_list_of_differences_is_that_of_all_areas() -> None:
    assert compatibility_page(ROOT / "docs" / "compatibility.d") == written("docs/compatibility.md")


@pytest.mark.parametrize("kind", sorted(BUILTIN_STEPS))
def test_the_page_of_a_step_is_what_its_example_comes_to(kind: str) -> None:
    example = ROOT / "docs" / "examples" / f"{kind}.yaml"
    assert step_page(kind, BUILTIN_STEPS[kind], example) == written(f"docs/steps/{kind}.md")


def test_the_index_names_every_step_and_there_are_no_other_pages() -> None:
    assert index_page(BUILTIN_STEPS) == written("docs/steps/README.md")
    pages = {file.stem for file in Path(ROOT, "docs", "steps").glob("*.md")}
    assert pages == {"README", *BUILTIN_STEPS}


def test_the_pages_of_rules_are_what_the_table_says_and_there_are_no_others() -> None:
    pages = rule_pages()
    assert {name: written(f"docs/rules/{name}") for name in pages} == pages
    assert {file.name for file in Path(ROOT, "docs", "rules").glob("*.md")} == pages.keys()
