"""The format of test files: a PromotionTest gives a world, promotes in it, and expects what comes of it."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from pydantic import Field

from tranship.models.base import KargoModel, NonEmpty
from tranship.testing.expected import Expect
from tranship.testing.given import Given

API_VERSION = "tranship.io/v1alpha1"
KIND = "PromotionTest"

M = TypeVar("M", bound=KargoModel)
_REPLACED = frozenset({"freight"})
"""Fields of a case that take the place of the file's, whatever they hold."""


class Case(Given):
    """One promotion."""

    name: NonEmpty = Field(description="What is tested, in words; different from those of the other cases.")
    expect: Expect | None = Field(None, description="What has come of it; what the file expects holds as well.")


class Suite(Given):
    """A test file, or one document of it. Without `cases` it is one case by itself."""

    api_version: Literal["tranship.io/v1alpha1"] = Field(description="The version of this format.")
    kind: Literal["PromotionTest"] = Field(description="What this is.")
    name: str = Field("", description="The name of the case, where there are no `cases`; by default the Stage or task.")
    manifests: tuple[NonEmpty, ...] = Field(
        (".",),
        description="Files and folders with the manifests, relative to the test file; by default its own folder.",
    )
    expect: Expect | None = Field(None, description="What every case expects, unless it says otherwise.")
    cases: tuple[Case, ...] = Field((), description="The promotions, each in a world of its own.")


def laid_over(base: M, top: KargoModel) -> M:
    """The model with what ``top`` gives over it: maps key by key, lists appended, all else replaced."""
    changes: dict[str, Any] = {}
    for name in type(base).model_fields:
        if name in top.model_fields_set:
            below, above = getattr(base, name), getattr(top, name)
            changes[name] = above if name in _REPLACED else _over(below, above)
    return base.replace(**changes)


def _over(below: Any, above: Any) -> Any:
    if isinstance(below, KargoModel) and isinstance(above, KargoModel):
        return laid_over(below, above) if type(below) is type(above) else above
    if isinstance(below, dict) and isinstance(above, dict):
        return below | {key: _over(below[key], value) if key in below else value for key, value in above.items()}
    if isinstance(below, tuple) and isinstance(above, tuple):
        return below + above
    return above
