"""The files of the demo's GitOps repository."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_FILES = Path(__file__).with_name("gitops")


def gitops_files(*folders: str) -> Mapping[str, str]:
    """The texts of its files by their paths; those of some folders only, if there are any given."""
    roots = [_FILES / folder for folder in folders or (".",)]
    files = [file for root in roots for file in sorted(root.rglob("*")) if file.is_file()]
    return {file.relative_to(_FILES).as_posix(): file.read_text(encoding="utf-8") for file in files}
