"""The parser: a Pratt parser, whose functions have the grammar as their docstrings.

Its functions are generators for :mod:`tranship.exprlang.trampoline`: ``yield self._expression(0)`` is a recursive call.
"""

from __future__ import annotations

from collections.abc import Container

from tranship.errors import ExprError
from tranship.exprlang import nodes
from tranship.exprlang.lexer import Token, TokenKind, is_name
from tranship.exprlang.literals import NumberProblem, read_number
from tranship.exprlang.nodes import Node, Place, Scope, Tree, Variable
from tranship.exprlang.operators import BINARY, COMPARISONS, NEGATABLE, RIGHT_ASSOCIATIVE, UNARY
from tranship.exprlang.predicates import PREDICATES
from tranship.exprlang.token_reader import TokenReader
from tranship.exprlang.trampoline import Steps, run


def parse(source: str, builtins: Container[str], functions: Container[str]) -> Tree:
    """The tree of an expression. Names of ``functions`` hide built-in ones.

    :raises ExprError: the syntax is wrong, or there are too many nodes.
    """
    return _Parser(source, builtins, functions).parse()


class _Parser(TokenReader):
    def __init__(self, source: str, builtins: Container[str], functions: Container[str]) -> None:
        super().__init__(source)
        self.builtins = builtins
        self.functions = functions
        self.scopes: list[Scope] = []
        self.variables: dict[str, list[Variable]] = {}
        self.names: set[str] = set()
        self.repeats = False

    def parse(self) -> Tree:
        """program = sequence END"""
        if self.current.kind is TokenKind.END:
            raise ExprError("an expression is missing", self.source, 0)
        node: Node = run(self._sequence())
        self.finish()
        return Tree(node, frozenset(self.names), self.repeats)

    # -- the grammar

    def _sequence(self) -> Steps:
        """sequence = expression { ";" expression } [ ";" END ]"""
        items: list[Node] = [(yield self._expression(0))]
        while self.at(TokenKind.OPERATOR, ";"):
            semicolon = self.advance()
            if self.at_end:
                break
            items.append((yield self._expression(0)))
        if len(items) == 1:
            return items[0]
        first, last = items[0].place, items[-1].place
        self.count_node(semicolon)
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
                    self.unexpected(token=token)
            binding = BINARY.get(token.text, -1)
            if binding < precedence:
                break
            if negated:
                self.advance()
            self.advance()
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
                place = self.place(token, left.place.start, right.place.end)
                left = nodes.Binary(place, token.text, left, right)
                self.names.add(token.text)
                if negated:
                    self.count_node(token)
                    left = nodes.Unary(place, "not", left)
            previous = token.text
        return (yield from self._ternaries(left)) if precedence == 0 else left

    def _comparisons(self, left: Node, token: Token, binding: int) -> Steps:
        """comparisons = operand { ( "<" | ">" | "<=" | ">=" ) operand }, each pair joined by "&&" """
        root: Node | None = None
        while True:
            right: Node = yield self._expression(binding + 1)
            place = self.place(token, left.place.start, right.place.end)
            compared = nodes.Binary(place, token.text, left, right)
            self.names.add(token.text)
            if root is None:
                root = compared
            else:
                self.repeats = True
                root = nodes.Binary(self.place(token, root.place.start, right.place.end), "&&", root, compared)
            left = right
            if self.current.kind is not TokenKind.OPERATOR or self.current.text not in COMPARISONS:
                return root
            token = self.advance()

    def _pipe(self, left: Node) -> Steps:
        """pipe = value "|" call, where the value becomes the first argument"""
        name = self.expect(TokenKind.NAME)
        return (yield from self._call(name, [left]))

    def _ternaries(self, node: Node) -> Steps:
        """ternary = condition "?" [ expression ] ":" expression; without the middle it is the condition"""
        while self.at(TokenKind.OPERATOR, "?"):
            mark = self.advance()
            if self.at(TokenKind.OPERATOR, ":"):
                self.advance()
                then = node
                self.repeats = True
            else:
                then = yield self._expression(0)
                self.expect(TokenKind.OPERATOR, ":")
            otherwise: Node = yield self._expression(0)
            place = self.place(mark, node.place.start, otherwise.place.end)
            node = nodes.Conditional(place, node, then, otherwise)
        return node

    def _let(self) -> Steps:
        """let = "let" NAME "=" expression ";" sequence"""
        start = self.advance().start
        name = self.expect(TokenKind.NAME)
        self.expect(TokenKind.OPERATOR, "=")
        value: Node = yield self._expression(0)
        self.expect(TokenKind.OPERATOR, ";")
        known = self.variables.setdefault(name.text, [])
        again = bool(known)
        variable = Variable(name.text, value)
        known.append(variable)
        body: Node = yield self._sequence()
        known.pop()
        return nodes.Let(self.place(name, start, body.place.end), name.text, value, body, variable, again)

    def _if(self) -> Steps:
        """if = "if" expression "{" sequence "}" "else" ( if | "{" sequence "}" )"""
        word = self.advance()
        condition: Node = yield self._expression(0)
        then: Node = yield self._block()
        self.expect(TokenKind.OPERATOR, "else")
        otherwise: Node = yield (self._if() if self.at(TokenKind.OPERATOR, "if") else self._block())
        return nodes.Conditional(
            Place(word.start, otherwise.place.end, word.start, word.end), condition, then, otherwise
        )

    def _block(self) -> Steps:
        """block = "{" sequence "}" """
        opening = self.expect(TokenKind.BRACKET, "{")
        node: Node = yield self._sequence()
        self.close(opening)
        return node

    def _primary(self) -> Steps:
        """primary = ( unary expression | "(" sequence ")" | pointer | "::" call | literal | name ) { postfix }"""
        token = self.current
        if token.kind is TokenKind.OPERATOR:
            if token.text in UNARY:
                self.advance()
                operand: Node = yield self._expression(UNARY[token.text])
                place = self.place(token, token.start, operand.place.end)
                self.names.add(token.text)
                return (yield from self._postfix(nodes.Unary(place, token.text, operand)))
            if self.scopes and token.text in ("#", "."):
                return (yield from self._postfix(self._pointer(token)))
            if token.text == "::":
                self.advance()
                call: Node = yield from self._call(self.expect(TokenKind.NAME), [], builtin=True)
                return (yield from self._postfix(call))
        elif token.kind is TokenKind.NAME:
            return (yield from self._name(token))
        elif token.kind is TokenKind.NUMBER:
            self.advance()
            try:
                return nodes.Literal(self.place(token), read_number(token.text))
            except NumberProblem as problem:
                raise ExprError(str(problem), self.source, token.start, token.end) from None
        elif token.kind in (TokenKind.TEXT, TokenKind.BYTES):
            self.advance()
            value = token.text if token.kind is TokenKind.TEXT else token.text.encode("latin-1")
            return (yield from self._postfix(nodes.Literal(self.place(token), value)))
        elif token.text == "(":
            self.advance()
            inner: Node = yield self._sequence()
            self.close(token)
            return (yield from self._postfix(inner))
        elif token.text == "[":
            return (yield from self._postfix((yield from self._array(token))))
        elif token.text == "{":
            return (yield from self._postfix((yield from self._map(token))))
        self.unexpected("a value" if token.kind is TokenKind.END else "")

    def _name(self, token: Token) -> Steps:
        """name = "true" | "false" | "nil" | call { postfix } | NAME { postfix }"""
        self.advance()
        if token.text in ("true", "false"):
            return nodes.Literal(self.place(token), token.text == "true")
        if token.text == "nil":
            return nodes.Nil(self.place(token))
        if self.at(TokenKind.BRACKET, "("):
            return (yield from self._postfix((yield from self._call(token, []))))
        return (yield from self._postfix(self._plain_name(token)))

    def _plain_name(self, token: Token) -> Node:
        known = self.variables.get(token.text)
        return nodes.Name(self.place(token), token.text, known[-1] if known else None)

    def _pointer(self, token: Token) -> Node:
        """pointer = "#" [ NAME ]; a dot that begins ".field" counts as "#" too, and stays"""
        name, end = "", token.start
        if token.text == "#":
            self.advance()
            end = token.end
            if self.current.kind is TokenKind.NAME:
                name, end = self.current.text, self.current.end
                self.advance()
        self.count_node(token)
        return nodes.Pointer(Place(token.start, end, token.start, max(end, token.end)), name, self.scopes[-1])

    def _call(self, name: Token, arguments: list[Node], *, builtin: bool = False) -> Steps:
        """call = NAME "(" [ arguments ] ")", with what a predicate function takes"""
        hidden = name.text in self.functions and not builtin
        if name.text in PREDICATES and not hidden:
            return (yield from self._predicate_call(name, arguments))
        callee = None if name.text in self.builtins and not hidden else self._plain_name(name)
        start = arguments[0].place.start if arguments else name.start
        end = yield from self._arguments(arguments)
        if callee is not None:
            return nodes.Call(self.place(name, start, end), callee, tuple(arguments))
        self.names.add(name.text)
        return nodes.Builtin(self.place(name, start, end), name.text, tuple(arguments))

    def _arguments(self, arguments: list[Node]) -> Steps:
        """arguments = expression { "," expression } [ "," ]"""
        opening = self.expect(TokenKind.BRACKET, "(")
        while not self.at(TokenKind.BRACKET, ")"):
            arguments.append((yield self._expression(0)))
            if not self.at(TokenKind.OPERATOR, ","):
                break
            self.advance()
        return self.close(opening).end

    def _predicate_call(self, name: Token, arguments: list[Node]) -> Steps:
        """predicate call = NAME "(" value [ "," predicate ] [ "," value ] [ "," ] ")" """
        start = arguments[0].place.start if arguments else name.start
        opening = self.expect(TokenKind.BRACKET, "(")
        wanted = PREDICATES[name.text][len(arguments) :]
        for index, sort in enumerate(wanted):
            if self.at(TokenKind.BRACKET, ")"):
                if sort.endswith("?"):
                    break
                words = "an array and a predicate"
                raise ExprError(f"{name.text}() needs {words}", self.source, name.start, self.current.end)
            if index > 0:
                self.expect(TokenKind.OPERATOR, ",")
            if sort.startswith("predicate"):
                arguments.append((yield self._predicate(Scope(name.text, arguments[0]))))
            else:
                arguments.append((yield self._expression(0)))
        if self.at(TokenKind.OPERATOR, ","):
            self.advance()
        end = self.close(opening).end
        self.names.add(name.text)
        return nodes.Builtin(self.place(name, start, end), name.text, tuple(arguments))

    def _predicate(self, scope: Scope) -> Steps:
        """predicate = expression | "{" sequence "}" """
        token = self.current
        self.scopes.append(scope)
        if self.at(TokenKind.BRACKET, "{"):
            if self.tokens[self.index + 1].kind is TokenKind.NAME and self.tokens[self.index + 2].text == ":":
                message = "a brace begins a block here; a map as the predicate needs two: {{ ... }}"
                raise ExprError(message, self.source, token.start, token.end)
            body: Node = yield self._block()
        else:
            body = yield self._expression(0)
            if self.at(TokenKind.OPERATOR, ";"):
                self.unexpected("braces { } around a predicate of several expressions, or a closing bracket,")
        self.scopes.pop()
        return nodes.Predicate(self.place(token, token.start, body.place.end), body)

    def _array(self, opening: Token) -> Steps:
        """array = "[" [ expression { "," expression } [ "," ] ] "]" """
        self.advance()
        items: list[Node] = []
        while not self.at(TokenKind.BRACKET, "]"):
            items.append((yield self._expression(0)))
            if not self.at(TokenKind.OPERATOR, ","):
                break
            self.advance()
        end = self.close(opening).end
        self.names.add("[")
        return nodes.Array(self.place(opening, opening.start, end), tuple(items))

    def _map(self, opening: Token) -> Steps:
        """map = "{" [ key ":" expression { "," key ":" expression } [ "," ] ] "}" """
        self.advance()
        items: list[Node] = []
        while not self.at(TokenKind.BRACKET, "}"):
            items.append((yield from self._key()))
            self.expect(TokenKind.OPERATOR, ":")
            items.append((yield self._expression(0)))
            self.count_node(opening)
            if not self.at(TokenKind.OPERATOR, ","):
                break
            self.advance()
        end = self.close(opening).end
        return nodes.Map(self.place(opening, opening.start, end), tuple(items))

    def _key(self) -> Steps:
        """key = NAME | NUMBER | TEXT | "(" ... (an expression that begins with a parenthesis)"""
        token = self.current
        if token.kind in (TokenKind.NAME, TokenKind.NUMBER, TokenKind.TEXT):
            place = self.place(token)
            self.advance()
            return nodes.Literal(place, token.text)
        if self.at(TokenKind.BRACKET, "("):
            return (yield self._expression(0))
        self.unexpected("a key (a name, a number, a text, or an expression in parentheses)")

    def _postfix(self, node: Node) -> Steps:
        """postfix = ( "." | "?." ) NAME [ "(" arguments ")" ] | [ "?." ] "[" index or slice "]" """
        while self.current.kind in (TokenKind.OPERATOR, TokenKind.BRACKET):
            token = self.current
            optional = token.text == "?." and token.kind is TokenKind.OPERATOR
            if optional or self.at(TokenKind.OPERATOR, "."):
                self.advance()
                if optional and self.at(TokenKind.BRACKET, "["):
                    node = yield from self._index(node, self.advance(), optional=True)
                else:
                    node = yield from self._member(node, optional=optional)
            elif self.at(TokenKind.BRACKET, "["):
                node = yield from self._index(node, self.advance(), optional=False)
            else:
                break
        return node

    def _member(self, node: Node, *, optional: bool) -> Steps:
        name = self.current
        if name.kind is not TokenKind.NAME and not (name.kind is TokenKind.OPERATOR and is_name(name.text)):
            self.unexpected("a name")
        self.advance()
        key = nodes.Literal(self.place(name), name.text)
        chained = isinstance(node, nodes.Chain)
        base = node.inner if isinstance(node, nodes.Chain) else node
        method = self.at(TokenKind.BRACKET, "(")
        place = self.place(name, base.place.start, name.end)
        result: Node = nodes.Member(place, base, key, optional, method)
        if method:
            arguments: list[Node] = []
            end = yield from self._arguments(arguments)
            result = nodes.Call(self.place(name, base.place.start, end), result, tuple(arguments))
        if chained or optional:
            result = nodes.Chain(self.place(name, base.place.start, result.place.end), result)
        return result

    def _index(self, node: Node, opening: Token, *, optional: bool) -> Steps:
        """index = expression; slice = [ expression ] ":" [ expression ]"""
        first: Node | None = None
        if not self.at(TokenKind.OPERATOR, ":"):
            first = yield self._expression(0)
        if self.at(TokenKind.OPERATOR, ":"):
            self.advance()
            last: Node | None = None
            if not self.at(TokenKind.BRACKET, "]"):
                last = yield self._expression(0)
            end = self.close(opening).end
            return nodes.Slice(self.place(opening, node.place.start, end), node, first, last)
        end = self.close(opening).end
        place = self.place(opening, node.place.start, end)
        result: Node = nodes.Member(place, node, first or nodes.Nil(place), optional)
        if optional:
            self.count_node(opening)
            result = nodes.Chain(place, result)
        return result
