"""Which node a comment belongs to."""

import pytest

from tranship.formats.yaml_document import read_document
from tranship.formats.yaml_tree import Document, Tree


def read(text: str) -> Document:
    document = read_document(text)
    assert document is not None
    return document


def comments(text: str) -> dict[str, str]:
    """All comments by what they belong to: the text of a scalar, "[]", "{}" or "document"."""
    document = read(text)
    found = {}
    for node in document.root.walk():
        name = _name(node)
        for kind in ("head", "line", "foot"):
            comment = getattr(node.comments, kind)
            if comment:
                found[f"{kind} of {name}"] = comment
    for kind, comment in (("head", document.head), ("foot", document.foot)):
        if comment:
            found[f"{kind} of the document"] = comment
    return found


def _name(node: Tree) -> str:
    return node.text or (f"[{_name(node.items[0])}]" if node.items else "[]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1 # c\n", {"line of 1": "# c"}),
        ("# c\na: 1\n", {"head of a": "# c"}),
        ("# c\n# d\na: 1\n", {"head of a": "# c\n# d"}),
        ("# c\n\na: 1\n", {"head of the document": "# c"}),
        ("# c\n\n# d\na: 1\n", {"head of the document": "# c", "head of a": "# d"}),
        ("---\n# c\n\na: 1\n", {"head of a": "# c\n"}),
        ("a: 1\n\n# c\nb: 2\n", {"head of b": "# c"}),
        ("a: 1\n# c\nb: 2\n", {"head of b": "# c"}),
        ("x: 0\na: 1\n# c\n\nb: 2\n", {"foot of a": "# c"}),
        ("a: 1\n\n# c\n", {"foot of the document": "# c"}),
        ("a:\n  b: 1\n  # c\nd: 2\n", {"foot of b": "# c"}),
        ("a:\n  b: 1\n# c\nd: 2\n", {"head of d": "# c"}),
        ("a:\n  b: 1\n# c\n\nd: 2\n", {"foot of a": "# c"}),
        ("a: # c\n  b: 1\n", {"line of a": "# c"}),
        ("a: # c\nb: 1\n", {"line of a": "# c"}),
        ("a:\n  # c\n  b: 1\n", {"head of b": "# c"}),
        ("a: | # c\n  x\n", {"line of x\n": "# c"}),
        ("a: &x # c\n  b\n", {"line of b": "# c"}),
        ("- a # c\n# d\n- b\n", {"line of a": "# c", "head of b": "# d"}),
        ("# c\n- a: 1\n  b: 2\n", {"head of [a]": "# c"}),
        ("- # c\n  a: 1\n", {"head of a": "# c"}),
        ("- x\n# c\n- a: 1\n", {"head of [a]": "# c"}),
        ("a: [x, # c\n  y]\n", {"line of x": "# c"}),
        ("a: [x, y] # c\n", {"line of [x]": "# c"}),
        ("a: [x,\n  # c\n  y]\n", {"head of y": "# c"}),
        ("a: [x,\n  y\n  # c\n]\n", {"foot of y": "# c"}),
        ("a: {x: 1} # c\n", {"line of [x]": "# c"}),
        ("b: &b 1\na: *b # c\n", {"line of b": "# c"}),
        ("\ufeff# c\n\na: 1\n", {"head of the document": "# c"}),
        ("# c\n'x'\n", {"head of x": "# c"}),
        ("a: 1\n# c", {"foot of a": "# c"}),
        ("a: 1\n...\n", {}),
        ("x: 0\na: 1\n# c\n---\n", {"foot of the document": "# c"}),
    ],
)
def test_comments_belong_to_nodes(text: str, expected: dict[str, str]) -> None:
    assert comments(text) == expected


def test_several_feet_are_one() -> None:
    text = "x: 1\ne:\n  - v\n# c2\n\n  # c3\n\n# c4\n"
    assert comments(text) == {"foot of e": "# c2\n# c3\n", "foot of the document": "# c4"}


def test_blank_lines_within_a_comment_are_one() -> None:
    assert comments("x: 1\n\n# c\n\n\n# d\nb: 2\n") == {"head of b": "# c\n\n# d"}


def test_windows_line_ends_make_no_difference() -> None:
    text = "# top\n\na: 1 # one\n# b\nb:\n  c: 2\n  # c\n# end\n"
    assert comments(text.replace("\n", "\r\n")) == comments(text)
