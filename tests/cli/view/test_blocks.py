from __future__ import annotations

from tranship.cli.view.blocks import as_yaml, block


def test_values_are_yaml_that_people_can_read() -> None:
    value = {"path": "./src", "message": "first\nsecond\n", "updates": [{"key": "a.b", "value": 1.5}], "none": None}
    assert as_yaml(value) == (
        "path: ./src\nmessage: |\n  first\n  second\nupdates:\n  - key: a.b\n    value: 1.5\nnone: null"
    )
    assert as_yaml("text") == "text"
    assert as_yaml("é…") == "é…"


def test_a_text_of_one_line_stands_beside_its_title_others_below() -> None:
    lines: list[str] = []
    block(lines.append, "message", "short")
    block(lines.append, "config", "a: 1\n\nb: 2", indent="  ")
    assert lines == ["    message: short", "  config:", "    a: 1", "", "    b: 2"]
