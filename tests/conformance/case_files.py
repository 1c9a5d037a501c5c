"""Case files: where one case ends and the next begins, and the name of each, before its placeholders are filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.manifests import read_document

_SEPARATOR = re.compile(r"^---[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"^name:.*$", re.MULTILINE)


@dataclass(frozen=True)
class CaseText:
    """One case as it stands in its file."""

    name: str
    text: str


def split_cases(stream: str) -> Iterator[CaseText]:
    """The cases of a file's text; documents without a name are none."""
    for text in _SEPARATOR.split(stream):
        if match := _NAME.search(text):
            yield CaseText(str(read_document(match.group(0))["name"]), text)


def read_cases(files: Iterable[Path], only: frozenset[str] = frozenset()) -> list[CaseText]:
    """The cases of all files in order, or those of the names in ``only``."""
    cases = [case for file in files for case in split_cases(file.read_text(encoding="utf-8"))]
    return [case for case in cases if not only or case.name in only]
