import pytest

from tranship.refs.url_text import visible


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("  https://h/r\n", "https://h/r"),
        ("\ufeffhttps://h/r", "https://h/r"),
        ("https://h/\u200br\t", "https://h/r"),
        ("https://h/my repo", "https://h/my repo"),
        ("   ", ""),
    ],
)
def test_white_space_around_and_invisible_characters_anywhere_are_dropped(pasted: str, meant: str) -> None:
    assert visible(pasted) == meant
