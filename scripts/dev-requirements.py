"""Prints the development requirements of pyproject.toml, for versions of pip that don't know dependency groups."""

import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
print(*project["dependency-groups"]["dev"])
