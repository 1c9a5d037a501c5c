from __future__ import annotations

from tranship.lint.silencing import silenced


def test_a_comment_is_about_its_line() -> None:
    assert silenced("a: 1\nb: 2 # tranship: ignore TS203\n") == {1: frozenset(), 2: {"ts203"}}


def test_a_comment_on_a_line_of_its_own_is_about_the_next_one_with_content() -> None:
    assert silenced("# tranship: ignore TS203, unknown-output\n# more\n\na: 1\nb: 2\n") == {
        4: {"ts203", "unknown-output"},
        5: frozenset(),
    }


def test_no_comment_no_silence() -> None:
    assert silenced("a: 1\n# tranship ignores this\n") == {}
    assert silenced("# tranship: ignore\na: 1\n") == {2: frozenset()}
