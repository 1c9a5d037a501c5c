from __future__ import annotations

import re

import pytest

from tranship.cli.view.markdown import LONGEST, Comment, Section, code, fenced, markdown


def comment(*sections: Section, closing: tuple[str, ...] = ()) -> Comment:
    return Comment(("Plan",), "1 push.", "Nothing has been changed.", sections, closing)


def test_a_comment_has_an_answer_and_parts_to_unfold() -> None:
    assert markdown(comment(Section("push", "r main", "1 commit", ("a: b",), "+x\n"), closing=("The end.",))) == (
        "### Plan\n\n**1 push.** Nothing has been changed.\n\n"
        "<details><summary>push <code>r main</code> · 1 commit</summary>\n\n"
        "```text\na: b\n```\n\n```diff\n+x\n```\n\n</details>\n\nThe end.\n"
    )


def test_fences_are_longer_than_any_run_within() -> None:
    assert fenced("+````\n", "diff") == "`````diff\n+````\n`````\n\n"
    assert code("a``b") == "```a``b```"
    assert code("`a") == "`` `a ``"


def test_nothing_breaks_out_of_a_title() -> None:
    text = markdown(comment(Section("push", "</code><b>x", "</summary> @team #12 <script>")))
    assert "<b>" not in text
    assert "<script>" not in text
    assert "@team" not in text
    assert "#12" not in text
    assert text.count("</summary>") == 1


@pytest.mark.parametrize("sections", [1, 3, 400, 3000])
def test_it_is_never_too_long_and_says_what_is_left_out(sections: int) -> None:
    diff = "".join(f"+line {number} ```` ü\n" for number in range(20_000 // min(sections, 20)))
    parts = (Section("push", f"r branch-{number}", "x" * 400, diff=diff) for number in range(sections))
    text = markdown(comment(*parts, Section("push", "small", diff="+whole\n")))
    assert len(text.encode()) <= LONGEST
    assert "_Too long for a comment: " in text
    assert text.count("<details") == text.count("</details>")
    assert len(re.findall(r"^`{3,}(?:diff|text)$", text, re.MULTILINE)) == len(
        re.findall(r"^`{3,}$", text, re.MULTILINE)
    )
    if sections < 4:
        assert "+whole\n" in text
        assert re.search(r"[\d,]+ more lines left out", text)
