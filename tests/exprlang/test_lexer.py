import pytest

from tranship.errors import ExprError
from tranship.exprlang.lexer import SPACES, TokenKind, is_name, tokens


def texts(source: str) -> list[str]:
    return [token.text for token in tokens(source)[:-1]]


def kinds(source: str) -> list[TokenKind]:
    return [token.kind for token in tokens(source)]


def test_tokens_have_kinds_texts_and_places() -> None:
    found = tokens('a.b ?? "x"')
    assert [(token.kind.value, token.text, token.start, token.end) for token in found] == [
        ("name", "a", 0, 1),
        ("operator", ".", 1, 2),
        ("name", "b", 2, 3),
        ("operator", "??", 4, 6),
        ("text", "x", 7, 10),
        ("end", "", 10, 10),
    ]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("1..2", ["1", "..", "2"]),
        ("1...5", ["1", "..", ".5"]),
        (".5+1.", [".5", "+", "1."]),
        ("0x1F 0b11 0o7 1_000 1e-5", ["0x1F", "0b11", "0o7", "1_000", "1e-5"]),
        ("a?.b?c:d", ["a", "?.", "b", "?", "c", ":", "d"]),
        ("x?.5", ["x", "?.", "5"]),
        ("a==!b", ["a", "==", "!", "b"]),
        ("a**b*c", ["a", "**", "b", "*", "c"]),
        ("::f a::b", ["::", "f", "a", "::", "b"]),
        ("#index ## #1", ["#", "index", "##", "#", "1"]),
        ("a // b\n+ /* c */ d", ["a", "+", "d"]),
        ("`a``b` ``", ["a`b", ""]),
        ("é$ _x ñ1", ["é$", "_x", "ñ1"]),
    ],
)
def test_the_source_is_cut_into_tokens(source: str, wanted: list[str]) -> None:
    assert texts(source) == wanted


def test_words_are_operators_but_not_within_names_or_after_a_pointer() -> None:
    assert kinds("not in") == [TokenKind.OPERATOR, TokenKind.OPERATOR, TokenKind.END]
    assert kinds("notin #not") == [TokenKind.NAME, TokenKind.OPERATOR, TokenKind.NAME, TokenKind.END]


def test_bytes_begin_with_a_letter() -> None:
    token = tokens('b"\\xff"')[0]
    assert (token.kind, token.text) == (TokenKind.BYTES, "\xff")


@pytest.mark.parametrize("space", SPACES)
def test_all_of_unicodes_spaces_separate(space: str) -> None:
    assert texts(f"a{space}b") == ["a", "b"]


@pytest.mark.parametrize(
    ("source", "said", "column"),
    [
        ("a ∂", 'the character "∂" has no meaning here', 3),
        ("\x00", "U+0000", 1),
        ("1a", "no number", 1),
        ("1.foo", "no number", 1),
        ('x + "abc', 'no closing "', 5),
        ('"a\nb"', 'no closing "', 1),
        ("`a``", "no closing backtick", 1),
        ("a /* b", "*/ is missing", 3),
        ("'a\\d'", "\\d is no escape", 3),
    ],
)
def test_errors_point_at_the_character(source: str, said: str, column: int) -> None:
    with pytest.raises(ExprError) as caught:
        tokens(source)
    assert said in caught.value.message
    assert caught.value.column == column


def test_what_stands_in_quotes_is_not_repeated_in_messages() -> None:
    assert [token.words() for token in tokens('"secret" x')] == ["a text in quotes", '"x"', "the end"]


def test_names() -> None:
    assert [is_name(text) for text in ("a", "$x1", "é", "", "1a", "a-b")] == [True, True, True, False, False, False]
