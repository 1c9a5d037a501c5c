"""What is wrong with a text that is no JSON is said with its place."""

from __future__ import annotations

import pytest

from tranship.formats.json_problems import explained


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": [1,\n  2 3]}', 'a.json:2:5: a "," or "]" is expected here'),
        ("// c\n{,}", 'a.json:2:2: a key in double quotes or a "}" is expected here'),
        ('{"a": /* b', "a.json:1:7: a value is expected here"),
        ("[" * 300, "a.json:1:202: objects and lists are nested more than 200 levels deep"),
        ("{}", "a.json can't be read as JSON"),
    ],
)
def test_the_place_and_what_is_expected_there(text: str, message: str) -> None:
    assert str(explained(text, "a.json")) == message
