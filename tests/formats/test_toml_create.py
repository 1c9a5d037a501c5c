"""What a TOML document lacks is made in the style of its neighbours."""

from __future__ import annotations

import pytest

from tranship.errors import EditError
from tranship.formats.toml_edit import Update, set_values

DOCUMENT = """# top

title = "x"

[a] # c
  x=1 # one

# about b
[a.b]
y = 2

[[s]]
n = 1
[s.sub]
k = 1
[[s]]
n = 2

[z.q]
t = { a = 1, b = [1, 2] }
l = [
  1, # c
  2
]
"""


def created(text: str, key: str) -> str:
    return set_values(text, [Update(key, 7, create_missing=True)], "a.toml")[0]


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("new", 'title = "x"\n', 'title = "x"\nnew = 7\n'),
        ("a.new", "  x=1 # one\n", "  x=1 # one\n  new=7\n"),
        ("a.b.new", "y = 2\n", "y = 2\nnew = 7\n"),
        ("a.c.new", "y = 2\n", "y = 2\n\n[a.c]\nnew = 7\n"),
        ("s.0.new", "n = 1\n", "n = 1\nnew = 7\n"),
        ("s.0.sub.new", "k = 1\n", "k = 1\nnew = 7\n"),
        ("s.0.more.new", "k = 1\n", "k = 1\n\n[s.more]\nnew = 7\n"),
        ("s.2.n", "n = 2\n", "n = 2\n\n[[s]]\nn = 7\n"),
        ("s.-1.n", "n = 2\n", "n = 2\n\n[[s]]\nn = 7\n"),
        ("s.2.p.n", "n = 2\n", "n = 2\n\n[[s]]\np.n = 7\n"),
        ("z.new", "  2\n]\n", "  2\n]\n\n[z]\nnew = 7\n"),
        ("z.q.t.c", "b = [1, 2] }", "b = [1, 2], c = 7 }"),
        ("z.q.t.d.e", "b = [1, 2] }", "b = [1, 2], d.e = 7 }"),
        ("z.q.t.b.2", "[1, 2]", "[1, 2, 7]"),
        ("z.q.t.b.-1.k", "[1, 2]", "[1, 2, { k = 7 }]"),
        ("z.q.l.2", "  2\n]", "  2,\n  7\n]"),
        (r"odd key.x\.y", "  2\n]\n", '  2\n]\n\n["odd key"]\n"x.y" = 7\n'),
    ],
)
def test_in_the_style_of_the_neighbours(key: str, old: str, new: str) -> None:
    assert created(DOCUMENT, key) == DOCUMENT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("", "a", "a = 7\n"),
        ("", "a.b", "[a]\nb = 7\n"),
        ("# c\n", "a", "# c\na = 7\n"),
        ("# c", "a", "# c\na = 7"),
        ("# licence\n\n# about x\n[x]\ny=1\n", "a", "# licence\n\na = 7\n\n# about x\n[x]\ny=1\n"),
        ("[x]\r\ny=1\r\n", "a", "a = 7\r\n\r\n[x]\r\ny=1\r\n"),
        ("[x]\r\ny=1\r\n", "x.z", "[x]\r\ny=1\r\nz=7\r\n"),
        ("[x]\ny=1", "x.z", "[x]\ny=1\nz=7"),
        ("[x]\ny=1", "v.z", "[x]\ny=1\n\n[v]\nz = 7\n"),
        ("a=1\n[b]\n[c]\n", "d.e", "a=1\n[b]\n[c]\n[d]\ne = 7\n"),
        ("  [t]\n", "t.a", "  [t]\n  a = 7\n"),
        ("  [t]\n", "t.u.a", "  [t]\n\n  [t.u]\n  a = 7\n"),
        ("a.b = 1\nc = 2\n[d]\n", "a.x.y", "a.b = 1\na.x.y = 7\nc = 2\n[d]\n"),
        ("[f]\na.b=1\n[f.a.t]\ns=1\n", "f.a.new", "[f]\na.b=1\na.new=7\n[f.a.t]\ns=1\n"),
        ("m = '''\nx\n''' # c\nn = 1\n", "p", "m = '''\nx\n''' # c\nn = 1\np = 7\n"),
        ("x={}\n", "x.a.b", "x={ a.b = 7 }\n"),
        ("y=[]\n", "y.0", "y=[7]\n"),
        ("y=[1,2]\n", "y.2", "y=[1,2,7]\n"),
        ("y=[\n\t1,\n\t2, # c\n]\n", "y.2", "y=[\n\t1,\n\t2, # c\n\t7,\n]\n"),
        ('"a\\tb" = 1\n', "c\td'\"", '"a\\tb" = 1\n"c\\u0009d\'\\"" = 7\n'),
    ],
)
def test_other_styles(text: str, key: str, expected: str) -> None:
    assert created(text, key) == expected


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("title.x", '"title.x" can\'t be made: "title" is a single value'),
        ("s.3.n", '"s.3.n" can\'t be made: the next item of "s" is 2'),
        ("s.2", '"s.2" can\'t be made: the items of "s" are tables'),
        ("z.q.l.9", '"z.q.l.9" can\'t be made: the next item of "z.q.l" is 2'),
        ("z.q.l.x", '"z.q.l.x" can\'t be made: the next item of "z.q.l" is 2'),
    ],
)
def test_what_can_not_be_made(key: str, message: str) -> None:
    with pytest.raises(EditError) as raised:
        created(DOCUMENT, key)
    assert (str(raised.value), raised.value.field) == (message, key)
