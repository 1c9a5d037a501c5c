"""One case from its text to its outcome."""

from __future__ import annotations

import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from tests.conformance.case_files import CaseText
from tests.conformance.create import create
from tests.conformance.promote import promote
from tests.conformance.world import World


def run_case(case: CaseText, folder: Path) -> dict[str, Any]:
    """What came of a case; a case that can't be run at all has the outcome ``panic``.

    :param folder: where the case's own folder is made, which is removed afterwards.
    """
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as root:
        try:
            return _outcome(case, Path(root))
        except Exception as bug:  # noqa: BLE001 - one case must not end the run of all.
            traceback.print_exc(file=sys.stderr)
            return {"panic": f"{type(bug).__name__}: {bug}"}


def _outcome(case: CaseText, root: Path) -> dict[str, Any]:
    world = World(root)
    with world.of(case.text) as read:
        outcome = create(read) if read.mode == "create" else {**promote(read, world), **world.outcome()}
        restored: dict[str, Any] = world.placeholders.restore(outcome)
        return restored
