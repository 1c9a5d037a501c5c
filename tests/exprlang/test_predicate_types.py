import pytest

from tranship.exprlang.predicate_types import predicate_result
from tranship.exprlang.types import ANY, ARRAY, BOOL, GROUPS, INT, STRING, STRINGS, UNKNOWN, Type, array_of


@pytest.mark.parametrize(
    ("name", "collection", "predicate", "result"),
    [
        ("all", UNKNOWN, BOOL, BOOL),
        ("count", UNKNOWN, None, INT),
        ("findIndex", UNKNOWN, BOOL, INT),
        ("filter", UNKNOWN, BOOL, ARRAY),
        ("find", STRINGS, BOOL, STRING),
        ("find", UNKNOWN, BOOL, UNKNOWN),
        ("groupBy", UNKNOWN, INT, GROUPS),
        ("sortBy", STRINGS, INT, STRINGS),
        ("reduce", UNKNOWN, INT, INT),
        ("sum", STRINGS, None, STRING),
        ("sum", UNKNOWN, None, UNKNOWN),
        ("sum", UNKNOWN, UNKNOWN, ANY),
        ("sum", UNKNOWN, INT, INT),
        ("sum", UNKNOWN, array_of(INT), ARRAY),
    ],
)
def test_results(name: str, collection: Type, predicate: Type | None, result: Type) -> None:
    assert predicate_result(name, collection, predicate) is result


def test_arrays_of_what_is_known() -> None:
    assert predicate_result("filter", STRINGS, BOOL).elements is STRING
    assert predicate_result("map", UNKNOWN, INT).elements is INT
