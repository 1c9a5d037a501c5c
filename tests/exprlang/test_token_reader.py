import pytest

from tranship.errors import ExprError
from tranship.exprlang.lexer import TokenKind
from tranship.exprlang.token_reader import TokenReader


def test_tokens_are_read_one_by_one() -> None:
    reader = TokenReader("a (")
    assert reader.at(TokenKind.NAME, "a")
    assert reader.advance().text == "a"
    assert reader.expect(TokenKind.BRACKET, "(").start == 2
    assert reader.at_end
    assert reader.advance().kind is TokenKind.END
    reader.finish()


def test_what_should_be_there_is_said() -> None:
    reader = TokenReader("a")
    with pytest.raises(ExprError, match='there should be ";" before "a"'):
        reader.expect(TokenKind.OPERATOR, ";")
    reader.advance()
    with pytest.raises(ExprError, match="the expression ends too early: a name is missing"):
        reader.expect(TokenKind.NAME)


def test_an_open_bracket_is_shown_where_it_was_opened() -> None:
    reader = TokenReader("[ a")
    opening = reader.advance()
    reader.advance()
    with pytest.raises(ExprError, match=r"this \"\[\" is not closed") as caught:
        reader.close(opening)
    assert caught.value.column == 1


def test_nodes_are_counted() -> None:
    reader = TokenReader("a")
    assert reader.place(reader.current) == (0, 1, 0, 1)
    assert reader.count == 1
