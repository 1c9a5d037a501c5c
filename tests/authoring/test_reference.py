from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from tranship.authoring import (
    LOCAL,
    PURE,
    WAIT,
    WRITE,
    Effects,
    KargoModel,
    NonEmpty,
    Preview,
    StepDefinition,
    StepResult,
    StepRun,
    step_runner,
)
from tranship.authoring.reference import FieldText, effects_text, fields_of, outputs_of, timeout_text
from tranship.gotypes.duration import Duration


class Image(KargoModel):
    """An image."""

    repo_url: NonEmpty = Field(description="Which image, as in ``image``.")
    tag: str = Field(default="", description="Its tag.")


class Tree(KargoModel):
    """Holds itself."""

    below: tuple[Tree, ...] = Field(default=(), description="More of it.")


class Config(KargoModel):
    """A configuration of everything there is."""

    images: Annotated[list[Image], Field(min_length=1, description="What to set.")]
    mode: Literal["fast", "slow", ""] = Field(default="fast", description="How.")
    wait: Duration | None = Field(default=None, description="How long.")
    port: str | int = Field(default=0, description="Where.")
    by_name: dict[str, Image] = Field(default_factory=dict, description="More.")
    value: Any = Field(default=None, description="Anything.")
    tree: Tree | None = Field(default=None, description="Deep.")


def definition(
    *,
    effects: Effects = PURE,
    outputs: Mapping[str, Any] | None = None,
    timeout: Duration = Duration(0),
    threshold: int = 1,
) -> StepDefinition:
    return step_runner(
        kind="k",
        config=Config,
        run=lambda _step: StepResult(),
        effects=effects,
        outputs=outputs,
        preview=lambda _step: Preview(),
        default_timeout=timeout,
        default_error_threshold=threshold,
    )


def test_fields_come_with_those_within_them() -> None:
    assert fields_of(Config) == (
        FieldText("images", "list of mappings", True, "", "What to set."),
        FieldText("images[].repoURL", "text", True, "", "Which image, as in `image`."),
        FieldText("images[].tag", "text", False, "", "Its tag."),
        FieldText("mode", "`fast` or `slow`", False, '"fast"', "How."),
        FieldText("wait", "duration", False, "", "How long."),
        FieldText("port", "text or whole number", False, "0", "Where."),
        FieldText("byName", "mapping", False, "", "More."),
        FieldText("byName.*.repoURL", "text", True, "", "Which image, as in `image`."),
        FieldText("byName.*.tag", "text", False, "", "Its tag."),
        FieldText("value", "any value", False, "", "Anything."),
        FieldText("tree", "mapping", False, "", "Deep."),
        FieldText("tree.below", "list of mappings", False, "", "More of it."),
    )


def test_outputs_are_named_with_their_types() -> None:
    declared = {"commit": str, "pr": {"id": int, "open": bool}, "found": list[str], "count": int | None, "any": Any}
    assert outputs_of(definition(outputs=declared)) == (
        ("commit", "text"),
        ("pr", "mapping"),
        ("pr.id", "whole number"),
        ("pr.open", "true or false"),
        ("found", "list of texts"),
        ("count", "whole number or null"),
        ("any", "any value"),
    )
    assert outputs_of(definition()) == ()


def test_outputs_and_effects_may_depend_on_the_configuration() -> None:
    def run(step: StepRun[Config]) -> StepResult:
        return StepResult()

    one = step_runner(kind="k", config=Config, run=run, effects=lambda _config: LOCAL, outputs=lambda _config: None)
    assert outputs_of(one) is None
    assert effects_text(one) == "what it touches depends on its configuration"


def test_effects_are_a_clause() -> None:
    assert effects_text(definition()) == "touches nothing"
    assert effects_text(definition(effects=LOCAL)) == "changes files in the work directory"
    assert effects_text(definition(effects=LOCAL | WRITE)) == (
        "changes files in the work directory, changes something outside"
    )
    assert effects_text(definition(effects=WAIT)) == "waits for something outside"


def test_limits_are_a_clause() -> None:
    assert timeout_text(definition()) == "tried without a limit, ends at the first error"
    assert timeout_text(definition(timeout=Duration.parse("5m"), threshold=3)) == (
        "tried for 5m, ends at 3 errors in a row"
    )
