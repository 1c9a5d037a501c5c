"""Trees: what grows from nodes, and copies that share nothing."""

from tranship.formats.yaml_nodes import compose_documents
from tranship.formats.yaml_tree import Kind, Places, Tree, grow

TEXT = "a: &x {b: [1, *y], c: &y 'q'}\n".replace("*y], c: &y 'q'", "2], c: &y 'q', d: *y") + "e: *x\nf: *y\n"


def tree(text: str = TEXT) -> tuple[Tree, Places]:
    (node,) = compose_documents(text)
    places = Places()
    return grow(node, text, places), places


def child(node: Tree, name: str) -> Tree:
    return next(value for key, value in node.pairs() if key.text == name)


def test_nodes_keep_how_they_are_written() -> None:
    root, _ = tree()
    first = child(root, "a")
    assert (root.kind, root.style, first.kind, first.style, first.anchor) == (Kind.MAP, "", Kind.MAP, "flow", "x")
    assert [item.text for item in child(first, "b").items] == ["1", "2"]
    assert (child(first, "c").style, child(first, "c").anchor) == ("'", "y")


def test_aliases_stand_for_nodes_of_the_tree() -> None:
    root, _ = tree()
    alias = child(root, "e")
    assert (alias.kind, alias.text) == (Kind.ALIAS, "x")
    assert alias.resolved() is child(root, "a")
    assert child(root, "a").resolved() is child(root, "a")


def test_places_are_those_of_tokens() -> None:
    root, places = tree()
    assert places.leaves[TEXT.index("{")] is child(root, "a")
    assert places.leaves[TEXT.index("'q'")] is child(child(root, "a"), "c")
    assert places.leaves[TEXT.index("*x")] is child(root, "e")
    assert places.blocks[0] is root


def test_a_copy_shares_only_what_aliases_stand_for_elsewhere() -> None:
    root, _ = tree()
    first = child(root, "a")
    copy = first.copied()
    assert copy is not first
    assert child(copy, "d").target is child(copy, "c")
    assert child(copy, "c") is not child(first, "c")
    other = child(root, "e").copied()
    assert other.target is first


def test_nodes_are_walked_in_order() -> None:
    root, _ = tree("a: [b, {c: d}]\ne: f\n")
    assert [node.text for node in root.walk()] == ["", "a", "", "b", "", "c", "d", "e", "f"]
