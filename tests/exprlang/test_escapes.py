import pytest

from tranship.exprlang.escapes import EscapeProblem, unescape, unescape_bytes


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("plain", "plain"),
        ("\\a\\b\\f\\n\\r\\t\\v\\\\", "\a\b\f\n\r\t\v\\"),
        ('\\"', '"'),
        ("\\101\\377", "A\xff"),
        ("\\x41\\u00e9\\U0001F600\\u{1F600}", "Aé😀😀"),
        ("\\ud800", "\ufffd"),
        ("é", "é"),
        ("a\rb", "a\nb"),
        ("\\U80000041", "A"),
        ("\\UFFFFFFFF", "\udcff"),
    ],
)
def test_escapes(body: str, text: str) -> None:
    assert unescape(body, '"') == text


@pytest.mark.parametrize(
    "body", ["\\d", "\\'", "\\x4", "\\u{}", "\\u{1234567}", "\\u{110000}", "\\U00110000", "\\40", "\\é"]
)
def test_other_escapes_are_errors(body: str) -> None:
    with pytest.raises(EscapeProblem):
        unescape(body, '"')


def test_problems_know_their_place() -> None:
    with pytest.raises(EscapeProblem) as caught:
        unescape("ab\\q", '"')
    assert (caught.value.start, caught.value.end) == (2, 4)


def test_bytes_are_written_as_escapes_or_as_the_bytes_of_characters() -> None:
    assert unescape_bytes("\\x00\\377é\\n", "'") == "\x00\xff\xc3\xa9\n"


@pytest.mark.parametrize("body", ["\\u0041", "\\U00000041", "\\400"])
def test_bytes_have_no_escapes_for_characters(body: str) -> None:
    with pytest.raises(EscapeProblem):
        unescape_bytes(body, '"')
