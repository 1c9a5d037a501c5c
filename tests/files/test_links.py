"""No symlink below a folder may lead out of the root."""

from __future__ import annotations

from pathlib import Path

import pytest

from tranship.errors import PathError
from tranship.files.links import refuse_links_out


def test_links_that_stay_inside_are_fine(tmp_path: Path) -> None:
    root = tmp_path / "work"
    (root / "a/deep").mkdir(parents=True)
    (root / "b").mkdir()
    (root / "a/deep/link").symlink_to("../../b")
    (root / "b/back").symlink_to("../a")
    (root / "a/missing").symlink_to("nowhere")
    refuse_links_out(root, root / "a")


@pytest.mark.parametrize("target", ["../../../out", "/etc", "../b/out"])
def test_links_out_are_refused_wherever_they_stand(tmp_path: Path, target: str) -> None:
    root = tmp_path / "work"
    (root / "a/deep").mkdir(parents=True)
    (root / "b").mkdir()
    (root / "b/out").symlink_to(tmp_path)
    (root / "a/deep/link").symlink_to(target if target != "../b/out" else "../../b")
    with pytest.raises(PathError, match="leads out of the work directory"):
        refuse_links_out(root, root / "a")


def test_links_that_go_round_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(PathError, match="goes round in circles"):
        refuse_links_out(tmp_path, tmp_path)
