"""One value in the place of another: quotes, tags, aliases."""

from __future__ import annotations

from typing import Any

import pytest

from tranship.errors import EditError
from tranship.formats.yaml_changes import changed
from tranship.formats.yaml_lookup import Place
from tranship.formats.yaml_replace import replaced
from tranship.formats.yaml_style import Style
from tranship.formats.yaml_tape import read_tape


def replace(text: str, value: Any, style: Style = Style(), **options: bool) -> str:  # noqa: B008 - frozen
    tape = read_tape(text)
    key = len(tape.forms) - 3
    return changed(tape, [replaced(tape, Place(key + 1, 0, key), value, style, **options)])


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("a: 'x' # c\n", "y", "a: 'y' # c\n"),
        ('a: "x"\n', "it's", 'a: "it\'s"\n'),
        ("a: 'x'\n", "it's", "a: 'it''s'\n"),
        ("a: 'x'\n", "a\nb", 'a: "a\\nb"\n'),
        ("a: x\n", "1.10", 'a: "1.10"\n'),
        ("a: 'x'\n", 1, "a: 1\n"),
        ("a: |\n  x\n", "z", "a: z\n"),
    ],
)
def test_quotes_can_be_kept(before: str, value: Any, after: str) -> None:
    assert replace(before, value, keep_quotes=True) == after


def test_an_alias_gives_way_to_a_value_without_its_anchor() -> None:
    assert replace("x: &x 1\na: *x # c\n", "z") == "x: &x 1\na: z # c\n"


def test_style_decides_on_quotes() -> None:
    assert replace("{a: x}", "y", Style(json=True), keep_quotes=True) == '{a: "y"}'
    assert replace("a: x\n", "2026-01-31", Style(cautious=True)) == 'a: "2026-01-31"\n'


@pytest.mark.parametrize(
    ("tag", "value", "name"),
    [("!!str", 1, "!!str"), ("!!int", "x", "!!int"), ("!!null", "x", "!!null"), ("!!binary", "eA==", "!!binary")],
)
def test_a_value_that_its_tag_would_turn_into_another_is_refused(tag: str, value: Any, name: str) -> None:
    with pytest.raises(EditError, match=f"with the tag {name} \\(line 1\\) the value would be read as something else"):
        replace(f"a: {tag} 1\n", value)


def test_without_a_node_there_is_nothing_to_replace() -> None:
    with pytest.raises(ValueError, match="nothing to replace"):
        replaced(read_tape(""), Place(None), 1, Style())
