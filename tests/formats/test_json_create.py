"""What a document lacks is laid out like its neighbours."""

from __future__ import annotations

import pytest

from tranship.errors import EditError
from tranship.formats.json_edit import Update, set_values

NESTED = """{
  "a": 1, // one
  "m": {
    "list": [1, 2],
    "tall": [
      "x"
    ],
    "empty": {},
    "none": []
  }
}
"""


def created(text: str, key: str, *, like_neighbours: bool = True) -> str:
    return set_values(text, [Update(key, 7, like_neighbours or None)], "a.json")


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("b", "  }\n}\n", '  },\n  "b": 7\n}\n'),
        ("m.z", '"none": []\n', '"none": [],\n    "z": 7\n'),
        ("m.list.2", "[1, 2]", "[1, 2, 7]"),
        ("m.list.-1", "[1, 2]", "[1, 2, 7]"),
        ("m.list.4", "[1, 2]", "[1, 2, null, null, 7]"),
        ("m.tall.-1", '"x"\n', '"x",\n      7\n'),
        ("m.tall.1.k", '"x"\n', '"x",\n      {\n        "k": 7\n      }\n'),
        ("m.empty.k", "{}", '{\n      "k": 7\n    }'),
        ("m.empty.k.0", "{}", '{\n      "k": [\n        7\n      ]\n    }'),
        ("m.none.0", "[]", "[\n      7\n    ]"),
        ("a.k", '"a": 1,', '"a": {\n    "k": 7\n  },'),
    ],
)
def test_in_the_style_of_the_neighbours(key: str, old: str, new: str) -> None:
    assert created(NESTED, key) == NESTED.replace(old, new)


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ('{"a":1,"b":2}', "c", '{"a":1,"b":2,"c":7}'),
        ('{"a": 1}', "c", '{"a": 1, "c": 7}'),
        ('{"a":1}', "c", '{"a":1,"c":7}'),
        ('{ "a" : 1 , "b" : 2 }', "c", '{ "a" : 1 , "b" : 2, "c" : 7 }'),
        ("{}", "c.d", '{"c": {"d": 7}}'),
        ("[ ]", "0", "[7]"),
        ("[1,2]", "2", "[1,2,7]"),
        ('{\r\n\t"a": 1\r\n}', "b", '{\r\n\t"a": 1,\r\n\t"b": 7\r\n}'),
        ('{\n\t"a": 1,\n}\n', "b", '{\n\t"a": 1,\n\t"b": 7,\n}\n'),
        ('{\n "a": 1, // x\n // y\n}\n', "b", '{\n "a": 1, // x\n // y\n "b": 7,\n}\n'),
        ('{\n "a": 1 // x\n}\n', "b", '{\n "a": 1, // x\n "b": 7\n}\n'),
        ('{"a": 1 // x\n}', "b", '{"a": 1, "b": 7 // x\n}'),
        ('{"a": 1, /* x */}', "b", '{"a": 1, "b": 7, /* x */}'),
        ('{"a": 1, "b": {\n} }', "b.c", '{"a": 1, "b": {"c": 7} }'),
        ("{\n  // nothing yet\n}\n", "b", '{ "b": 7\n  // nothing yet\n}\n'),
        ('{\n  "x": {\n    // nothing yet\n  }\n}\n', "x.b", '{\n  "x": {\n    // nothing yet\n    "b": 7\n  }\n}\n'),
        ("[\n  {\n  }\n]\n", "0.k", '[\n  {\n    "k": 7\n  }\n]\n'),
        ('{\n"a": {\n"b": 1\n}\n}', "a.c", '{\n"a": {\n"b": 1,\n"c": 7\n}\n}'),
    ],
)
def test_other_styles(text: str, key: str, expected: str) -> None:
    assert created(text, key) == expected


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ('{\n  "a": 1\n}\n', "b", '{\n  "a": 1\n,"b":7}\n'),
        ('{\n  "a": 1,\n}\n', "b", '{\n  "a": 1,\n"b":7}\n'),
        ('{"a": 1 // x\n}', "b", '{"a": 1 // x\n,"b":7}'),
        ('{"a": {}}', "a.b.c", '{"a": {"b":{"c":7}}}'),
        ('{"a": 1}', "l.2", '{"a": 1,"l":[null,null,7]}'),
        ('{"a": 1}', "l.-1.x", '{"a": 1,"l":[{"x":7}]}'),
        ('{"l": [1, 2 ]}', "l.3", '{"l": [1, 2 ,null,7]}'),
        ('{"l": [ ]}', "l.1", '{"l": [ null,7]}'),
        ('{"a": null}', "a.0", '{"a": [7]}'),
        ('{"a": "x"}', "a.-1", '{"a": [7]}'),
        ('{"a": "x"}', "a.:0", '{"a": {"0":7}}'),
        ('{"ü<\\n": {}}', 'ü<\n."q"', '{"ü<\\n": {"\\"q\\"":7}}'),
    ],
)
def test_packed_as_kargo_does_it(text: str, key: str, expected: str) -> None:
    assert created(text, key, like_neighbours=False) == expected


@pytest.mark.parametrize("like_neighbours", [False, True])
def test_a_list_is_not_filled_up_without_end(like_neighbours: bool) -> None:
    with pytest.raises(EditError, match="a list would have to be filled up with more than 10000 items"):
        created('{"l": [1]}', "l.999999999", like_neighbours=like_neighbours)
