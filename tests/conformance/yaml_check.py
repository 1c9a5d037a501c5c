"""Checks how YAML is read against the recorded documents: ``python -m tests.conformance.yaml_check FILE``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.conformance.yaml_adapter import read_file, read_manifest
from tranship.errors import InputError

READERS: dict[str, Callable[[str], Any]] = {"manifest": read_manifest, "file": read_file}

REFUSED = frozenset(
    {
        "k: [a:, z]",
        "[]: v",
        "{}: v",
        *(f"k: [{tag}, z]" for tag in ("!", "!foo", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!binary")),
    }
)
"""Corners of the syntax that are refused where the reference reads something; docs/compatibility.md names them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each difference and a summary; exit status 1 if anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.yaml_check", description=__doc__)
    parser.add_argument("file", type=Path, help="the recorded documents, one JSON object a line")
    given = parser.parse_args(arguments)
    documents = [json.loads(line) for line in given.file.read_text(encoding="utf-8").splitlines()]
    different = [text for one in documents for text in differences(one)]
    for text in different:
        print(text)
    print(f"yaml: {len(documents)} documents, {len(different)} differences")
    return 1 if different else 0


def differences(document: dict[str, Any]) -> list[str]:
    """What differs in the reading of a recorded document, in words."""
    text = document["in"]
    found = []
    for name, read in READERS.items():
        try:
            value, error = read(text), ""
        except InputError as refused:
            value, error = None, str(refused)
        if f"{name}Err" in document:
            if not error:
                found.append(f"{text!r} as {name}: read, but the reference says {document[f'{name}Err']}")
        elif name in document:
            if error:
                if text not in REFUSED:
                    found.append(f"{text!r} as {name}: {error}")
            elif not same(value, document[name]):
                found.append(f"{text!r} as {name}: {value!r} instead of {document[name]!r}")
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal: numbers by value, and never a boolean for a number."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


if __name__ == "__main__":
    sys.exit(main())
