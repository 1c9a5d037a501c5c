"""Writes docs/steps/*.md and docs/compatibility.md. What is up to date is left as it is, so that nothing differs."""

from __future__ import annotations

import sys
from pathlib import Path

from docs.generate.compatibility import compatibility_page
from docs.generate.steps import step_pages

DOCS = Path(__file__).resolve().parents[1]


def pages(docs: Path = DOCS) -> dict[Path, str]:
    """All generated pages by their place below ``docs``."""
    generated = {Path("compatibility.md"): compatibility_page(docs / "compatibility.d")}
    return generated | {Path("steps") / name: text for name, text in step_pages(docs / "examples").items()}


def main() -> int:
    """Write the pages; names those that have changed."""
    generated = pages()
    for place, text in generated.items():
        file = DOCS / place
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
            print(f"docs/{place}")
    for file in (DOCS / "steps").glob("*.md"):
        if file.relative_to(DOCS) not in generated:
            file.unlink()
            print(f"docs/{file.relative_to(DOCS)} is gone")
    return 0


if __name__ == "__main__":
    sys.exit(main())
