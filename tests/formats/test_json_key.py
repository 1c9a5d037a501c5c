"""Keys for JSON: parts, indexes, and queries that find what is there."""

from __future__ import annotations

import pytest

from tranship.errors import EditError
from tranship.formats import json_key
from tranship.formats.json_document import read
from tranship.formats.json_key import Step


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a.b.0", ["a", "b", "0"]),
        (r"a\.b.c\\d", ["a.b", "c\\d"]),
        (r"\@x.\*y", ["@x", "*y"]),
        (" a . b:c", [" a ", " b:c"]),
        ("a..b.", ["a", "", "b", ""]),
        (":1.::x", ["1", ":x"]),
        ("a\\", ["a"]),
    ],
)
def test_parts(text: str, parts: list[str]) -> None:
    key = json_key.parse(text)
    assert [part.text for part in key.parts] == parts
    assert not key.is_query


@pytest.mark.parametrize(
    ("text", "index"),
    [("0", 0), ("12", 12), ("-1", -1), ("-2", None), ("01", 1), ("x", None), (":3", None), ("9" * 10, None)],
)
def test_indexes(text: str, index: int | None) -> None:
    assert json_key.parse(text).parts[0].index == index


DOCUMENT = read(
    """{
      "images": [
        {"name": "web", "tag": "v1", "size": 10, "live": true, "ports": [{"n": 80}, {"n": 443}]},
        {"name": "log", "tag": "v1.1", "size": 20.5, "live": false},
        {"tag": 7, "ports": []}
      ],
      "image-web": {"tag": "a"}, "image-log": {"tag": "b", "digest": "c"}, "c#": 1, "@acme/ui": "2", "a|b": 3, "#": 4,
      "list": ["x", "y"]
    }""",
    "a.json",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("image*.tag", [("image-web", "tag")]),
        ("image*.digest", [("image-log", "digest")]),
        ("image-???.tag", [("image-web", "tag")]),
        ("c#", [("c#",)]),
        ("#", [("#",)]),
        ("@acme/ui", [("@acme/ui",)]),
        (r"a\|*", [("a|b",)]),
        ("images.#.tag", [("images", 0, "tag"), ("images", 1, "tag"), ("images", 2, "tag")]),
        ("images.#.ports.#.n", [("images", 0, "ports", 0, "n"), ("images", 0, "ports", 1, "n")]),
        ("images.#", []),
        ('images.#(name=="log").tag', [("images", 1, "tag")]),
        ("images.#(name=log).tag", [("images", 1, "tag")]),
        ('images.#[name="log"].tag', [("images", 1, "tag")]),
        ('images.#(name!="log")#.tag', [("images", 0, "tag")]),
        ('images.#(tag!="v1")#.tag', [("images", 1, "tag"), ("images", 2, "tag")]),
        ("images.#(size>10).tag", [("images", 1, "tag")]),
        ("images.#(size>=10)#.tag", [("images", 0, "tag"), ("images", 1, "tag")]),
        ("images.#(size<=10)#.tag", [("images", 0, "tag")]),
        ("images.#(size<x)#.tag", []),
        ("images.#(live==true).tag", [("images", 0, "tag")]),
        ("images.#(live==false).tag", [("images", 1, "tag")]),
        ("images.#(live==maybe).tag", []),
        ("images.#(ports).tag", [("images", 0, "tag")]),
        ('images.#(name%"w*").tag', [("images", 0, "tag")]),
        ('images.#(name!%"w*").tag', [("images", 1, "tag")]),
        ("images.#(size%1).tag", []),
        ("images.#(ports.#(n==443)).name", [("images", 0, "name")]),
        ('list.#(=="y")', [("list", 1)]),
        ("list.#(>=x)#", [("list", 0), ("list", 1)]),
        ("*.1", [("images", 1)]),
        ("*.9", []),
        ("list.*", []),
        ("images.#(name==web).zzz", []),
    ],
)
def test_queries(text: str, found: list[tuple[Step, ...]]) -> None:
    key = json_key.parse(text)
    assert key.is_query
    assert json_key.find(DOCUMENT.data, key.parts) == found


def test_a_text_with_brackets_and_dots_in_a_query() -> None:
    document = read('[{"n": "a.)]\\"b", "t": 1}]', "a.json")
    assert json_key.find(document.data, json_key.parse('#(n=="a.)]\\"b").t').parts) == [(0, "t")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a|b", 'the key "a|b" has a "|"; write a dot, or "\\|" if it is a part of a name'),
        ("@reverse.0", 'the key "@reverse.0" makes a value out of others with "@", which is not in the file'),
        ("a.@flatten:x", 'the key "a.@flatten:x" makes a value out of others'),
        ("l.#()", 'the key "l.#()" has an empty query; write #(name=="value"), or # for every item'),
        ("l.#(a==1", 'the key "l.#(a==1" has a query that is not closed: #(name=="value")'),
        ('l.#(a=="x)', 'the key "l.#(a=="x)" compares with a text that is not closed'),
        ("l.#(a==~true)", 'the key "l.#(a==~true)" compares with "~", which is not possible here'),
        ('l.#(a=="x"y)', 'the key "l.#(a=="x"y)" compares with a text that is not closed'),
        ("l." + "#(" * 20 + "a" + ")" * 20, "nests queries more than 8 levels deep"),
    ],
)
def test_keys_that_can_not_be_read(text: str, message: str) -> None:
    with pytest.raises(EditError) as raised:
        json_key.parse(text)
    assert message in str(raised.value)
    assert raised.value.field == text


def test_a_key_of_very_many_parts_is_refused() -> None:
    json_key.parse("a." * 199 + "a")
    with pytest.raises(EditError, match="a key has 201 parts; 200 are the most"):
        json_key.parse("a." * 200 + "a")
