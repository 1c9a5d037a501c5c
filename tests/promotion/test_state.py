"""State: read-only snapshots that share everything."""

from __future__ import annotations

import copy

import pytest

from tranship.promotion.state import FrozenDict, State, freeze, task_namespace


def test_outputs_are_read_by_alias() -> None:
    state = State({"a": {"x": 1}})
    state.set("b", None)
    assert dict(state) == {"a": {"x": 1}, "b": None}
    assert state.get("a") == {"x": 1}
    assert state.get("missing") is None
    assert state.get("missing", 3) == 3
    with pytest.raises(KeyError):
        state["missing"]


def test_a_snapshot_stays_as_it_was() -> None:
    state = State({"a": 1})
    before = state.snapshot()
    state.set("a", 2)
    state.set("b", 3)
    assert dict(before) == {"a": 1}
    assert len(before) == 1
    assert "b" not in before
    assert dict(state) == {"a": 2, "b": 3}


def test_a_snapshot_cannot_be_changed() -> None:
    state = State({"a": {"list": [1, {"deep": 2}]}})
    snapshot = state.snapshot()
    with pytest.raises(TypeError, match="read-only"):
        snapshot.set("a", 1)
    with pytest.raises(TypeError, match="read-only"):
        snapshot["a"]["new"] = 1
    with pytest.raises(TypeError, match="read-only"):
        snapshot["a"]["list"].append(1)
    with pytest.raises(TypeError, match="read-only"):
        snapshot["a"]["list"][1].update(deep=3)


def test_outputs_are_frozen_when_they_are_set_so_that_the_step_cannot_change_them_later() -> None:
    output = {"list": [1]}
    state = State()
    state.set("a", output)
    output["list"].append(2)
    assert state["a"] == {"list": [1]}


def test_a_snapshot_copies_nothing() -> None:
    state = State({str(number): {"value": number} for number in range(100)})
    assert all(state.snapshot()[key] is state[key] for key in state)
    assert freeze(state["7"]) is state["7"]


def test_a_deep_copy_is_its_own() -> None:
    state = State({"a": {"x": [1]}})
    other = state.deep_copy()
    other.set("a", 2)
    assert state["a"] == {"x": [1]}
    thawed = copy.deepcopy(state["a"])
    thawed["x"].append(2)
    assert type(thawed) is dict
    assert state["a"] == FrozenDict({"x": [1]})


def test_task_outputs_are_seen_by_short_names() -> None:
    state = State({"t::a": 1, "other::a": 2, "plain": 3, "t": 4})
    outputs = state.task_outputs("t::now")
    assert outputs is not None
    state.set("t::b", 5)
    assert dict(outputs) == {"a": 1, "b": 5}
    assert "plain" not in outputs
    assert state.task_outputs("plain") is None


@pytest.mark.parametrize(
    ("alias", "namespace"),
    [("a", ""), ("t::x", "t"), ("t::", "t"), ("::x", ""), ("a::b::c", ""), ("t:::x", "t")],
)
def test_only_an_alias_with_one_separator_belongs_to_a_task(alias: str, namespace: str) -> None:
    assert task_namespace(alias) == namespace


def test_json_is_sorted_and_empty_for_nothing() -> None:
    assert State({"b": 1, "a": {"z": None, "y": [1.0]}}).to_json() == '{"a":{"y":[1],"z":null},"b":1}'
    assert State().to_json() == ""
