"""The checker: finds what can't work whatever the values are, from literals and the types of operators and functions.

It goes through the whole expression, also through what would never be reached; only where a callee or a base is not
known are arguments, bounds and such not looked at, as in the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

from tranship.errors import ExprError
from tranship.exprlang import nodes
from tranship.exprlang.access import suggestion
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.functions import Function
from tranship.exprlang.methods import methods_of
from tranship.exprlang.nodes import Node
from tranship.exprlang.operator_types import result_type
from tranship.exprlang.predicate_types import PREDICATE_VALUES, predicate_result
from tranship.exprlang.predicates import PREDICATES
from tranship.exprlang.regex_classes import RegexProblem
from tranship.exprlang.regexes import MAX_PROGRAM, compile_regex
from tranship.exprlang.signatures import TypeProblem, check_types
from tranship.exprlang.trampoline import Steps, each, traverse
from tranship.exprlang.types import (
    ANY,
    ARRAY,
    BOOL,
    BYTES,
    FLOAT,
    INT,
    MAP,
    NIL,
    STRING,
    UNKNOWN,
    Kind,
    Type,
    array_of,
    described,
    fits,
    target,
)

Types = Mapping[int, Type]
"""The types of nodes, by their id. Nodes that were not looked at have none."""

_LITERALS: Final[Mapping[type, Type]] = {bool: BOOL, int: INT, float: FLOAT, str: STRING, bytes: BYTES}
_FUNC: Final = Type(Kind.FUNC, "function", "func(...interface {}) (interface {}, error)")


def check(source: str, root: Node, functions: Mapping[str, Function]) -> Types:
    """The types of all nodes that were looked at.

    :raises ExprError: something in the expression can't work.
    """
    checker = _Checker(source, functions)
    traverse(checker.enter, root)
    return checker.types


class _Checker:
    def __init__(self, source: str, functions: Mapping[str, Function]) -> None:
        self.source = source
        self.functions = functions
        self.types: dict[int, Type] = {}
        self.regexes = 0

    def enter(self, node: Node) -> Type | Steps:
        known = self.types.get(id(node))
        if known is not None:
            return known
        leaf = _LEAVES.get(type(node))
        if leaf is not None:
            found = self.types[id(node)] = leaf(self, node)
            return found
        return self._visit(node, _VISITORS[type(node)](self, node))

    def _visit(self, node: Node, steps: Steps) -> Steps:
        found: Type = yield from steps
        self.types[id(node)] = found
        return found

    def _fail(self, node: Node, message: str) -> NoReturn:
        raise ExprError(message, self.source, node.place.at, node.place.to)

    def _fail_whole(self, node: Node, message: str) -> NoReturn:
        raise ExprError(message, self.source, node.place.start, node.place.end)

    # -- names and literals

    def _nil(self, _: nodes.Nil) -> Type:
        return NIL

    def _literal(self, node: nodes.Literal) -> Type:
        return _LITERALS[type(node.value)]

    def _name(self, node: nodes.Name) -> Type:
        if node.variable is not None:
            return self.types.get(id(node.variable.value), UNKNOWN)
        if node.name == "$env":
            return UNKNOWN
        function = self.functions.get(node.name) or BUILTINS.get(node.name)
        if function is not None:
            return function.static_type()
        return _FUNC if node.name in PREDICATES else UNKNOWN

    def _array(self, node: nodes.Array) -> Steps:
        previous, alike = UNKNOWN, True
        for index, item in enumerate(node.items):
            current: Type = yield item
            alike = alike and (index == 0 or current.kind is previous.kind)
            previous = current
        return array_of(previous) if alike else ARRAY

    def _map(self, node: nodes.Map) -> Steps:
        yield from each(node.items)
        return MAP

    # -- operators

    def _unary(self, node: nodes.Unary) -> Steps:
        operand = target((yield node.operand))
        if node.operator in ("!", "not"):
            if operand.kind is Kind.BOOL or operand.unknown:
                return BOOL
        elif operand.number:
            return operand
        elif operand.unknown:
            return UNKNOWN
        self._fail(node, f'"{node.operator}" can\'t be used before {described(operand)}')

    def _binary(self, node: nodes.Binary) -> Steps:
        left = target((yield node.left))
        right = target((yield node.right))
        if node.operator == "matches" and isinstance(node.right, nodes.Literal) and isinstance(node.right.value, str):
            try:
                self.regexes += compile_regex(node.right.value).programsize
            except RegexProblem as problem:
                self._fail_whole(node.right, problem.message)
            if self.regexes > MAX_PROGRAM:
                self._fail_whole(node.right, "the regular expressions are too large")
        found = result_type(node.operator, left, right)
        if isinstance(found, str):
            hint = ""
            if isinstance(node.left, nodes.Unary) and node.left.operator in ("not", "!"):
                word = node.left.operator
                hint = f'; "{word}" binds tighter: write {word}(a {node.operator} b)'
            self._fail(node, found + hint)
        return found

    def _conditional(self, node: nodes.Conditional) -> Steps:
        condition = target((yield node.condition))
        if condition.kind is not Kind.BOOL and not condition.unknown:
            self._fail_whole(node.condition, f"the condition must be a bool, not {described(condition)}")
        then: Type = yield node.then
        otherwise: Type = yield node.otherwise
        if then is NIL or otherwise is NIL:
            return otherwise if then is NIL else then
        if not fits(then, otherwise):
            return UNKNOWN
        if then.array and otherwise.array:
            one, other = then.elements, otherwise.elements
            if not (fits(one, other) and fits(other, one)):
                return ARRAY
        return then

    def _sequence(self, node: nodes.Sequence) -> Steps:
        last = UNKNOWN
        for item in node.items:
            last = yield item
        return last

    def _let(self, node: nodes.Let) -> Steps:
        if node.name in self.functions or node.name in BUILTINS or node.name in PREDICATES:
            self._fail(node, f'"{node.name}" is a function; give the variable another name')
        if node.again:
            self._fail(node, f'there is a variable "{node.name}" already; a variable can\'t be changed')
        yield node.value
        return (yield node.body)

    # -- members

    def _chain(self, node: nodes.Chain) -> Steps:
        return (yield node.inner)

    def _member(self, node: nodes.Member) -> Steps:
        if isinstance(node.base, nodes.Name) and node.base.name == "$env":
            return UNKNOWN
        base: Type = yield node.base
        key: Type = yield node.key
        if base.unknown:
            return UNKNOWN
        name = node.key.value if isinstance(node.key, nodes.Literal) and isinstance(node.key.value, str) else None
        if name is not None:
            if base is NIL:
                self._fail(node, f'nil has no field "{name}"')
            method = methods_of(base).get(name)
            if method is not None:
                return method.static_type(base)
        base = target(base)
        if base.kind is Kind.MAP and base.key is not None:
            if not key.unknown and not fits(key, base.key) and not fits(target(key), base.key):
                self._fail_whole(node.key, f"the keys of this map are {base.key.name}s, not {described(key)}")
            return base.elements
        if base.array:
            if not target(key).integer and not key.unknown:
                self._fail_whole(node.key, f"an element of an array is chosen by an int, not {described(key)}")
            return base.elements
        if base.kind is Kind.STRUCT and name is not None and name in base.fields:
            return base.fields[name]
        if name is None:
            self._fail(node, f"{described(base)} has no elements")
        what = "method" if node.method else "field"
        hint = suggestion(name, [*base.fields, *methods_of(base)])
        self._fail(node, f'{described(base)} has no {what} "{name}"{hint}')

    def _slice(self, node: nodes.Slice) -> Steps:
        base: Type = yield node.base
        if base.unknown:
            return UNKNOWN
        if base.kind is not Kind.STRING and not base.array:
            self._fail(node, f"{described(base)} can't be sliced; arrays and texts can")
        for bound in (node.first, node.last):
            if bound is not None:
                found = target((yield bound))
                if not found.integer and not found.unknown:
                    self._fail_whole(bound, f"a slice goes from one int to another, not {described(found)}")
        return base

    # -- calls

    def _call(self, node: nodes.Call) -> Steps:
        callee: Type = yield node.callee
        if isinstance(node.callee, nodes.Name) and node.callee.name == "$env":
            self._fail(node, "$env is no function")
        if callee.unknown:
            return UNKNOWN
        if callee.kind is not Kind.FUNC:
            self._fail(node, f"{described(callee)} can't be called; functions can")
        arguments: list[Type] = yield from each(node.arguments)
        function: Function | None = callee.function
        if function is None:
            return UNKNOWN
        if function.results > 2:
            self._fail(node, f"{function.name}() can't be used here: it has {function.results} results")
        return self._checked(node, function, node.arguments, arguments)

    def _checked(self, node: Node, function: Function, arguments: tuple[Node, ...], types: list[Type]) -> Type:
        try:
            return check_types(function, types)
        except TypeProblem as problem:
            if problem.argument is None:
                self._fail(node, problem.message)
            self._fail_whole(arguments[problem.argument], problem.message)

    def _builtin(self, node: nodes.Builtin) -> Steps:
        if node.name in PREDICATES:
            return (yield from self._predicate_call(node))
        arguments: list[Type] = yield from each(node.arguments)
        if node.name == "get":
            return self._get(node, arguments)
        return self._checked(node, BUILTINS[node.name], node.arguments, arguments)

    def _get(self, node: nodes.Builtin, arguments: list[Type]) -> Type:
        self._checked(node, BUILTINS["get"], node.arguments, [ANY] * len(arguments))
        base, key = arguments[0], target(arguments[1])
        if base.unknown:
            return UNKNOWN
        if base.array:
            if not key.integer and not key.unknown:
                self._fail_whole(node.arguments[1], f"an element of an array is chosen by an int, not {described(key)}")
        elif base.kind is not Kind.MAP or base.key is None:
            self._fail_whole(node.arguments[0], f"get() takes an array or a map, not {described(base)}")
        elif not key.unknown and not fits(key, base.key):
            self._fail_whole(node.arguments[1], f"the keys of this map are {base.key.name}s, not {described(key)}")
        return base.elements

    def _predicate_call(self, node: nodes.Builtin) -> Steps:
        collection = target((yield node.arguments[0]))
        if not collection.array and not collection.unknown:
            self._fail_whole(node.arguments[0], f"{node.name}() takes an array, not {described(collection)}")
        predicate: Type | None = None
        if len(node.arguments) > 1:
            predicate = yield node.arguments[1]
            if predicate is NIL:
                self._fail_whole(node.arguments[1], f"the predicate of {node.name}() can't be nil")
            if node.name in PREDICATE_VALUES and predicate.kind is not Kind.BOOL and not predicate.unknown:
                self._fail_whole(
                    node.arguments[1], f"the predicate of {node.name}() must be a bool, not {described(predicate)}"
                )
        if len(node.arguments) > 2:
            last: Type = yield node.arguments[2]
            if node.name == "sortBy" and last.kind is not Kind.STRING and not last.unknown:
                self._fail_whole(node.arguments[2], f'the order must be "asc" or "desc", not {described(last)}')
        return predicate_result(node.name, collection, predicate)

    def _predicate(self, node: nodes.Predicate) -> Steps:
        return (yield node.body)

    def _pointer(self, node: nodes.Pointer) -> Type:
        if node.name:
            if node.name == "index" and node.scope.builtin in ("map", "reduce"):
                return INT
            if node.name == "acc" and node.scope.builtin == "reduce":
                return UNKNOWN
            if node.name in ("index", "acc"):
                where = "map() and reduce()" if node.name == "index" else "reduce()"
                self._fail(node, f"#{node.name} is there only in {where}, not in {node.scope.builtin}()")
            self._fail(node, f"there is no #{node.name}; there are #, #index and #acc")
        collection = target(self.types.get(id(node.scope.collection), UNKNOWN))
        return UNKNOWN if collection.unknown else collection.elements


_LEAVES: Final[Mapping[type, Callable[[_Checker, Any], Type]]] = {
    nodes.Nil: _Checker._nil,
    nodes.Literal: _Checker._literal,
    nodes.Name: _Checker._name,
    nodes.Pointer: _Checker._pointer,
}

_VISITORS: Final[Mapping[type, Callable[[_Checker, Any], Steps]]] = {
    nodes.Array: _Checker._array,
    nodes.Map: _Checker._map,
    nodes.Unary: _Checker._unary,
    nodes.Binary: _Checker._binary,
    nodes.Conditional: _Checker._conditional,
    nodes.Sequence: _Checker._sequence,
    nodes.Let: _Checker._let,
    nodes.Chain: _Checker._chain,
    nodes.Member: _Checker._member,
    nodes.Slice: _Checker._slice,
    nodes.Call: _Checker._call,
    nodes.Builtin: _Checker._builtin,
    nodes.Predicate: _Checker._predicate,
}
