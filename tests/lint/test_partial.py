from __future__ import annotations

from typing import Any, Literal, Self

import pytest
from pydantic import Field, model_validator

from tranship.lint.partial import partial_problems
from tranship.models.base import KargoModel, NonEmpty


class Image(KargoModel):
    """An image."""

    image: NonEmpty
    tag: str = ""
    digest: str = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.tag) == bool(self.digest):
            raise ValueError("tag and digest exclude each other")
        return self


class Config(KargoModel):
    """A configuration."""

    path: NonEmpty
    mode: Literal["fast", "slow"] = "fast"
    number: int = 0
    images: list[Image] = Field(default_factory=list)


def problems(**config: Any) -> list[str]:
    return [str(problem) for problem in partial_problems(Config, config)]


@pytest.mark.parametrize(
    "config",
    [
        {"path": "./src"},
        {"path": "${{ vars.path }}", "mode": "${{ vars.mode }}", "number": "${{ vars.number }}"},
        {"path": "a", "images": "${{ vars.images }}"},
        {"path": "a", "images": ["${{ vars.image }}"]},
        {"path": "a", "images": [{"image": "web", "tag": "1", "digest": "${{ vars.digest }}"}]},
    ],
)
def test_a_value_that_a_template_gives_may_be_right(config: dict[str, Any]) -> None:
    assert problems(**config) == []


def test_what_is_constant_is_checked() -> None:
    assert problems(path="${{ vars.path }}", mode="quick", number="2") == [
        'mode: must be "fast" or "slow"',
        "number: must be a whole number, but is text",
    ]
    assert problems(path="a", images=[{"image": "web", "tag": "1", "digest": "2"}]) == [
        "images[0]: tag and digest exclude each other"
    ]


def test_a_key_that_is_wrong_is_so_whatever_its_value() -> None:
    assert problems(paht="${{ vars.path }}") == ['paht: unknown field "paht" (did you mean "path"?)']
    assert problems(path="a", images=[{"image": "web", "tag": "${{ vars.tag }}", "name": "${{ vars.name }}"}]) == [
        'images[0].name: unknown field "name"; the fields here are digest, image, tag'
    ]


def test_a_missing_field_is_missing() -> None:
    assert problems(images=[{"image": "${{ vars.image }}"}], number="${{ 1 }}") == ["path: is required, but missing"]
