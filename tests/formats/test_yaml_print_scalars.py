"""How a scalar is written: the style it gets, and its text in it."""

import pytest

from tranship.formats.yaml_print_scalars import block_header, form_of, is_text, meaning, reads_as_text, written
from tranship.formats.yaml_scalars import INT, STR
from tranship.formats.yaml_tree import Kind, Tree


def scalar(text: str, style: str = "", tag: str = "") -> Tree:
    return Tree(Kind.SCALAR, text, style, tag)


@pytest.mark.parametrize(
    ("text", "style", "form"),
    [
        ("x", "", ""),
        ("x y", "", ""),
        ("日本 🚀", "", ""),
        ("yes", "", ""),
        ("", "", ""),
        ("x", "'", "'"),
        ("x", '"', '"'),
        ("a: b", "", "'"),
        ("a #b", "", "'"),
        ("a#b", "", ""),
        ("a:b", "", ""),
        ("a:", "", "'"),
        ("- a", "", "'"),
        ("-a", "", ""),
        ("-", "", "'"),
        ("---", "", "'"),
        ("[a", "", "'"),
        ("a]", "", ""),
        (" a", "", "'"),
        ("a ", "", "'"),
        ("a\tb", "", '"'),
        ("a\tb", "'", '"'),
        ("a\x07", "'", '"'),
        ("a\nb", "", "|"),
        ("a\nb", "'", "'"),
        ("a\n b", "'", '"'),
        ("a \nb", "'", '"'),
        ("a\nb", "|", "|"),
        ("a\nb ", "|", '"'),
        ("", "|", '"'),
        ("a\rb", ">", '"'),
    ],
)
def test_styles_in_blocks(text: str, style: str, form: str) -> None:
    assert form_of(scalar(text, style), flow=False, key=False) == form


@pytest.mark.parametrize(
    ("text", "style", "form"),
    [
        ("a,b", "", "'"),
        ("a]", "", "'"),
        ("a:b", "", "'"),
        ("?", "", "'"),
        ("-", "", "'"),
        ("-a", "", ""),
        ("a\nb", "|", '"'),
    ],
)
def test_styles_between_brackets(text: str, style: str, form: str) -> None:
    assert form_of(scalar(text, style), flow=True, key=False) == form


def test_a_key_before_its_colon_is_on_one_line() -> None:
    assert form_of(scalar("a\nb", "'"), flow=False, key=True) == '"'
    assert form_of(scalar("ab", "|"), flow=False, key=True) == '"'


@pytest.mark.parametrize(
    ("text", "style", "result"),
    [
        ("it's", "'", "'it''s'"),
        ("a\nb", "'", "'a\n\n  b'"),
        ("\na\n\nb\n", "'", "'\n\n  a\n\n\n  b\n\n'"),
        ('q"\\\n\t\x01\x85\u2028\ufeffé🚀', '"', '"q\\"\\\\\\n\\t\\x01\\N\\L\\uFEFFé🚀"'),
        ("a\n\n b\n", "|", "  a\n\n   b\n"),
        ("a b\nc\n", ">", "  a b\n\n  c\n\n"),
        ("a\n b\nc", ">", "  a\n\n   b\n  c"),
        ("\n a\nb", ">", "\n   a\n  b"),
    ],
)
def test_texts(text: str, style: str, result: str) -> None:
    assert written(text, style, 2) == result


@pytest.mark.parametrize(
    ("text", "header"),
    [("a", "|-"), ("a\n", "|"), ("a\n\n", "|+"), ("\n", "|2+"), (" a", "|2-"), ("\na\n", "|2")],
)
def test_headers(text: str, header: str) -> None:
    assert block_header(text, "|") == header


@pytest.mark.parametrize(
    ("node", "text", "bare"),
    [
        (scalar("x"), True, True),
        (scalar("1"), False, False),
        (scalar("1", '"'), True, False),
        (scalar("no"), False, False),
        (scalar("y"), True, False),
        (scalar("2026-01-31"), True, False),
        (scalar("1", "", STR), True, True),
        (scalar("x", "", INT), False, False),
    ],
)
def test_what_is_text(node: Tree, text: bool, bare: bool) -> None:
    assert is_text(node) is text
    assert reads_as_text(node) is bare


def test_scalars_mean_the_same_however_they_are_written() -> None:
    assert meaning(scalar("x", "'")) == meaning(scalar("x"))
    assert meaning(scalar("~")) == meaning(scalar(""))
    assert meaning(scalar("1", '"')) != meaning(scalar("1"))
    assert meaning(scalar("no")) != meaning(scalar("no", "'"))
