from tranship.exprlang import nodes
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.parser import parse
from tranship.exprlang.rewriting import Rewriting
from tranship.exprlang.types import INT, UNKNOWN


def test_parts_are_rewritten_before_what_they_are_in() -> None:
    order: list[str] = []

    def visit(node: nodes.Node) -> nodes.Node:
        order.append(type(node).__name__)
        return nodes.Literal(node.place, 1) if isinstance(node, nodes.Name) else node

    root = Rewriting({}).apply(visit, parse("-a + b", BUILTINS, {}).root)
    assert order == ["Name", "Unary", "Name", "Binary"]
    assert [type(node).__name__ for node in nodes.walk(root)] == ["Binary", "Literal", "Unary", "Literal"]


def test_a_tree_without_changes_stays() -> None:
    root = parse("f(a, [b])", BUILTINS, {}).root
    assert Rewriting({}).apply(lambda node: node, root) is root


def test_types_are_carried_along() -> None:
    root = parse("a", BUILTINS, {}).root
    rewriting = Rewriting({id(root): INT})
    changed = rewriting.apply(lambda node: nodes.Literal(node.place, 1), root)
    assert rewriting.type_of(changed) is INT
    assert rewriting.type_of(nodes.Nil(root.place)) is UNKNOWN


def test_a_node_in_two_places_is_rewritten_once() -> None:
    root = parse("a ?: b", BUILTINS, {}).root
    seen: list[nodes.Node] = []

    def visit(node: nodes.Node) -> nodes.Node:
        seen.append(node)
        return nodes.Literal(node.place, True) if isinstance(node, nodes.Name) else node

    changed = Rewriting({}).apply(visit, root)
    assert len(seen) == 3
    assert isinstance(changed, nodes.Conditional)
    assert changed.condition is changed.then
