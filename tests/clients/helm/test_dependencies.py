"""A chart's dependencies: read, and confined."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.helm.charts import CHART, database, web
from tranship.clients.helm import ChartDependency, ChartFiles, Locked
from tranship.errors import InputError, PathError


def chart(root: Path, dependencies: str = "") -> ChartFiles:
    return ChartFiles(root, web(root, CHART + dependencies))


def test_what_chart_yaml_lists(tmp_path: Path) -> None:
    listed = "dependencies:\n- {name: db, version: 1.0.0, repository: 'https://h/c', alias: main}\n- {name: x}\n- 5\n"
    assert chart(tmp_path, listed).dependencies() == [
        ChartDependency("db", "1.0.0", "https://h/c", "main"),
        ChartDependency("x", "", ""),
    ]
    assert chart(tmp_path).dependencies() == []


@pytest.mark.parametrize(
    ("repository", "remote"),
    [
        ("https://h/c", True),
        ("http://h/c", True),
        ("oci://h/c", True),
        ("file://../x", False),
        ("@a", False),
        ("", False),
    ],
)
def test_what_is_fetched(repository: str, remote: bool) -> None:
    assert ChartDependency("x", "1", repository).is_remote is remote


def test_what_chart_lock_lists(tmp_path: Path) -> None:
    files = chart(tmp_path)
    assert files.locked() is None
    files.lock.write_text("dependencies:\n- {name: db, version: 1.0.0, repository: 'https://h/c'}\n")
    assert files.locked() == [Locked("db", "1.0.0", "https://h/c")]


def test_what_cant_be_read_is_told(tmp_path: Path) -> None:
    files = chart(tmp_path)
    files.lock.write_text("[1]")
    with pytest.raises(InputError, match=r"Chart\.lock can't be read: it is no mapping"):
        files.locked()
    files.lock.unlink()
    files.lock.symlink_to("Chart.yaml")
    with pytest.raises(PathError, match=r"Chart\.lock is a symlink"):
        files.locked()


def test_local_dependencies_stay_inside(tmp_path: Path) -> None:
    root = tmp_path / "work"
    database(root)
    chart(root, "dependencies: [{name: db, version: 1, repository: 'file://../db'}]\n").check_local()


@pytest.mark.parametrize(
    ("repository", "message"),
    [
        ("file:///etc", 'the dependency "db" names an absolute path'),
        ("file://../../outside", "leads out of the work directory"),
        ("file://../gone", 'the dependency "db" is not at "../gone"'),
        ("file://../link", "leads out of the work directory"),
        ("file://../db", "leads out of the work directory"),
    ],
)
def test_local_dependencies_that_lead_out_are_refused(tmp_path: Path, repository: str, message: str) -> None:
    root = tmp_path / "work"
    (tmp_path / "outside").mkdir()
    (database(root) / "values.schema.json").symlink_to("/etc/hostname")
    (root / "link").symlink_to(tmp_path / "outside")
    files = chart(root, f"dependencies: [{{name: db, version: 1, repository: '{repository}'}}]\n")
    with pytest.raises(PathError, match=message):
        files.check_local()
