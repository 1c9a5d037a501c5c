"""Every way that a path may take out of the work directory, tried on every step that takes a path.

A step joins with a line in STEPS, a way with a line in WAYS.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.files.archives import Entry, tar
from tests.steps.running import run
from tranship.builtin_steps import BUILTIN_STEPS
from tranship.errors import TranshipError
from tranship.execution import Execution

SECRET = "correct-horse-battery"


@dataclass(frozen=True)
class Door:
    """A step, what it asks for outside, and its configuration by the path that leads there."""

    kind: str
    wanted: str
    config: Callable[[str], Mapping[str, Any]]


def _update(path: str) -> Mapping[str, Any]:
    return {"path": path, "updates": [{"key": "stolen", "value": "changed"}]}


def _parse(path: str) -> Mapping[str, Any]:
    return {"path": path, "outputs": [{"name": "all", "fromExpression": "$env"}]}


def _overwrite(path: str) -> Mapping[str, Any]:
    return {"path": path, "contents": "changed", "overwrite": True}


def _set_image(path: str) -> Mapping[str, Any]:
    return {"path": path, "images": [{"image": "web", "tag": "changed"}]}


STEPS = (
    Door("copy", "secret.json", lambda path: {"inPath": path, "outPath": "stolen"}),
    Door("copy", "folder", lambda path: {"inPath": path, "outPath": "stolen"}),
    Door("copy", "secret.json", lambda path: {"inPath": "mine", "outPath": path}),
    Door("copy", "folder", lambda path: {"inPath": "mine-too", "outPath": path}),
    Door("copy", "new/file", lambda path: {"inPath": "mine", "outPath": path}),
    Door("delete", "secret.json", lambda path: {"path": path}),
    Door("delete", "folder", lambda path: {"paths": ["mine", path]}),
    Door("delete", "folder", lambda path: {"path": f"{path}/*", "pathsAreGlobs": True}),
    Door("delete", "folder", lambda path: {"path": f"{path}/../**/*.json", "pathsAreGlobs": True}),
    Door("file-write", "secret.json", _overwrite),
    Door("file-write", "new/file", _overwrite),
    Door("json-parse", "secret.json", _parse),
    Door("json-update", "secret.json", _update),
    Door("tar", "folder", lambda path: {"inPath": path, "outPath": "stolen.tar"}),
    Door("tar", "secret.json", lambda path: {"inPath": path, "outPath": "stolen.tar"}),
    Door("tar", "secret.json", lambda path: {"inPath": "mine-too", "outPath": path}),
    Door("toml-parse", "secret.toml", _parse),
    Door("toml-update", "secret.toml", _update),
    Door("untar", "secret.tar", lambda path: {"inPath": path, "outPath": "stolen"}),
    Door("untar", "folder", lambda path: {"inPath": "mine.tar", "outPath": path}),
    Door("untar", "new/folder", lambda path: {"inPath": "mine.tar", "outPath": path}),
    Door("yaml-merge", "secret.json", lambda path: {"inFiles": ["mine", path], "outFile": "stolen"}),
    Door("yaml-merge", "secret.json", lambda path: {"inFiles": ["mine"], "outFile": path}),
    Door("yaml-parse", "secret.json", _parse),
    Door("yaml-update", "secret.json", _update),
    Door("kustomize-set-image", "folder", _set_image),
)


def _link(work: Path, name: str, target: str | Path) -> str:
    path = work / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
    return name


WAYS: Mapping[str, Callable[[Path, Path], str]] = {
    "dots": lambda work, goal: f"../{goal.relative_to(work.parent)}",
    "dots inside": lambda work, goal: f"mine-too/../../{goal.relative_to(work.parent)}",
    "many dots": lambda work, goal: "../" * 30 + str(goal)[1:],
    "absolute": lambda work, goal: str(goal),
    "absolute, through the work directory": lambda work, goal: f"{work}/../{goal.relative_to(work.parent)}",
    "absolute symlink": lambda work, goal: _link(work, "link", goal),
    "relative symlink": lambda work, goal: _link(work, "repo/link", f"../../{goal.relative_to(work.parent)}"),
    "symlink to a folder above": lambda work, goal: f"{_link(work, 'up', '..')}/{goal.relative_to(work.parent)}",
    "symlink to the top": lambda work, goal: _link(work, "top", "/") + str(goal),
    "symlink, then dots": lambda work, goal: (
        f"{_link(work, 'here', work / 'mine-too')}/../../{goal.relative_to(work.parent)}"
    ),
    "symlink to a symlink": lambda work, goal: (
        _link(work, "a/b", "../" + _link(work, "c", goal.parent)) + f"/{goal.name}"
    ),
    "symlink through proc": lambda work, goal: _link(work, "link", f"/proc/self/root{goal}"),
    "symlink through the own folder": lambda work, goal: _link(work, "link", f"/proc/self/cwd/{os.path.relpath(goal)}"),
}


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the work directory, with a secret in it in all forms."""
    outside = tmp_path / "outside"
    (outside / "folder").mkdir(parents=True)
    text = f'{{"stolen": "{SECRET}"}}'
    (outside / "secret.json").write_text(text)
    (outside / "secret.toml").write_text(f'stolen = "{SECRET}"')
    (outside / "secret.tar").write_bytes(tar(Entry("secret", SECRET.encode())))
    (outside / "folder/secret.json").write_text(text)
    (outside / "folder/kustomization.yaml").write_text(f"images: [{{name: web, newTag: {SECRET}}}]\n")
    return outside


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A work directory with some files of its own."""
    work = tmp_path / "work"
    (work / "mine-too").mkdir(parents=True)
    (work / "mine").write_text("a: changed")
    (work / "mine-too/secret.json").write_text("changed")
    (work / "mine.tar").write_bytes(tar(Entry("secret.json", b"changed"), Entry("new", b"changed")))
    return work


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that can be told of a folder: modes, contents, and targets of symlinks."""
    found = {}
    for path in folder.rglob("*"):
        content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes() if path.is_file() else b""  # noqa: PTH115
        found[str(path.relative_to(folder))] = (path.lstat().st_mode, content)
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("door", STEPS, ids=lambda door: f"{door.kind} {door.wanted}")
def test_no_way_out(door: Door, way: str, tmp_path: Path, outside: Path, work: Path) -> None:
    before = state(outside)
    path = WAYS[way](work, outside / door.wanted)
    said: list[str] = []
    try:
        result = run(BUILTIN_STEPS[door.kind], work, Execution(log=said.append), **door.config(path))
        said.append(str(result))
    except TranshipError as error:
        said.append(str(error))
    assert state(outside) == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"outside", "work"}
    assert not any(SECRET in text for text in said)
    assert not any(SECRET.encode() in content for _, content in state(work).values())


def test_the_ways_lead_to_the_secret(tmp_path: Path, outside: Path, work: Path) -> None:
    for way in WAYS.values():
        path = way(work, outside / "secret.json")
        found = Path(path) if path.startswith("/") else work / path
        assert SECRET in found.read_text()
        for link in [*work.rglob("*")]:
            if link.is_symlink():
                link.unlink()
