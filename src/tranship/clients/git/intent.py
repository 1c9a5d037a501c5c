"""What an attempt is about to do, written down before, so that the next one can find out whether it was done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from tranship.clients.git.repository import PRIVATE, write_private
from tranship.clients.git.values import Clone

Facts = Mapping[str, str]


def intend(clone: Clone, owner: str, facts: Facts) -> None:
    """Write down what ``owner``, a step, is about to do in the clone; it takes the place of what was there."""
    write_private(_file(clone, owner), json.dumps(dict(facts)))


def intended(clone: Clone, owner: str) -> Facts:
    """What an earlier attempt of ``owner`` was about to do; empty if there was none."""
    try:
        facts: dict[str, str] = json.loads(_file(clone, owner).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts


def _file(clone: Clone, owner: str) -> Path:
    return clone.repository / PRIVATE / f"intent-{sha256(owner.encode()).hexdigest()[:24]}.json"
