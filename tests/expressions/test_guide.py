"""Every example of the guide on expressions does what the guide says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.expressions.sources import sources
from tranship.errors import ExprError
from tranship.expressions.document import compile_document
from tranship.expressions.env import StepMetas
from tranship.expressions.functions import step_functions
from tranship.expressions.plain import plain
from tranship.expressions.template import BoundFunctions, evaluate_template
from tranship.exprlang import Unknown, compile_expression
from tranship.models.base import read_model
from tranship.models.core import ConfigMap, Secret
from tranship.models.freight import FreightReference
from tranship.models.promotion import StepExecutionMetadata
from tranship.models.resource import Resource
from tranship.models.warehouse import Warehouse
from tranship.promotion.ledger import Ledger

GUIDE = (Path(__file__).parents[2] / "docs" / "expressions.md").read_text(encoding="utf-8")
KINDS: dict[str, type[Resource]] = {model.kind: model for model in (ConfigMap, Secret, Warehouse)}


@dataclass(frozen=True)
class World:
    """What the guide's examples see."""

    env: dict[str, Any]
    functions: BoundFunctions


def blocks() -> Iterator[tuple[str, str]]:
    """The fenced blocks: what stands behind the fence, and the text."""
    for match in re.finditer(r"^```([^\n]+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL):
        yield match[1], match[2]


def examples() -> Iterator[tuple[str, str, str, str]]:
    """Each example with what it should come to: the words behind both fences, and both texts."""
    found = list(blocks())
    for (kind, text), (next_kind, next_text) in pairwise(found):
        if kind.startswith("yaml example"):
            yield kind, text, next_kind, next_text


def rows(heading: str) -> Iterator[tuple[str, str]]:
    """The rows of all tables with this heading in the first column: both cells, without their marks."""
    tables = re.findall(rf"^\| {heading} \| result \|\n\|---\|---\|\n((?:\|.*\n)+)", GUIDE, re.MULTILINE)
    for line in "".join(tables).splitlines():
        match = re.fullmatch(r"\| `(.*)` \| `(.*)` \|", line)
        assert match, line
        yield match[1].replace("\\|", "|"), match[2]


def world(**outputs: Any) -> World:
    text = next(text for kind, text in blocks() if kind == "yaml context")
    given = yaml.safe_load(text)
    resources = [read_model(KINDS[one["kind"]], one) for one in given["resources"]]
    entries = Ledger(read_model(StepExecutionMetadata, entry) for entry in given["steps"])
    known = sources(*resources, freight=[read_model(FreightReference, one) for one in given["freight"]])
    env = {"ctx": given["ctx"], "vars": given["vars"], "outputs": {**given["outputs"], **outputs}}
    return World({**env, "stepMetas": StepMetas(entries)}, step_functions(known, "own", entries))


@pytest.mark.parametrize(("template", "result"), list(rows("template")))
def test_templates(template: str, result: str) -> None:
    here = world()
    assert evaluate_template(template, here.env, here.functions) == json.loads(result)


@pytest.mark.parametrize(("expression", "result"), list(rows("expression")))
def test_single_expressions(expression: str, result: str) -> None:
    here = world()
    program = compile_expression(expression, here.functions.table)
    assert plain(program.run(here.env, here.functions.context)) == json.loads(result)


@pytest.mark.parametrize(("kind", "text", "next_kind", "expected"), list(examples()))
def test_configurations(kind: str, text: str, next_kind: str, expected: str) -> None:
    here = world(push={"commit": Unknown("known after git-push")}) if kind.endswith("plan") else world()
    document = compile_document(yaml.safe_load(text), ("config",))
    if next_kind == "text error":
        with pytest.raises(ExprError) as caught:
            document.evaluate(here.env, here.functions)
        assert f"{caught.value}\n" == expected
    else:
        assert next_kind == "yaml result"
        assert shown(document.evaluate(here.env, here.functions)) == yaml.safe_load(expected)


def shown(value: Any) -> Any:
    """The value as the guide writes it, in which what is unknown stands in parentheses."""
    if isinstance(value, Unknown):
        return f"({value.reason})"
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    return [shown(item) for item in value] if isinstance(value, list) else value


def test_the_guide_has_examples_of_each_kind() -> None:
    assert len(list(rows("template"))) > 15
    assert len(list(rows("expression"))) > 20
    assert len(list(examples())) > 5


@pytest.mark.parametrize("name", sorted(world().functions.table))
def test_the_guide_names_every_function(name: str) -> None:
    assert f"{name}(" in GUIDE
