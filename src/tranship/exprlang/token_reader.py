"""Reading tokens one by one, with errors that say what was expected, and counting nodes."""

from __future__ import annotations

from typing import Final, NoReturn

from tranship.errors import ExprError
from tranship.exprlang.lexer import Token, TokenKind, tokens
from tranship.exprlang.nodes import Place

MAX_NODES: Final = 10_000
"""The nodes that an expression may have, as in the reference."""

_HINTS = {
    "=": "write == to compare",
    "&": "write && or and",
    "!&": "write ! and & apart",
    "'": "texts stand in quotes",
    ":": "a ternary is written a ? b : c, a map in { }",
}
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class TokenReader:
    """The tokens of an expression, and which of them is next."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokens(source)
        self.index = 0
        self.current = self.tokens[0]
        self.count = 0

    @property
    def at_end(self) -> bool:
        """Whether all tokens were read."""
        return self.current.kind is TokenKind.END

    def advance(self) -> Token:
        """Go on; the token that was next is returned."""
        token = self.current
        if not self.at_end:
            self.index += 1
            self.current = self.tokens[self.index]
        return token

    def at(self, kind: TokenKind, text: str) -> bool:
        """Whether this is the next token."""
        return self.current.kind is kind and self.current.text == text

    def finish(self) -> None:
        """Find out whether all tokens were read."""
        if not self.at_end:
            self.unexpected()

    def expect(self, kind: TokenKind, text: str = "") -> Token:
        """Go on, if the next token is this one."""
        if self.current.kind is not kind or (text and self.current.text != text):
            self.unexpected(f'"{text}"' if text else f"a {kind.value}")
        return self.advance()

    def close(self, opening: Token) -> Token:
        """Go on, if the next token is the closing bracket for ``opening``."""
        closing = _CLOSING[opening.text]
        if self.at_end:
            raise ExprError(f'this "{opening.text}" is not closed', self.source, opening.start, opening.end)
        return self.expect(TokenKind.BRACKET, closing)

    def unexpected(self, wanted: str = "", token: Token | None = None) -> NoReturn:
        """Fail at a token, by default the next one; ``wanted`` is what should stand there."""
        token = token or self.current
        if token.kind is TokenKind.END:
            message = f"the expression ends too early{f': {wanted} is missing' if wanted else ''}"
        elif wanted:
            message = f"there should be {wanted} before {token.words()}"
        else:
            message = f"{token.words()} can't stand here"
        hint = _HINTS.get(token.text) if token.kind is TokenKind.OPERATOR else None
        raise ExprError(
            message + (f"; {hint}" if hint else ""), self.source, token.start, max(token.end, token.start + 1)
        )

    def count_node(self, token: Token) -> None:
        """Count a node that begins at a token."""
        self.count += 1
        if self.count > MAX_NODES:
            raise ExprError(
                f"the expression has more than {MAX_NODES:,} parts; split it up", self.source, token.start, token.end
            )

    def place(self, token: Token, start: int | None = None, end: int | None = None) -> Place:
        """The place of a new node that errors point at ``token`` for. It counts the node."""
        self.count_node(token)
        first = token.start if start is None else start
        last = token.end if end is None else end
        return Place(first, last, token.start, token.end)
