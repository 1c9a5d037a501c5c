"""Running a step in a folder, as the engine does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tranship.authoring import StepContext, StepDefinition, StepResult
from tranship.execution import BACKGROUND, Execution
from tranship.promotion import Config, StepRunnerCapabilities


def run(definition: StepDefinition, work: Path, execution: Execution = BACKGROUND, /, **config: Any) -> StepResult:
    """Run a step once.

    :param work: the work directory.
    :param config: the step's configuration in Kargo's spelling.
    """
    context = StepContext(str(work), "step", project="demo", stage="test", promotion="p", config=Config(config))
    return definition.factory(StepRunnerCapabilities()).run(context, execution)


def write(work: Path, files: dict[str, str]) -> None:
    """Files with these contents, and the folders they are in."""
    for name, text in files.items():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def read(work: Path) -> dict[str, str]:
    """All files and what is in them; symlinks with their targets."""
    return {
        str(path.relative_to(work)): f"-> {path.readlink()}" if path.is_symlink() else path.read_text()
        for path in sorted(work.rglob("*"))
        if path.is_symlink() or path.is_file()
    }
