"""Configurations: plain data that becomes a typed model, or a clear refusal."""

from __future__ import annotations

import pytest

from tranship.errors import StepFailed
from tranship.models.base import KargoModel, NonEmpty
from tranship.promotion import Config, config_to_struct, is_terminal


class Model(KargoModel):
    path: NonEmpty
    max_count: int = 3


def test_a_configuration_becomes_its_model() -> None:
    assert config_to_struct(Config(path="a", maxCount=2.0), Model) == Model(path="a", max_count=2)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (None, "the step has no configuration; write its fields under config:"),
        (Config(), "path: is required, but missing"),
        (Config(pth="a"), 'pth: unknown field "pth" (did you mean "path"?)'),
        (Config(path="a", maxCount="2"), "maxCount: must be a whole number, but is text"),
        (Config(path=None), "path: must be text, but is null"),
    ],
)
def test_what_does_not_fit_is_refused_for_good(config: Config | None, message: str) -> None:
    with pytest.raises(StepFailed) as caught:
        config_to_struct(config, Model)
    assert str(caught.value) == message
    assert is_terminal(caught.value)


def test_no_value_is_repeated() -> None:
    with pytest.raises(StepFailed) as caught:
        config_to_struct(Config(path="a", maxCount="hunter2"), Model)
    assert "hunter2" not in str(caught.value)


def test_a_copy_shares_nothing() -> None:
    config = Config(a={"b": [1]})
    copy = config.deep_copy()
    copy["a"]["b"].append(2)
    assert (config, type(copy)) == ({"a": {"b": [1]}}, Config)


def test_its_json_is_gos() -> None:
    assert Config(b=1.0, a="<&>").to_json() == '{"a":"\\u003c\\u0026\\u003e","b":1}'
    assert Config().to_json() == ""
