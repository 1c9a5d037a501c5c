from __future__ import annotations

from pathlib import Path

from docs.generate.compatibility import compatibility_page


def test_each_area_has_a_heading(tmp_path: Path) -> None:
    (tmp_path / "git-steps.md").write_text("- git-clone: differs.\n")
    (tmp_path / "expressions.md").write_text("- now(): differs.\n")
    page = compatibility_page(tmp_path)
    assert page.startswith("# Compatibility with Kargo\n")
    assert page.endswith("\n## Expressions\n\n- now(): differs.\n\n## Git steps\n\n- git-clone: differs.\n")
