"""The compiler: makes functions of a frame out of nodes (see :mod:`tranship.exprlang.closures`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from tranship.errors import ExprError
from tranship.exprlang import access_closures, call_closures, closures, nodes, operator_closures
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.closures import Fail, Run
from tranship.exprlang.faults import Fault
from tranship.exprlang.functions import Function
from tranship.exprlang.leftovers import last_of
from tranship.exprlang.nodes import Literal, Node, Variable
from tranship.exprlang.operators import AND, COMPARISONS, OR
from tranship.exprlang.predicate_closures import Loop, Slots, compile_loop, counting, element
from tranship.exprlang.predicates import PREDICATES
from tranship.exprlang.regex_classes import RegexProblem
from tranship.exprlang.regexes import MAX_PROGRAM, compile_regex
from tranship.exprlang.rewriting import Rewriting
from tranship.exprlang.signatures import BuiltinFunction
from tranship.exprlang.trampoline import Steps, each, traverse
from tranship.exprlang.types import Kind
from tranship.exprlang.unchecked import UncheckedCall, unchecked_call
from tranship.exprlang.values import Sort
from tranship.exprlang.workshop import Workshop


class Compiled(NamedTuple):
    """What evaluates a tree, how long its frame is, and the size of the regular expressions in it."""

    run: Run
    size: int
    weight: int


def compile_nodes(
    source: str,
    root: Node,
    rewriting: Rewriting,
    functions: Mapping[str, Function],
    *,
    repeats: bool = True,
    traced: bool = False,
) -> Compiled:
    """What evaluates a tree.

    :param repeats: whether a node may stand in several places.
    :param traced: whether the values of parts are to be written down.
    :raises ExprError: a regular expression is wrong.
    """
    compiler = _Compiler(source, root, rewriting, functions, repeats=repeats, traced=traced)
    run = traverse(compiler.enter, root)
    return Compiled(run, compiler.size, compiler.weight)


class _Compiler(Workshop):
    def __init__(
        self,
        source: str,
        root: Node,
        rewriting: Rewriting,
        functions: Mapping[str, Function],
        *,
        repeats: bool,
        traced: bool,
    ) -> None:
        super().__init__(source, nodes.shared(root) if repeats else frozenset(), traced=traced)
        self.rewriting = rewriting
        self.functions = functions
        self.weight = 0
        self.variables: dict[Variable, int] = {}
        self.indexed: set[Slots] = set()
        self.spine: set[int] = set()
        self.zero: float | None = None

    def enter(self, node: Node) -> Run | Steps:
        load = self.loads.get(id(node))
        if load is not None:
            return load
        kind = type(node)
        if kind is nodes.Literal:
            return closures.constant(self._literal(node.value))  # type: ignore[attr-defined]
        if kind is nodes.Nil:
            return closures.constant(None)
        if kind is nodes.Pointer:
            return self._pointer(node)  # type: ignore[arg-type]
        if kind is nodes.Name:
            return self.finished(node, self._name(node))  # type: ignore[arg-type]
        return self.visit(node, _VISITORS[kind](self, node))

    # -- names and literals

    def _literal(self, value: Any) -> Any:
        if type(value) is float and value == 0:
            # To the reference, 0.0 and -0.0 are the same constant: the first one counts.
            if self.zero is None:
                self.zero = value
            return self.zero
        return value

    def _name(self, node: nodes.Name) -> Run:
        if node.variable is not None:
            return closures.slot(self.variables[node.variable])
        return closures.environment if node.name == "$env" else closures.name(node.name, self.fail(node))

    def _array(self, node: nodes.Array) -> Steps:
        items: list[Run] = yield from each(node.items)
        return self.together(items, lambda parts: closures.array(tuple(parts), self.fail(node)))

    def _map(self, node: nodes.Map) -> Steps:
        items: list[Run] = yield from each(node.items)
        fail, keys = self.fail(node), node.items[::2]
        literal = tuple(key.value for key in keys if isinstance(key, Literal) and isinstance(key.value, str))
        if len(set(literal)) == len(keys) and not any(id(item) in self.leaving for item in items):
            return closures.fixed_mapping(literal, tuple(items[1::2]), fail)
        return self.together(items, lambda parts: closures.mapping(tuple(parts[::2]), tuple(parts[1::2]), fail))

    # -- operators

    def _unary(self, node: nodes.Unary) -> Steps:
        operand: Run = yield node.operand
        if node.operator == "+":
            return operand
        if node.operator == "-":
            return operator_closures.minus(operand, self.fail(node))
        return operator_closures.negation(operand, self.fail(node))

    def _binary(self, node: nodes.Binary) -> Steps:
        operator, fail = node.operator, self.fail(node)
        if operator == "matches" and isinstance(node.right, Literal) and isinstance(node.right.value, str):
            return (yield from self._literal_match(node, node.right.value))
        left: Run = yield node.left
        right: Run = yield node.right
        if operator in AND:
            return operator_closures.conjunction(left, right, fail)
        if operator in OR:
            return operator_closures.disjunction(left, right, fail)
        if operator == "??":
            return operator_closures.coalescing(left, right)
        return self.together([left, right], lambda parts: self._operation(node, parts[0], parts[1]))

    def _operation(self, node: nodes.Binary, left: Run, right: Run) -> Run:
        """An operation that needs both operands."""
        operator, fail = node.operator, self.fail(node)
        if operator in ("==", "!="):
            same = self._equality(node, left, right)
            return operator_closures.inequality(same) if operator == "!=" else same
        if operator in COMPARISONS:
            return operator_closures.order(operator, left, right, fail)
        if operator in ("contains", "startsWith", "endsWith"):
            return operator_closures.text_search(operator, left, right, fail)
        maker = _MAKERS.get(operator)
        return operator_closures.calculation(operator, left, right, fail) if maker is None else maker(left, right, fail)

    def _equality(self, node: nodes.Binary, left: Run, right: Run) -> Run:
        one, other = self.rewriting.type_of(node.left), self.rewriting.type_of(node.right)
        if one.go == other.go == "int":
            return operator_closures.typed_equality(Sort.INT, "ints", left, right, self.fail(node))
        if one.go == other.go == "string":
            return operator_closures.typed_equality(Sort.STRING, "strings", left, right, self.fail(node))
        return operator_closures.equality(left, right, self.fail(node))

    def _literal_match(self, node: nodes.Binary, pattern: str) -> Steps:
        try:
            regex = compile_regex(pattern)
        except RegexProblem as problem:
            raise ExprError(problem.message, self.source, node.right.place.start, node.right.place.end) from None
        self.weight += regex.programsize
        if self.weight > MAX_PROGRAM:
            # Where the checker does not look there are regular expressions, too.
            place = node.right.place
            raise ExprError("the regular expressions are too large", self.source, place.start, place.end)
        left: Run = yield node.left
        return operator_closures.matching(left, regex, self.fail(node))

    def _among(self, node: nodes.Among) -> Steps:
        operand: Run = yield node.operand
        return operator_closures.among(operand, node.values, self.fail(node), texts=node.texts)

    def _conditional(self, node: nodes.Conditional) -> Steps:
        condition: Run = yield node.condition
        then: Run = yield node.then
        otherwise: Run = yield node.otherwise
        place = node.condition.place
        source = self.source

        def fail(fault: Fault) -> ExprError:
            return ExprError(fault.message, source, place.start, place.end)

        return closures.conditional(condition, then, otherwise, fail)

    def _sequence(self, node: nodes.Sequence) -> Steps:
        items: list[Run] = yield from each(node.items)
        return closures.sequence(tuple(items))

    def _let(self, node: nodes.Let) -> Steps:
        value: Run = yield node.value
        index = self.variables[node.variable] = self.slots(1)
        body: Run = yield node.body
        return closures.let(index, value, body)

    # -- members

    def _chain(self, node: nodes.Chain) -> Steps:
        part = node.inner
        while isinstance(part, nodes.Member | nodes.Call):
            self.spine.add(id(part))
            part = part.base if isinstance(part, nodes.Member) else part.callee
        inner: Run = yield node.inner
        return access_closures.chain(inner)

    def _member(self, node: nodes.Member) -> Steps:
        base: Run = yield node.base
        chained = id(node) in self.spine
        fail = self.fail(node)
        if isinstance(node.key, Literal) and isinstance(node.key.value, str):
            name = node.base
            if isinstance(name, nodes.Name) and name.variable is None and name.name != "$env" and not chained:
                return access_closures.member_of_name(name.name, node.key.value, fail, base)
            words = self.words(node.base)
            return access_closures.named_member(
                base, node.key.value, fail, words=words, optional=node.optional, chained=chained
            )
        key: Run = yield node.key
        if node.optional and chained and id(key) in self.leaving:
            base = access_closures.skipping(base)
        return self.together(
            [base, key],
            lambda parts: access_closures.member(parts[0], parts[1], fail, optional=node.optional, chained=chained),
        )

    def _slice(self, node: nodes.Slice) -> Steps:
        parts: list[Run] = [(yield node.base)]
        if node.last is not None:
            parts.append((yield node.last))
        if node.first is not None:
            parts.append((yield node.first))

        def make(parts: list[Run]) -> Run:
            last = parts[1] if node.last is not None else None
            first = parts[-1] if node.first is not None else None
            return access_closures.sliced(parts[0], first, last, self.fail(node))

        return self.together(parts, make)

    # -- calls

    def _call(self, node: nodes.Call) -> Steps:
        arguments: list[Run] = yield from each(node.arguments)
        callee, fail = node.callee, self.fail(node)
        if isinstance(callee, nodes.Name) and callee.variable is None and callee.name in self.functions:
            function = self.functions[callee.name]
            return self.together(arguments, lambda parts: call_closures.given_function(function, tuple(parts), fail))
        called: Run = yield callee
        name = callee.name if isinstance(callee, nodes.Name) else ""
        if isinstance(callee, nodes.Member) and isinstance(callee.key, Literal):
            name = str(callee.key.value)
        known = (*self.functions, *BUILTINS, *PREDICATES)
        typed = self.rewriting.type_of(callee).kind is Kind.FUNC
        run = self.together(
            [*arguments, called],
            lambda parts: call_closures.call(parts[-1], tuple(parts[:-1]), fail, name=name, known=known, typed=typed),
        )
        if arguments and id(node) in self.spine:
            self.leaving.add(id(run))
        return run

    def _builtin(self, node: nodes.Builtin) -> Steps:
        if node.name in PREDICATES:
            return (yield from self._loop(node))
        arguments: list[Run] = yield from each(node.arguments)
        function, fail = BUILTINS[node.name], self.fail(node)
        if not self.rewriting.type_of(node).go:
            # Where the checker does not look, the number of arguments may be wrong.
            unchecked = unchecked_call(function, len(arguments))
            if unchecked is not None:
                return self._unchecked(unchecked, function, arguments, fail)
        return self.together(arguments, lambda parts: call_closures.builtin(function, tuple(parts), fail))

    def _unchecked(self, unchecked: UncheckedCall, function: BuiltinFunction, arguments: list[Run], fail: Fail) -> Run:
        if unchecked.message:
            return closures.failing(unchecked.message, fail)
        if unchecked.last_only:
            slot = self.slots(1)
            call = call_closures.builtin(function, (closures.slot(slot),), fail)
            run = last_of(tuple(arguments), call, slot, fail)
            self.leaving.add(id(run))
            return run
        if unchecked.count == 0:
            return closures.constant(unchecked.result)

        def make(parts: list[Run]) -> Run:
            used = call_closures.builtin(function, tuple(parts[: unchecked.count]), fail)
            return closures.sequence((*parts[unchecked.count :], used))

        return self.together(arguments, make)

    def _loop(self, node: nodes.Builtin) -> Steps:
        collection: Run = yield node.arguments[0]
        slots = Slots(self.slots(3))
        self.loops.append(slots)
        # The third argument is evaluated first, and within the loop, as in the reference.
        extra: Run | None = (yield node.arguments[2]) if len(node.arguments) > 2 else None
        predicate: Run | None = (yield node.arguments[1]) if len(node.arguments) > 1 else None
        mapped: Run | None = (yield node.mapped) if node.mapped is not None else None
        self.loops.pop()
        if predicate is not None and slots in self.indexed and node.name not in ("map", "reduce", "sum"):
            predicate = counting(predicate, slots, backwards=node.name in ("findLast", "findLastIndex"))
        leaves = id(predicate) in self.leaving or id(mapped) in self.leaving
        loop = Loop(node.name, collection, predicate, extra, mapped, slots, node.throws, node.threshold, stacked=leaves)
        run = compile_loop(loop, self.fail(node))
        if node.name in ("findLast", "findLastIndex"):
            self.leaving.add(id(run))
        return run

    def _predicate(self, node: nodes.Predicate) -> Steps:
        return (yield node.body)

    def _pointer(self, node: nodes.Pointer) -> Run:
        slots = self.loops[-1]
        if node.name == "index":
            self.indexed.add(slots)
            return closures.slot(slots.index)
        if node.name == "acc":
            return closures.slot(slots.accumulator)
        if node.name:
            raise ExprError(f"there is no #{node.name}", self.source, node.place.at, node.place.to)
        return element(slots.item, self.fail(node))


_MAKERS: Final[Mapping[str, Callable[[Run, Run, Fail], Run]]] = {
    "+": operator_closures.plus,
    "in": operator_closures.membership,
    "matches": operator_closures.dynamic_matching,
    "..": operator_closures.span,
}


_VISITORS: Final[Mapping[type, Callable[[_Compiler, Any], Steps]]] = {
    nodes.Array: _Compiler._array,
    nodes.Map: _Compiler._map,
    nodes.Unary: _Compiler._unary,
    nodes.Binary: _Compiler._binary,
    nodes.Among: _Compiler._among,
    nodes.Conditional: _Compiler._conditional,
    nodes.Sequence: _Compiler._sequence,
    nodes.Let: _Compiler._let,
    nodes.Chain: _Compiler._chain,
    nodes.Member: _Compiler._member,
    nodes.Slice: _Compiler._slice,
    nodes.Call: _Compiler._call,
    nodes.Builtin: _Compiler._builtin,
    nodes.Predicate: _Compiler._predicate,
}
