"""Documents written anew."""

import pytest

from tranship.formats.yaml_document import read_document
from tranship.formats.yaml_print import print_document


def printed(text: str) -> str:
    document = read_document(text)
    assert document is not None
    return print_document(document)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n",
        "a: &x {k: 1}\nb: *x\nc:\n  <<: *x\n",
        "# head\n\na: 1\nl:\n- x\n- y\n",
        "- - x\n  - y\n- a: 1\n  b:\n  - c\n",
        "a: |\n  x\n\n   y\nb: |-\n  z\nc: |+\n  z\n\nd: 1\n",
        "a: # c\n  b: 1 # d\n  # e\n# f\ng: 2\n",
        "# c\n- a\n# d\n- # e\n  b: 1\n",
        "a: !!str 1\nb: !foo bar\nc: !<tag:x> y\n",
        "? |\n  block\n: v\n",
        "? [a]\n: b\n",
        "[]: a\n{}: b\n",
        "&k a: 1\n*k : 2\n".replace("*k : 2", "b: *k"),
        "a:\nb: ~\n",
        "'x'\n",
        "[1, {a: b, 'c': \"d\"}]\n",
        '{"a": {"b": [1, null]}}\n',
        "a: [x, # c\n  y]\nb: 1\n",
        "x: 1\n# foot\n\n# head\ny: 2\n\n# end\n",
    ],
)
def test_what_is_written_so_stays_so(text: str) -> None:
    assert printed(text) == text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a:   1\nl:\n    - x\n    -   q\n", "a: 1\nl:\n- x\n- q\n"),
        ("a: 1\n\n\nb: 2\n", "a: 1\nb: 2\n"),
        ("a:\n    b:\n        c: 1\n", "a:\n  b:\n    c: 1\n"),
        ("a: {x: 1,\n  y: 2}\n", "a: {x: 1, y: 2}\n"),
        ("a: 1   # c", "a: 1 # c\n"),
        ("a: >-\n  one\n  two\n", "a: >-\n  one two\n"),
        ("a: one\n  two\n", "a: one two\n"),
        ('a: "\\u00e9"\n', 'a: "é"\n'),
        ("\ufeffa: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
        ("---\na: 1\n...\n", "a: 1\n"),
        ("%YAML 1.1\n---\na: 1\n", "a: 1\n"),
        ("{a: , b}", "{a: null, b: null}\n"),
        ("? \n: v\n", "null: v\n"),
        ("{!!str : v}", "{!!str '': v}\n"),
        ("{!!str x}", "{!!str x: null}\n"),
        ("a: ! 1\n", "a: 1\n"),
        ("k" * 129 + ": v\n", "? " + "k" * 129 + "\n: v\n"),
        ("a: {b: [\n# c\nx]}\n", "a: {b: [\n    # c\n    x]}\n"),
        ("a: !%C3%A9 x\n", "a: !%C3%A9 x\n"),
        ("a: # c\n  *x\n".replace("*x", "[x]"), "a: [x] # c\n"),
    ],
)
def test_layout_is_normalised(text: str, result: str) -> None:
    assert printed(text) == result


def test_comments_between_brackets_break_lines() -> None:
    text = "a: [\n  # one\n  x, # two\n  # three\n  y\n  # four\n] # five\nb: {\n  # six\n  c: 1, # seven\n  d: 2\n}\n"
    assert printed(text) == (
        "a: [\n  # one\n  x, # two\n  # three\n  y,\n  # four\n] # five\nb: {\n  # six\n  c: 1, # seven\n  d: 2}\n"
    )
