"""The parser: a Pratt parser, whose functions have the grammar as their docstrings.

Its functions are generators for :mod:`tranship.exprlang.trampoline`: ``yield self._expression(0)`` is a recursive call.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any, Final, NoReturn

from tranship.errors import ExprError
from tranship.exprlang import nodes
from tranship.exprlang.lexer import Token, TokenKind, is_name, tokens
from tranship.exprlang.literals import NumberProblem, read_number
from tranship.exprlang.nodes import Node, Place, Scope, Variable
from tranship.exprlang.operators import BINARY, COMPARISONS, NEGATABLE, RIGHT_ASSOCIATIVE, UNARY
from tranship.exprlang.trampoline import Steps, run

MAX_NODES: Final = 10_000
"""The nodes that an expression may have, as in the reference."""

PREDICATES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("all", "none", "any", "one", "filter", "map"), ("value", "predicate")),
    **dict.fromkeys(("find", "findIndex", "findLast", "findLastIndex", "groupBy"), ("value", "predicate")),
    **dict.fromkeys(("count", "sum"), ("value", "predicate?")),
    **dict.fromkeys(("sortBy", "reduce"), ("value", "predicate", "value?")),
}
"""The built-in functions that evaluate a predicate for each element, and what they take."""

_HINTS = {
    "=": "write == to compare",
    "&": "write && or and",
    "!&": "write ! and & apart",
    "'": "texts stand in quotes",
    ":": "a ternary is written a ? b : c, a map in { }",
}
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def parse(source: str, builtins: Container[str], functions: Container[str]) -> Node:
    """The tree of an expression. Names of ``functions`` hide built-in ones.

    :raises ExprError: the syntax is wrong, or there are too many nodes.
    """
    return _Parser(source, builtins, functions).parse()


class _Parser:
    def __init__(self, source: str, builtins: Container[str], functions: Container[str]) -> None:
        self.source = source
        self.builtins = builtins
        self.functions = functions
        self.tokens = tokens(source)
        self.index = 0
        self.current = self.tokens[0]
        self.scopes: list[Scope] = []
        self.variables: dict[str, list[Variable]] = {}
        self.count = 0

    def parse(self) -> Node:
        """program = sequence END"""
        if self.current.kind is TokenKind.END:
            raise ExprError("an expression is missing", self.source, 0)
        node: Node = run(self._sequence())
        if self.current.kind is not TokenKind.END:
            self._unexpected()
        return node

    # -- tokens and nodes

    def _advance(self) -> Token:
        token = self.current
        if token.kind is not TokenKind.END:
            self.index += 1
            self.current = self.tokens[self.index]
        return token

    def _at(self, kind: TokenKind, text: str) -> bool:
        return self.current.kind is kind and self.current.text == text

    def _expect(self, kind: TokenKind, text: str = "") -> Token:
        if self.current.kind is not kind or (text and self.current.text != text):
            self._unexpected(f'"{text}"' if text else f"a {kind.value}")
        return self._advance()

    def _close(self, opening: Token) -> Token:
        closing = _CLOSING[opening.text]
        if self.current.kind is TokenKind.END:
            raise ExprError(f'this "{opening.text}" is not closed', self.source, opening.start, opening.end)
        return self._expect(TokenKind.BRACKET, closing)

    def _unexpected(self, wanted: str = "", token: Token | None = None) -> NoReturn:
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

    def _count(self, token: Token) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise ExprError(
                f"the expression has more than {MAX_NODES:,} parts; split it up", self.source, token.start, token.end
            )

    def _place(self, token: Token, start: int | None = None, end: int | None = None) -> Place:
        """The place of a new node that errors point at ``token`` for. It counts the node."""
        self._count(token)
        first = token.start if start is None else start
        last = token.end if end is None else end
        return Place(first, last, token.start, token.end)

    # -- the grammar

    def _sequence(self) -> Steps:
        """sequence = expression { ";" expression } [ ";" END ]"""
        items: list[Node] = [(yield self._expression(0))]
        while self._at(TokenKind.OPERATOR, ";"):
            semicolon = self._advance()
            if self.current.kind is TokenKind.END:
                break
            items.append((yield self._expression(0)))
        if len(items) == 1:
            return items[0]
        first, last = items[0].place, items[-1].place
        self._count(semicolon)
        return nodes.Sequence(Place(first.start, last.end, first.at, first.to), tuple(items))

    def _expression(self, precedence: int) -> Steps:
        """expression = let | if | primary { operator expression | "|" call | comparisons } [ ternary ]"""
        if precedence == 0 and self.current.kind is TokenKind.OPERATOR:
            if self.current.text == "let":
                return (yield from self._let())
            if self.current.text == "if":
                return (yield from self._if())
        left: Node = yield from self._primary()
        previous = ""
        while self.current.kind is TokenKind.OPERATOR:
            token = self.current
            negated = token.text == "not"
            if negated:
                token = self.tokens[self.index + 1]
                if token.text not in NEGATABLE:
                    self._unexpected(token=token)
            binding = BINARY.get(token.text, -1)
            if binding < precedence:
                break
            if negated:
                self._advance()
            self._advance()
            if token.text == "|":
                left = yield from self._pipe(left)
            elif previous == "??" and token.text != "??":
                raise ExprError(
                    f'"{token.text}" and "??" can\'t be mixed; put one of them in parentheses',
                    self.source,
                    token.start,
                    token.end,
                )
            elif token.text in COMPARISONS:
                left = yield from self._comparisons(left, token, binding)
            else:
                right: Node = yield self._expression(binding + (token.text not in RIGHT_ASSOCIATIVE))
                place = self._place(token, left.place.start, right.place.end)
                left = nodes.Binary(place, token.text, left, right)
                if negated:
                    self._count(token)
                    left = nodes.Unary(place, "not", left)
            previous = token.text
        return (yield from self._ternaries(left)) if precedence == 0 else left

    def _comparisons(self, left: Node, token: Token, binding: int) -> Steps:
        """comparisons = operand { ( "<" | ">" | "<=" | ">=" ) operand }, each pair joined by "&&" """
        root: Node | None = None
        while True:
            right: Node = yield self._expression(binding + 1)
            place = self._place(token, left.place.start, right.place.end)
            compared = nodes.Binary(place, token.text, left, right)
            if root is None:
                root = compared
            else:
                root = nodes.Binary(self._place(token, root.place.start, right.place.end), "&&", root, compared)
            left = right
            if self.current.kind is not TokenKind.OPERATOR or self.current.text not in COMPARISONS:
                return root
            token = self._advance()

    def _pipe(self, left: Node) -> Steps:
        """pipe = value "|" call, where the value becomes the first argument"""
        name = self._expect(TokenKind.NAME)
        return (yield from self._call(name, [left]))

    def _ternaries(self, node: Node) -> Steps:
        """ternary = condition "?" [ expression ] ":" expression; without the middle it is the condition"""
        while self._at(TokenKind.OPERATOR, "?"):
            mark = self._advance()
            if self._at(TokenKind.OPERATOR, ":"):
                self._advance()
                then = node
            else:
                then = yield self._expression(0)
                self._expect(TokenKind.OPERATOR, ":")
            otherwise: Node = yield self._expression(0)
            place = self._place(mark, node.place.start, otherwise.place.end)
            node = nodes.Conditional(place, node, then, otherwise)
        return node

    def _let(self) -> Steps:
        """let = "let" NAME "=" expression ";" sequence"""
        start = self._advance().start
        name = self._expect(TokenKind.NAME)
        self._expect(TokenKind.OPERATOR, "=")
        value: Node = yield self._expression(0)
        self._expect(TokenKind.OPERATOR, ";")
        known = self.variables.setdefault(name.text, [])
        again = bool(known)
        variable = Variable(name.text, value)
        known.append(variable)
        body: Node = yield self._sequence()
        known.pop()
        return nodes.Let(self._place(name, start, body.place.end), name.text, value, body, variable, again)

    def _if(self) -> Steps:
        """if = "if" expression "{" sequence "}" "else" ( if | "{" sequence "}" )"""
        word = self._advance()
        condition: Node = yield self._expression(0)
        then: Node = yield self._block()
        self._expect(TokenKind.OPERATOR, "else")
        otherwise: Node = yield (self._if() if self._at(TokenKind.OPERATOR, "if") else self._block())
        return nodes.Conditional(
            Place(word.start, otherwise.place.end, word.start, word.end), condition, then, otherwise
        )

    def _block(self) -> Steps:
        """block = "{" sequence "}" """
        opening = self._expect(TokenKind.BRACKET, "{")
        node: Node = yield self._sequence()
        self._close(opening)
        return node

    def _primary(self) -> Steps:
        """primary = ( unary expression | "(" sequence ")" | pointer | "::" call | literal | name ) { postfix }"""
        token = self.current
        if token.kind is TokenKind.OPERATOR:
            if token.text in UNARY:
                self._advance()
                operand: Node = yield self._expression(UNARY[token.text])
                place = self._place(token, token.start, operand.place.end)
                return (yield from self._postfix(nodes.Unary(place, token.text, operand)))
            if self.scopes and token.text in ("#", "."):
                return (yield from self._postfix(self._pointer(token)))
            if token.text == "::":
                self._advance()
                call: Node = yield from self._call(self._expect(TokenKind.NAME), [], builtin=True)
                return (yield from self._postfix(call))
        elif token.kind is TokenKind.NAME:
            return (yield from self._name(token))
        elif token.kind is TokenKind.NUMBER:
            self._advance()
            try:
                return nodes.Literal(self._place(token), read_number(token.text))
            except NumberProblem as problem:
                raise ExprError(str(problem), self.source, token.start, token.end) from None
        elif token.kind in (TokenKind.TEXT, TokenKind.BYTES):
            self._advance()
            value = token.text if token.kind is TokenKind.TEXT else token.text.encode("latin-1")
            return (yield from self._postfix(nodes.Literal(self._place(token), value)))
        elif token.text == "(":
            self._advance()
            inner: Node = yield self._sequence()
            self._close(token)
            return (yield from self._postfix(inner))
        elif token.text == "[":
            return (yield from self._postfix((yield from self._array(token))))
        elif token.text == "{":
            return (yield from self._postfix((yield from self._map(token))))
        self._unexpected("a value" if token.kind is TokenKind.END else "")

    def _name(self, token: Token) -> Steps:
        """name = "true" | "false" | "nil" | call { postfix } | NAME { postfix }"""
        self._advance()
        if token.text in ("true", "false"):
            return nodes.Literal(self._place(token), token.text == "true")
        if token.text == "nil":
            return nodes.Nil(self._place(token))
        if self._at(TokenKind.BRACKET, "("):
            return (yield from self._postfix((yield from self._call(token, []))))
        return (yield from self._postfix(self._plain_name(token)))

    def _plain_name(self, token: Token) -> Node:
        known = self.variables.get(token.text)
        return nodes.Name(self._place(token), token.text, known[-1] if known else None)

    def _pointer(self, token: Token) -> Node:
        """pointer = "#" [ NAME ]; a dot that begins ".field" counts as "#" too, and stays"""
        name, end = "", token.start
        if token.text == "#":
            self._advance()
            end = token.end
            if self.current.kind is TokenKind.NAME:
                name, end = self.current.text, self.current.end
                self._advance()
        self._count(token)
        return nodes.Pointer(Place(token.start, end, token.start, max(end, token.end)), name, self.scopes[-1])

    def _call(self, name: Token, arguments: list[Node], *, builtin: bool = False) -> Steps:
        """call = NAME "(" [ arguments ] ")", with what a predicate function takes"""
        hidden = name.text in self.functions and not builtin
        if name.text in PREDICATES and not hidden:
            return (yield from self._predicate_call(name, arguments))
        if name.text in self.builtins and not hidden:
            start = arguments[0].place.start if arguments else name.start
            end = yield from self._arguments(arguments)
            return nodes.Builtin(self._place(name, start, end), name.text, tuple(arguments))
        callee = self._plain_name(name)
        start = arguments[0].place.start if arguments else name.start
        end = yield from self._arguments(arguments)
        return nodes.Call(self._place(name, start, end), callee, tuple(arguments))

    def _arguments(self, arguments: list[Node]) -> Steps:
        """arguments = expression { "," expression } [ "," ]"""
        opening = self._expect(TokenKind.BRACKET, "(")
        while not self._at(TokenKind.BRACKET, ")"):
            arguments.append((yield self._expression(0)))
            if not self._at(TokenKind.OPERATOR, ","):
                break
            self._advance()
        return self._close(opening).end

    def _predicate_call(self, name: Token, arguments: list[Node]) -> Steps:
        """predicate call = NAME "(" value [ "," predicate ] [ "," value ] [ "," ] ")" """
        start = arguments[0].place.start if arguments else name.start
        opening = self._expect(TokenKind.BRACKET, "(")
        wanted = PREDICATES[name.text][len(arguments) :]
        for index, sort in enumerate(wanted):
            if self._at(TokenKind.BRACKET, ")"):
                if sort.endswith("?"):
                    break
                words = "an array and a predicate"
                raise ExprError(f"{name.text}() needs {words}", self.source, name.start, self.current.end)
            if index > 0:
                self._expect(TokenKind.OPERATOR, ",")
            if sort.startswith("predicate"):
                arguments.append((yield self._predicate(Scope(name.text, arguments[0]))))
            else:
                arguments.append((yield self._expression(0)))
        if self._at(TokenKind.OPERATOR, ","):
            self._advance()
        end = self._close(opening).end
        return nodes.Builtin(self._place(name, start, end), name.text, tuple(arguments))

    def _predicate(self, scope: Scope) -> Steps:
        """predicate = expression | "{" sequence "}" """
        token = self.current
        self.scopes.append(scope)
        if self._at(TokenKind.BRACKET, "{"):
            body: Node = yield self._block()
        else:
            body = yield self._expression(0)
            if self._at(TokenKind.OPERATOR, ";"):
                self._unexpected("braces { } around a predicate of several expressions, or a closing bracket,")
        self.scopes.pop()
        return nodes.Predicate(self._place(token, token.start, body.place.end), body)

    def _array(self, opening: Token) -> Steps:
        """array = "[" [ expression { "," expression } [ "," ] ] "]" """
        self._advance()
        items: list[Node] = []
        while not self._at(TokenKind.BRACKET, "]"):
            items.append((yield self._expression(0)))
            if not self._at(TokenKind.OPERATOR, ","):
                break
            self._advance()
        end = self._close(opening).end
        return nodes.Array(self._place(opening, opening.start, end), tuple(items))

    def _map(self, opening: Token) -> Steps:
        """map = "{" [ key ":" expression { "," key ":" expression } [ "," ] ] "}" """
        self._advance()
        items: list[Node] = []
        while not self._at(TokenKind.BRACKET, "}"):
            items.append((yield from self._key()))
            self._expect(TokenKind.OPERATOR, ":")
            items.append((yield self._expression(0)))
            self._count(opening)
            if not self._at(TokenKind.OPERATOR, ","):
                break
            self._advance()
        end = self._close(opening).end
        return nodes.Map(self._place(opening, opening.start, end), tuple(items))

    def _key(self) -> Steps:
        """key = NAME | NUMBER | TEXT | "(" ... (an expression that begins with a parenthesis)"""
        token = self.current
        if token.kind in (TokenKind.NAME, TokenKind.NUMBER, TokenKind.TEXT):
            place = self._place(token)
            self._advance()
            return nodes.Literal(place, token.text)
        if self._at(TokenKind.BRACKET, "("):
            return (yield self._expression(0))
        self._unexpected("a key (a name, a number, a text, or an expression in parentheses)")

    def _postfix(self, node: Node) -> Steps:
        """postfix = ( "." | "?." ) NAME [ "(" arguments ")" ] | [ "?." ] "[" index or slice "]" """
        while self.current.kind in (TokenKind.OPERATOR, TokenKind.BRACKET):
            token = self.current
            optional = token.text == "?." and token.kind is TokenKind.OPERATOR
            if optional or self._at(TokenKind.OPERATOR, "."):
                self._advance()
                if optional and self._at(TokenKind.BRACKET, "["):
                    node = yield from self._index(node, self._advance(), optional=True)
                else:
                    node = yield from self._member(node, optional=optional)
            elif self._at(TokenKind.BRACKET, "["):
                node = yield from self._index(node, self._advance(), optional=False)
            else:
                break
        return node

    def _member(self, node: Node, *, optional: bool) -> Steps:
        name = self.current
        if name.kind is not TokenKind.NAME and not (name.kind is TokenKind.OPERATOR and is_name(name.text)):
            self._unexpected("a name")
        self._advance()
        key = nodes.Literal(self._place(name), name.text)
        chained = isinstance(node, nodes.Chain)
        base = node.inner if isinstance(node, nodes.Chain) else node
        method = self._at(TokenKind.BRACKET, "(")
        place = self._place(name, base.place.start, name.end)
        result: Node = nodes.Member(place, base, key, optional, method)
        if method:
            arguments: list[Node] = []
            end = yield from self._arguments(arguments)
            result = nodes.Call(self._place(name, base.place.start, end), result, tuple(arguments))
        if chained or optional:
            result = nodes.Chain(self._place(name, base.place.start, result.place.end), result)
        return result

    def _index(self, node: Node, opening: Token, *, optional: bool) -> Steps:
        """index = expression; slice = [ expression ] ":" [ expression ]"""
        first: Node | None = None
        if not self._at(TokenKind.OPERATOR, ":"):
            first = yield self._expression(0)
        if self._at(TokenKind.OPERATOR, ":"):
            self._advance()
            last: Node | None = None
            if not self._at(TokenKind.BRACKET, "]"):
                last = yield self._expression(0)
            end = self._close(opening).end
            return nodes.Slice(self._place(opening, node.place.start, end), node, first, last)
        end = self._close(opening).end
        place = self._place(opening, node.place.start, end)
        result: Node = nodes.Member(place, node, first, optional)  # type: ignore[arg-type] - only a slice has none
        if optional:
            self._count(opening)
            result = nodes.Chain(place, result)
        return result


def used_builtins(root: Node) -> frozenset[str]:
    """The names of the built-in functions and operators in a tree."""
    found: set[Any] = set()
    for node in nodes.walk(root):
        if isinstance(node, nodes.Builtin):
            found.add(node.name)
        elif isinstance(node, nodes.Binary):
            found.add(node.operator)
    return frozenset(found)
