"""Changes as a whole or not at all, also after a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from tranship.files.restoring import restoring


def state(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def entries(tmp_path: Path) -> list[Path]:
    (tmp_path / "file").write_text("old")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/inner").write_text("old")
    return [tmp_path / "file", tmp_path / "folder", tmp_path / "missing"]


def change(entries: list[Path]) -> None:
    entries[0].write_text("new")
    (entries[1] / "inner").unlink()
    (entries[1] / "more").write_text("new")
    entries[2].write_text("new")


def test_a_success_stays(tmp_path: Path, entries: list[Path]) -> None:
    with restoring(entries, tmp_path / ".backup"):
        change(entries)
    assert state(tmp_path) == {"file": "new", "folder/more": "new", "missing": "new"}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_changes_nothing(tmp_path: Path, entries: list[Path], error: type[BaseException]) -> None:
    def fail() -> None:
        with restoring(entries, tmp_path / ".backup"):
            change(entries)
            raise error

    with pytest.raises(error):
        fail()
    assert state(tmp_path) == {"file": "old", "folder/inner": "old"}


def test_after_a_crash_the_next_attempt_starts_from_the_old_state(tmp_path: Path, entries: list[Path]) -> None:
    crashed = restoring(entries, tmp_path / ".backup")
    crashed.__enter__()
    change(entries)
    seen: list[dict[str, str]] = []
    with restoring(entries, tmp_path / ".backup"):
        seen.append({key: text for key, text in state(tmp_path).items() if not key.startswith(".backup")})
    assert seen == [{"file": "old", "folder/inner": "old"}]
    assert not (tmp_path / ".backup").exists()


def test_symlinks_stay_what_they_are(tmp_path: Path, entries: list[Path]) -> None:
    (tmp_path / "folder/link").symlink_to("/etc/passwd")

    def fail() -> None:
        with restoring(entries, tmp_path / ".backup"):
            (tmp_path / "folder/link").unlink()
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it has no text
        fail()
    assert str((tmp_path / "folder/link").readlink()) == "/etc/passwd"
