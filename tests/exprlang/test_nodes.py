from tranship.exprlang import nodes
from tranship.exprlang.builtins import BUILTINS
from tranship.exprlang.parser import parse


def root(source: str) -> nodes.Node:
    return parse(source, BUILTINS, {}).root


def test_parts_can_be_replaced() -> None:
    place = nodes.Place(0, 1, 0, 1)
    one, two = nodes.Literal(place, 1), nodes.Literal(place, 2)
    for source in ("a + b", "[a, b]", "{a: b}", "a[b]", "a[:b]", "f(a)", "max(a, b)", "(a; b)", "let x = a; b"):
        node = root(source)
        count = len(node.parts())
        changed = node.with_parts([one, two][:count])
        assert changed.parts() == (one, two)[:count]
        assert type(changed) is type(node)
        assert changed.words() == node.words()


def test_all_nodes_are_walked_over_once() -> None:
    found = [type(node).__name__ for node in nodes.walk(root("a ?: filter(b, # > 1)"))]
    assert sorted(found) == ["Binary", "Builtin", "Conditional", "Literal", "Name", "Name", "Pointer", "Predicate"]


def test_trees_are_the_same_if_they_say_the_same() -> None:
    assert nodes.same(root("a + f(1, b)"), root("a  +  f( 1,b )"))
    for other in ("a - f(1, b)", "a + f(1.0, b)", "a + f(1)", "a + f(1, c)", "a + f(true, b)"):
        assert not nodes.same(root("a + f(1, b)"), root(other))


def test_nodes_that_stand_in_two_places_are_found() -> None:
    tree = root("a < b(1) < c")
    assert len(nodes.shared(tree)) == 1
    assert not nodes.shared(root("a < b(1) && b(1) < c"))
