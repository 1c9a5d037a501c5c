from __future__ import annotations

from docs.generate.rules import rule_page, rule_pages
from tranship.lint.linter import rules_named
from tranship.lint.rules import RULES


def test_there_is_a_page_for_each_rule_and_an_index() -> None:
    pages = rule_pages()
    assert pages.keys() == {"README.md", *(f"{rule.code}.md" for rule in RULES)}
    assert all(f"[{rule.code}]({rule.code}.md)" in pages["README.md"] for rule in RULES)


def test_a_page_shows_what_is_said_of_the_example() -> None:
    page = rule_page(*rules_named("TS201"))
    assert page.startswith("# TS201 unknown-step\n")
    assert '```\nTS201 error: there is no step kind "git-clne"\n   - uses: git-clne\n' in page
    assert '           ^^^^^^^^ did you mean "git-clone"?\n```' in page
