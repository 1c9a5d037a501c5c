from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, field_validator

from tranship.errors import FieldProblem, FieldsError
from tranship.models.base import KargoModel, NonEmpty, read_model
from tranship.models.problems import closest


class Update(KargoModel):
    key: NonEmpty
    value: str | int | bool


class Config(KargoModel):
    path: NonEmpty
    repo_url: str = ""
    updates: Annotated[list[Update], Field(min_length=1, max_length=2)]
    by_name: dict[str, Update] = Field(default_factory=dict)
    depth: Annotated[int, Field(ge=1, le=9)] = 1
    label: Annotated[str, Field(pattern="^[a-z]*$", max_length=3)] = ""
    odd: int = 1

    @field_validator("odd")
    @classmethod
    def _is_odd(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("must be odd")
        return value


FIELDS = "byName, depth, label, odd, path, repoURL, updates"
GOOD: dict[str, Any] = {"path": "a", "updates": [{"key": "k", "value": 1}]}


def problems(**changes: Any) -> list[str]:
    with pytest.raises(FieldsError) as caught:
        read_model(Config, {key: value for key, value in {**GOOD, **changes}.items() if value != "absent"})
    return [str(problem) for problem in caught.value.problems]


def test_all_problems_are_told_at_once_in_the_order_of_the_fields() -> None:
    assert problems(path="", updates=[{"key": "k", "value": 1}, {"value": 2.5}], depth=0, extra=1) == [
        "path: must not be empty",
        "updates[1].key: is required, but missing",
        "updates[1].value: must be text or a whole number or true or false, but is a number",
        "depth: must be at least 1",
        'extra: unknown field "extra"; the fields here are ' + FIELDS,
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"path": "absent"}, "path: is required, but missing"),
        ({"updates": []}, "updates: must not be empty"),
        ({"updates": GOOD["updates"] * 3}, "updates: is too long: at most 2 are allowed"),
        ({"depth": 10}, "depth: must be at most 9"),
        ({"label": "A"}, "label: must match ^[a-z]*$"),
        ({"label": "abcd"}, "label: is too long: at most 3 are allowed"),
        ({"odd": 2}, "odd: must be odd"),
        ({"repoUrl": "x"}, 'repoUrl: unknown field "repoUrl" (did you mean "repoURL"?)'),
        (
            {"byName": {"a": {"key": "k", "value": 1, "vlaue": 1}}},
            'byName.a.vlaue: unknown field "vlaue" (did you mean "value"?)',
        ),
        ({"updates": [{"key": "k", "valeu": 1}]}, 'updates[0].valeu: unknown field "valeu" (did you mean "value"?)'),
        ({"x" * 61: 1}, f'{"x" * 61}: unknown field "{"x" * 60}…"; the fields here are {FIELDS}'),
    ],
)
def test_a_problem_says_what_is_wrong(changes: dict[str, Any], problem: str) -> None:
    assert problems(**changes) == [problem]


def test_data_that_is_no_mapping_is_one_problem() -> None:
    with pytest.raises(FieldsError) as caught:
        read_model(Config, ["x"])
    assert caught.value.problems == (FieldProblem((), "must be a mapping, but is a list", about_kind=True),)


json_data = st.recursive(
    st.sampled_from([None, True, 0, 1.5, -1.0, float("nan"), "", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "value", "x"]), inner),
    max_leaves=5,
)


def test_a_list_with_a_wrong_item_is_not_called_empty_as_well() -> None:
    class Listing(KargoModel):
        names: Annotated[tuple[NonEmpty, ...], Field(min_length=1)]

    with pytest.raises(FieldsError) as caught:
        read_model(Listing, {"names": [""]})
    assert str(caught.value) == "names[0]: must not be empty"
    with pytest.raises(FieldsError, match="names: must not be empty"):
        read_model(Listing, {"names": []})


@given(
    st.dictionaries(st.sampled_from(["path", "updates", "byName", "depth", "label", "odd", "nope"]), json_data),
    st.sampled_from(["path", "updates", "byName", "depth", "label", "odd"]),
)
def test_no_value_is_ever_repeated(data: dict[str, Any], field: str) -> None:
    secret = "hunter2-hunter2"
    for hidden in (secret, [secret], {"key": secret, "value": [secret]}, [{"key": "", "value": {"a": secret}}]):
        with pytest.raises(FieldsError) as caught:
            read_model(Config, {**data, field: hidden, "nope": secret})
        assert secret not in str(caught.value)
        assert "pydantic" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Uses", "uses"), ("use", "uses"), ("configs", "config"), ("zzz", None), ("", None)],
)
def test_the_name_that_was_meant_is_found(name: str, meant: str | None) -> None:
    assert closest(name, ["uses", "config", "as"]) == meant
