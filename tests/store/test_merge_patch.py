from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tranship.store.merge_patch import merge_patch, replacing_patch

# The examples of RFC 7386, appendix A.
EXAMPLES: list[tuple[Any, Any, Any]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), EXAMPLES)
def test_the_examples_of_the_standard(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


keys = st.sampled_from(["a", "b", "c"])
data = st.recursive(
    st.sampled_from([None, 1, "x"]), lambda inner: st.dictionaries(keys, inner, max_size=3), max_leaves=6
)


@given(data, data)
def test_a_patch_is_repeatable(target: Any, patch: Any) -> None:
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once


def without_nulls(value: Any) -> Any:
    """What is left of nulls in maps: nothing."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value


@given(data, data)
def test_a_replacing_patch_leaves_nothing_of_what_was_there(before: Any, after: Any) -> None:
    assert merge_patch(before, replacing_patch(before, after)) == without_nulls(after)


def test_the_target_is_left_as_it_was() -> None:
    target = {"a": {"b": 1}}
    merge_patch(target, {"a": {"b": None, "c": 2}})
    assert target == {"a": {"b": 1}}
