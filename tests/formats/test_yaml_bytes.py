"""Bytes to text and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.errors import EditError
from tranship.formats.yaml_bytes import YAMLBytes


@given(st.text(st.characters(codec="utf-8")).filter(lambda text: not text.startswith("\ufeff")), st.text("ab"))
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")],
)
def test_text_comes_without_its_mark_and_goes_back_with_it(mark: bytes, encoding: str, text: str, new: str) -> None:
    file = YAMLBytes.read(mark + text.encode(encoding))
    assert file.text == text
    assert file.with_text(new) == mark + new.encode(encoding)


@pytest.mark.parametrize("data", [b"a: \xff", b"\xff\xfea"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(EditError, match=r"this is no text in UTF-(8|16); save the file as UTF-8"):
        YAMLBytes.read(data)
