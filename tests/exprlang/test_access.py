from typing import Any

import pytest

from tests.exprlang.evaluation import message, run
from tranship.exprlang import Struct, Unknown
from tranship.exprlang.access import cut, fetch, get, length_of, suggestion, to_int, truncated
from tranship.exprlang.budget import Budget
from tranship.exprlang.faults import NotKnown
from tranship.exprlang.values import NIL_ARRAY, AnyMap, Groups, Ints, Pair, StringMap, Strings, UInt8


@pytest.mark.parametrize(
    ("source", "value"),
    [
        *(("m.a", 1), ("m['a']", 1), ("m.missing", None), ("m[n]", None), ("l[0]", 3), ("l[-1]", 2), ("l[0.9]", 3)),
        *(("s[0]", 116), ("u[1]", 169), ("b'ab'[1]", 98), ("toPairs(m)[0][0]", "a")),
    ],
)
def test_elements(source: str, value: Any) -> None:
    assert run(source, u="é") == value


def test_a_byte_of_a_text_is_no_int() -> None:
    assert type(run("s[0]")) is UInt8


def test_what_is_missing_depends_on_the_map() -> None:
    groups = Groups()
    groups.append(1, "x")
    assert fetch(StringMap(), "a", Budget(None)) == ""
    assert fetch(groups, 2, Budget(None)) is NIL_ARRAY
    assert fetch(AnyMap(), 2, Budget(None)) is None
    assert get(StringMap(), "a", Budget(None)) is None
    assert get(groups, 2, Budget(None)) is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("l[3]", "the index is out of range: there are 3 elements"),
        ("[s][-2]", "the index is out of range: there is 1 element"),
        ("l[s]", "an index or a count must be a number, not a string"),
        ("m[i]", "the keys of this map are strings, not int"),
        ("i[0]", "an int has no elements"),
        ("s.x", 'a string has no field "x"'),
        ("m.missing.x", 'm.missing is nil, so it has no field "x"; with ?. in place of the dot it would be nil, too'),
        ("mm.a", 'mm is nil, so it has no field "a"; did you mean "m"?'),
        ("groupBy(l, #)[l]", "an array can't be the key of a map"),
        ("thing.Nam", 'a Thing has no field "Nam"; did you mean "Name"?'),
        ("thing[s]", "a Thing has no field of that name"),
    ],
)
def test_what_is_not_there(source: str, said: str) -> None:
    assert message(source, thing=Struct("acme.Thing", {"Name": "x"})) == said


def test_keys_that_come_from_values_are_not_repeated() -> None:
    assert "hunter2" not in message("i[secret]", secret="hunter2")
    assert "hunter2" not in message("l[secret]", secret="hunter2")


def test_get_gives_nil_where_nothing_is() -> None:
    assert [run(f"get({base}, {key})") for base, key in (("l", 9), ("m", "'x'"), ("n", 1), ("i", 1), ("s", 99))] == [
        None
    ] * 5
    assert run("get(l, -1)") == 2
    assert run("get(x, 'Name')", x=Struct("t", {"Name": 1})) == 1


@pytest.mark.parametrize(
    ("source", "value"),
    [
        *(("l[1:]", [1, 2]), ("l[:-1]", [3, 1]), ("l[5:]", []), ("l[2:1]", []), ("s[1:3]", "ex"), ("s[-2:]", "xt")),
        *(
            ("u[:1]", "\udcc3"),
            ("u[1:] == u[:0]", False),
            ("u[:1] + u[1:]", "é"),
            ("b'abc'[1:]", b"bc"),
            ("l[:]", [3, 1, 2]),
        ),
    ],
)
def test_slices(source: str, value: Any) -> None:
    assert run(source, u="é") == value


def test_slices_keep_the_type_of_the_array() -> None:
    for whole, kind in ((Ints([1, 2]), Ints), (Strings(["a"]), Strings), ((1, 2), list), (Pair((1, 2)), list)):
        assert type(cut(whole, 0, 1, Budget(None))) is kind
    assert cut(NIL_ARRAY, 0, 1, Budget(None)) is NIL_ARRAY
    assert message("m[1:]") == "a map can't be sliced; arrays and texts can"
    assert message("l[n:]") == "a slice goes from one int to another, not nil"


def test_floats_lose_their_fraction() -> None:
    assert [truncated(number) for number in (1.9, -1.9, 1e30, float("nan"), 2.0**63)] == [1, -1, *[-(2**63)] * 3]
    assert to_int(2.5) == 2


def test_lengths() -> None:
    assert [length_of(value) for value in ("héllo", [1], {"a": 1}, b"ab", "\udcff")] == [5, 1, 1, 2, 1]
    assert message("len(n)") == "len() takes a text, an array or a map, not nil"


def test_what_is_not_known_yet() -> None:
    unknown = Unknown("later")
    for base, key in ((unknown, "a"), ([1], unknown)):
        with pytest.raises(NotKnown):
            fetch(base, key, Budget(None))
    assert run("x.a.b[0]", x=unknown) is unknown
    assert run("l[x]", x=unknown) is unknown
    assert run("l[x:]", x=unknown) is unknown


def test_suggestions_are_close() -> None:
    assert suggestion("stge", ["stage", "project"]) == '; did you mean "stage"?'
    assert suggestion("xyz", ["stage"]) == ""
