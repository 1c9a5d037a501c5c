import pytest

from tranship.errors import InputError, Position
from tranship.formats.yaml_text import yaml_text


@pytest.mark.parametrize(
    "data",
    ["a: größe".encode(), "a: größe".encode("utf-16-le"), "a: größe".encode("utf-16-be")],
    ids=["utf-8", "utf-16-le", "utf-16-be"],
)
def test_a_byte_order_mark_tells_the_encoding(data: bytes) -> None:
    mark = {b"a:": b"", b"a\0": b"\xff\xfe", b"\0a": b"\xfe\xff"}[data[:2]]
    assert yaml_text(mark + data).removeprefix("\ufeff") == "a: größe"


def test_bytes_that_are_no_text_have_a_place() -> None:
    with pytest.raises(InputError) as refused:
        yaml_text(b"a: 1\nb: gr\xf6\xdfe\n", "a.yaml")
    assert str(refused.value) == "a.yaml:2:6: this is no text in UTF-8"
    assert refused.value.position == Position("a.yaml", 2, 6)


def test_half_a_character_of_utf_16() -> None:
    with pytest.raises(InputError, match=r"^a\.yaml:1:2: this is no text in UTF-16$"):
        yaml_text(b"\xff\xfea\0b", "a.yaml")
