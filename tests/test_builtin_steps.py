"""The table of steps: complete, named rightly, and open to other packages."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import tranship.steps
from tranship.builtin_steps import BUILTIN_STEPS, ENTRY_POINTS, step_definitions
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


def test_a_kind_that_is_not_there_is_none() -> None:
    assert "compose" not in step_definitions()
    assert step_definitions().get("compose") is None
    assert BUILTIN_STEPS.get("compose") is None


def test_a_kind_is_loaded_when_it_is_asked_for() -> None:
    script = (
        "import sys; from tranship.builtin_steps import step_definitions as all_steps;"
        "print('git-clone' in all_steps(), all_steps()['fail'].kind);"
        "print(*(name for name in sys.modules if name.startswith('tranship.steps.')))"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout == "True fail\ntranship.steps.fail\n"


def _announce(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    found = EntryPoint(name, value, ENTRY_POINTS)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [found] if group == ENTRY_POINTS else [])


def test_other_packages_add_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    _announce(monkeypatch, "theirs", "tranship.steps.fail:registration")
    assert step_definitions()["theirs"] is fail.registration
    assert list(step_definitions())[-1] == "theirs"
    assert len(step_definitions()) == len(BUILTIN_STEPS) + 1


def test_other_packages_dont_replace_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    _announce(monkeypatch, "compose-output", "tranship.steps.fail:registration")
    assert step_definitions()["compose-output"] is BUILTIN_STEPS["compose-output"]


def test_what_is_no_step_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _announce(monkeypatch, "theirs", "tranship.steps.fail:run")
    with pytest.raises(TypeError, match=r"the entry point 'theirs' of tranship\.steps is no StepDefinition"):
        step_definitions().get("theirs")
