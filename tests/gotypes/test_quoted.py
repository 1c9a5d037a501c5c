import pytest

from tranship.gotypes.quoted import quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '""'),
        ("it's", '"it\'s"'),
        ('a "b" c:\\d', '"a \\"b\\" c:\\\\d"'),
        ("\a\b\f\n\r\t\v", '"\\a\\b\\f\\n\\r\\t\\v"'),
        ("\x01\x1f\x7f", '"\\x01\\x1f\\x7f"'),
        ("héllo \U0001f600", '"héllo \U0001f600"'),
        ("\u2028\xa0\ufeff", '"\\u2028\\u00a0\\ufeff"'),
        ("\U000e0001\uffff\ufffd", '"\\U000e0001\\uffff\ufffd"'),
        ("h\udcc3", '"h\\xc3"'),
    ],
)
def test_text_is_quoted_as_go_does(text: str, expected: str) -> None:
    assert quoted(text) == expected
