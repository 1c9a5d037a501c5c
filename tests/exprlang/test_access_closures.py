from collections.abc import Iterator, Mapping

import pytest

from tests.exprlang.evaluation import message, run
from tranship.exprlang import Unknown


@pytest.mark.parametrize(
    ("source", "value"),
    [
        *(
            ("missing?.a.b.c", None),
            ("(missing?.a).b", None),
            ("m?.b.c", "x"),
            ("m?.['b']?.c", "x"),
            ("n?.[missing.x]", None),
        ),
        *(
            ("m?.x", None),
            ("m.b?.c", "x"),
            ("missing?.f(1)", None),
            ("missing?.a ?? 7", 7),
            ("[n?.a, m.x?.y]", [None, None]),
        ),
    ],
)
def test_a_chain_is_nil_where_a_part_is_not_there(source: str, value: object) -> None:
    assert run(source) == value


@pytest.mark.parametrize("source", ["missing?.a['b']", "missing?.a[0:1]", "m?.x.y", "missing.a?.b"])
def test_a_chain_ends_with_an_index(source: str) -> None:
    assert "nil" in message(source)


def test_a_nil_array_at_the_end_of_a_chain_is_nil() -> None:
    assert run("type(groupBy(l, #)?.[9])") == "nil"
    assert run("type(groupBy(l, #)[9])") == "array"


def test_a_base_that_is_not_known_may_be_nil() -> None:
    unknown = Unknown("later")
    assert run("x?.[missing.y]", x=unknown) is unknown
    assert run("x?.a.b", x=unknown) is unknown


def test_views_are_asked_by_key_and_not_gone_through() -> None:
    class View(Mapping[str, int]):
        def __getitem__(self, key: str) -> int:
            return {"a": 1}[key]

        def __iter__(self) -> Iterator[str]:
            raise AssertionError("gone through")

        def __len__(self) -> int:
            raise AssertionError("counted")

    assert run("[v.a, v.b, v['a'], v?.c, 'a' in v]", v=View()) == [1, None, 1, None, True]
