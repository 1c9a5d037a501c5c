"""The table of steps: complete, named rightly, and open to other packages."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import tranship.steps
from tranship import builtin_steps
from tranship.builtin_steps import BUILTIN_STEPS, ENTRY_POINTS, builtin_registry, step_definitions
from tranship.steps import fail

MODULES = sorted(file.stem for file in Path(tranship.steps.__file__).parent.glob("*.py") if file.stem != "__init__")


@pytest.fixture(autouse=True)
def _forget() -> None:
    step_definitions.cache_clear()


def test_every_module_of_a_step_is_in_the_table_under_its_name() -> None:
    assert sorted(kind.replace("-", "_") for kind in BUILTIN_STEPS) == MODULES
    assert all(definition.kind == kind for kind, definition in BUILTIN_STEPS.items())
    assert list(BUILTIN_STEPS) == sorted(BUILTIN_STEPS)


@pytest.mark.parametrize("kind", BUILTIN_STEPS)
def test_every_step_explains_itself(kind: str) -> None:
    definition = BUILTIN_STEPS[kind]
    assert definition.summary.endswith(".")
    undescribed = [name for name, field in definition.config.model_fields.items() if not field.description]
    assert undescribed == []


def test_the_registry_has_them_all() -> None:
    assert set(builtin_registry()) == set(step_definitions())


def _announce(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    found = EntryPoint(name, value, ENTRY_POINTS)
    monkeypatch.setattr(builtin_steps, "entry_points", lambda group: [found] if group == ENTRY_POINTS else [])


def test_other_packages_add_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    _announce(monkeypatch, "theirs", "tranship.steps.fail:registration")
    assert step_definitions()["theirs"] is fail.registration


def test_other_packages_dont_replace_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    _announce(monkeypatch, "compose-output", "tranship.steps.fail:registration")
    assert step_definitions()["compose-output"] is BUILTIN_STEPS["compose-output"]


def test_what_is_no_step_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _announce(monkeypatch, "theirs", "tranship.steps.fail:run")
    with pytest.raises(TypeError, match=r"the entry point 'theirs' of tranship\.steps is no StepDefinition"):
        step_definitions()
