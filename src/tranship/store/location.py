"""Where the store is kept unless the user says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def default_path(environ: Mapping[str, str]) -> Path:
    """``$XDG_STATE_HOME/tranship/tranship.db``, by default below ``~/.local/state``."""
    state = Path(environ.get("XDG_STATE_HOME", ""))
    if not state.is_absolute():
        # The specification wants relative paths to be ignored.
        home = environ.get("HOME", "")
        state = (Path(home) if home else Path.home()) / ".local" / "state"
    return state / "tranship" / "tranship.db"
