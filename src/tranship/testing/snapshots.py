"""Snapshots: all that came of a case, as a file next to the test has it, without what differs from run to run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from tranship.errors import InputError, Position
from tranship.files.atomic import replace_file
from tranship.testing.cases import CaseResult
from tranship.testing.judging import Failure
from tranship.testing.matching import differences

_ADVICE = "`tranship test --update` writes it; look at what it says before you commit it"


def place_of(file: str) -> Path:
    """The file with the snapshots of a test file: ``prod.test.snapshot.yaml`` for ``prod.test.yaml``."""
    return Path(file).with_suffix(".snapshot.yaml")


def compared(one: CaseResult) -> CaseResult:
    """The result with what differs from its snapshot.

    :raises InputError: the file with snapshots can't be read.
    """
    if one.snapshot is None:
        return one
    kept = _read(place_of(one.file))
    if one.name not in kept:
        failure = Failure(one.snapshot_at or one.position, "there is no snapshot of it yet", (_ADVICE,))
    elif kept[one.name] != one.snapshot:
        details = differences(_text(kept[one.name]), _text(one.snapshot))
        failure = Failure(one.snapshot_at or one.position, "it is not as in its snapshot", details)
    else:
        return one
    return replace(one, failures=(*one.failures, failure))


def update(cases: Iterable[CaseResult], *, whole: bool) -> list[Path]:
    """Write the snapshots of the cases that have one; the files that have changed.

    :param whole: these are all cases, so that the snapshots of others can go.
    :raises InputError: a file can't be read.
    """
    by_file: dict[str, dict[str, Any]] = {}
    for one in cases:
        taken = by_file.setdefault(one.file, {})
        if one.snapshot is not None:
            taken[one.name] = one.snapshot
    changed = []
    for file, taken in by_file.items():
        place, before = place_of(file), _read(place_of(file))
        after = taken if whole else {**before, **taken}
        if after == before:
            continue
        if after:
            head = f"# What came of the cases of {Path(file).name}; written by: tranship test --update\n"
            replace_file(place, (head + _text(after)).encode())
        else:
            place.unlink(missing_ok=True)
        changed.append(place)
    return changed


def _read(place: Path) -> dict[str, Any]:
    if not place.exists():
        return {}
    try:
        data = yaml.safe_load(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        raise InputError("the snapshots can't be read; delete the file and run with --update", _at(place)) from None
    if not isinstance(data, dict | None):
        raise InputError("these are no snapshots; delete the file and run with --update", _at(place))
    return data or {}


def _at(place: Path) -> Position:
    return Position(str(place), 1, 1)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as they are."""


def _represent_text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _represent_text)


def _text(data: Any) -> str:
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text
