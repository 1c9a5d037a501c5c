from __future__ import annotations

import json

import pytest
import yaml

from tranship.cli.view.documents import print_document

DATA = {"b": ["ä", 1], "a": {"text": "one\ntwo\n"}}


@pytest.mark.parametrize(("output", "read"), [("json", json.loads), ("yaml", yaml.safe_load)])
def test_data_are_written_as_they_are(capsys: pytest.CaptureFixture[str], output: str, read: type) -> None:
    print_document(DATA, output)
    text = capsys.readouterr().out
    assert read(text) == DATA
    assert "ä" in text
    assert text.index("b") < text.index("a")
