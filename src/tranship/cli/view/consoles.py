"""Where output goes: results to stdout, progress to stderr; colour only where somebody sees it."""

from __future__ import annotations

import os
import sys

from rich.console import Console

NARROWEST = 80


def progress_console() -> Console:
    """The console for progress and warnings."""
    return Console(
        file=sys.stderr, highlight=False, emoji=False, no_color=_no_color(), force_terminal=_forced(), width=_width()
    )


def result_console() -> Console:
    """The console for results."""
    return Console(
        file=sys.stdout, highlight=False, emoji=False, no_color=_no_color(), force_terminal=_forced(), width=_width()
    )


def _no_color() -> bool:
    return bool(os.environ.get("NO_COLOR"))


def _forced() -> bool | None:
    # CI systems often look like a terminal to programs; lines that move are of no use in their logs.
    return False if os.environ.get("CI") or os.environ.get("NO_COLOR") else None


def _width() -> int | None:
    return None if sys.stdout.isatty() or sys.stderr.isatty() else NARROWEST
