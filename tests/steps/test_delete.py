"""delete: all or nothing is resolved, and what is refused says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.steps.running import read, run, write
from tranship.authoring import StepError, StepFailed, TerminalError
from tranship.errors import PathError
from tranship.steps.delete import registration

FILES = {"a.txt": "1", "d/b.txt": "2", "d/e/c.md": "3", "keep": "4"}


@pytest.mark.parametrize(
    ("config", "left"),
    [
        ({"path": "d"}, {"a.txt", "keep"}),
        ({"paths": ["d", "d/b.txt", "./d/../d"], "strict": True}, {"a.txt", "keep"}),
        ({"path": "**/*.txt", "pathsAreGlobs": True}, {"d/e/c.md", "keep"}),
        ({"paths": ["./d/**", "*.{txt,md}"], "pathsAreGlobs": True, "strict": True}, {"keep"}),
        ({"path": "*.txt"}, set(FILES)),
        ({"path": "nothing/at/all"}, set(FILES)),
    ],
)
def test_what_is_deleted(tmp_path: Path, config: dict[str, Any], left: set[str]) -> None:
    write(tmp_path, FILES)
    for _ in range(2 if not config.get("strict") else 1):
        run(registration, tmp_path, **config)
    assert read(tmp_path).keys() == left


def test_symlinks_are_deleted_and_not_what_they_point_to(tmp_path: Path) -> None:
    write(tmp_path, {"real/a": "1"})
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "broken").symlink_to("gone")
    run(registration, tmp_path, paths=["link/", "broken"], strict=True)
    assert read(tmp_path) == {"real/a": "1"}


@pytest.mark.parametrize(
    ("config", "kind", "message"),
    [
        ({"paths": ["keep", "nope"], "strict": True}, StepError, 'there is no "nope" in the work directory'),
        ({"paths": ["keep", "n*"], "strict": True, "pathsAreGlobs": True}, StepError, 'nothing fits the pattern "n*"'),
        ({"paths": ["keep", "../x"]}, PathError, '"../x" leads out of the work directory; take the ".." away'),
        ({"paths": ["keep", "."]}, PathError, '"." is the work directory itself; name something in it'),
        ({"paths": ["keep", "**"], "pathsAreGlobs": True}, PathError, '"." is the work directory itself'),
        ({"paths": ["keep", "keep/x"]}, PathError, '"keep/x" can\'t be there: a part of it is a file, not a folder'),
        ({"paths": ["keep", "[k"], "pathsAreGlobs": True}, TerminalError, 'the pattern "[k" opens a class'),
    ],
)
def test_if_one_is_refused_nothing_is_deleted(
    tmp_path: Path, config: dict[str, Any], kind: type[Exception], message: str
) -> None:
    write(tmp_path, FILES)
    with pytest.raises(kind) as raised:
        run(registration, tmp_path, **config)
    assert message in str(raised.value)
    assert read(tmp_path) == FILES


@pytest.mark.parametrize("config", [{}, {"path": "a", "paths": ["b"]}, {"paths": []}, {"paths": ["a", ""]}])
def test_either_path_or_paths(tmp_path: Path, config: dict[str, Any]) -> None:
    with pytest.raises(StepFailed, match="path"):
        run(registration, tmp_path, **config)
