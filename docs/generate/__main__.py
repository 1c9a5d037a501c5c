"""Writes what is generated: pages of steps and rules, the reference of tests, docs/compatibility.md, the README."""

from __future__ import annotations

import sys
from pathlib import Path

from docs.generate.compatibility import compatibility_page
from docs.generate.readme import readme_page
from docs.generate.rules import rule_pages
from docs.generate.steps import step_pages
from docs.generate.testing import testing_page

ROOT = Path(__file__).resolve().parents[2]


def pages() -> dict[Path, str]:
    """All generated pages by their place in the repository."""
    return {
        Path("README.md"): readme_page(ROOT / "README.md"),
        Path("docs/testing.md"): testing_page(ROOT / "docs" / "testing.md"),
        Path("docs/compatibility.md"): compatibility_page(ROOT / "docs" / "compatibility.d"),
        **{Path("docs/steps") / name: text for name, text in step_pages(ROOT / "docs" / "examples").items()},
        **{Path("docs/rules") / name: text for name, text in rule_pages().items()},
    }


def main() -> int:
    """Write the pages that have changed, and say which."""
    generated = pages()
    for place, text in generated.items():
        file = ROOT / place
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
            print(place)
    for file in (*(ROOT / "docs" / "steps").glob("*.md"), *(ROOT / "docs" / "rules").glob("*.md")):
        if file.relative_to(ROOT) not in generated:
            file.unlink()
            print(f"{file.relative_to(ROOT)} is gone")
    return 0


if __name__ == "__main__":
    sys.exit(main())
