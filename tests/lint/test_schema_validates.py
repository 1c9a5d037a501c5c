"""The schema as a validator uses it: what the documentation shows fits it, and what is wrong does not."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from tests.lint.looking import STAGE
from tranship.builtin_steps import BUILTIN_STEPS
from tranship.errors import InputError
from tranship.formats.yaml_dialects import LENIENT_MANIFEST, iterate_documents, value_of
from tranship.lint.examples import manifests_of
from tranship.lint.rules import RULES
from tranship.lint.schema import schema_of_manifests

ROOT = Path(__file__).parents[2]
OF_SHAPE = frozenset({"TS102", "TS103", "TS104", "TS211", "TS212"})
"""Rules for what a schema can see."""


@pytest.fixture(scope="module")
def problems() -> Callable[[Any], list[str]]:
    schema = schema_of_manifests(BUILTIN_STEPS)
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)
    return lambda data: [error.message for error in validator.iter_errors(data)]


def documents(text: str) -> list[Any]:
    return [value_of(node, LENIENT_MANIFEST) for node in iterate_documents(text, "a.yaml")]


def with_steps(steps: list[Any]) -> Any:
    (stage,) = documents(STAGE + "      - {uses: fail}\n")
    stage["spec"]["promotionTemplate"]["spec"]["steps"] = steps
    return stage


def blocks() -> Iterator[Any]:
    """Everything in the pages that is a manifest or a list of steps, but for what rules show as bad."""
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        text = re.sub(r"## Found in\n.*?## Not in", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for block in re.findall(r"```yaml[^\n]*\n(.*?)```", text, re.DOTALL):
            try:
                found = documents(block)
            except InputError:
                continue
            yield from found


def manifests() -> Iterator[Any]:
    for data in blocks():
        if isinstance(data, dict) and "apiVersion" in data:
            yield data
        elif isinstance(data, list) and all(isinstance(one, dict) and {"uses", "task"} & one.keys() for one in data):
            yield with_steps(data)
    for file in sorted((ROOT / "docs" / "examples").glob("*.yaml")):
        (example,) = documents(file.read_text(encoding="utf-8"))
        yield with_steps(example["steps"])
    for file in sorted((ROOT / "examples" / "demo" / "kargo").glob("*.yaml")):
        yield from documents(file.read_text(encoding="utf-8"))


def test_all_that_the_documentation_shows_fits(problems: Callable[[Any], list[str]]) -> None:
    found = list(manifests())
    assert len(found) > 100
    assert [(one, text) for one in found for text in problems(one)] == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.code != "TS101"], ids=lambda rule: rule.code)
def test_the_examples_of_rules_fit_unless_their_shape_is_wrong(rule: Any, problems: Callable[[Any], list[str]]) -> None:
    assert [text for one in documents(manifests_of(rule.good)) for text in problems(one)] == []
    bad = [text for one in documents(manifests_of(rule.bad)) for text in problems(one)]
    assert bool(bad) == (rule.code in OF_SHAPE - {"TS102"})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("spec", "promotionTemplat"), {}),
        (("spec", "requestedFreight"), {}),
        (("spec", "promotionTemplate", "spec", "steps", 0, "config", "mesage"), "a"),
        (("spec", "promotionTemplate", "spec", "steps", 0, "config", "message"), 1),
        (("spec", "promotionTemplate", "spec", "steps", 0, "retry"), {"errorThreshold": "three"}),
        (("metadata",), None),
    ],
    ids=str,
)
def test_a_slip_of_the_keyboard_does_not(
    path: tuple[Any, ...], value: Any, problems: Callable[[Any], list[str]]
) -> None:
    stage = with_steps([{"uses": "fail", "config": {"message": "stop"}}])
    assert problems(stage) == []
    wrong = copy.deepcopy(stage)
    part = wrong
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    assert problems(wrong) != []


def test_a_template_fits_where_a_value_of_another_type_would(problems: Callable[[Any], list[str]]) -> None:
    config = {"repoURL": "https://a/b", "prNumber": "${{ outputs.pr.pr.id }}"}
    assert problems(with_steps([{"uses": "git-wait-for-pr", "config": config}])) == []
    assert problems(with_steps([{"uses": "git-wait-for-pr", "config": {**config, "prNumber": "seven"}}])) != []
