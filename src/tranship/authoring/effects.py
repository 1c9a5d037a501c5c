"""What a step may touch, and what it would change: the vocabulary of plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Effect(StrEnum):
    """One way in which a step touches the world."""

    LOCAL = "local"
    """It changes files in the work directory."""
    READ = "read"
    """It reads something outside."""
    WRITE = "write"
    """It may change something outside."""
    WAIT = "wait"
    """It waits until something outside has become so."""


Effects = frozenset[Effect]

LOCAL: Effects = frozenset({Effect.LOCAL})
READ: Effects = frozenset({Effect.READ})
WRITE: Effects = frozenset({Effect.WRITE})
WAIT: Effects = frozenset({Effect.READ, Effect.WAIT})
PURE: Effects = frozenset()

NEEDS_PREVIEW: Effects = frozenset({Effect.WRITE, Effect.WAIT})
"""A plan never runs a step with one of these; it asks for a preview."""


class ChangeKind(StrEnum):
    """What would change outside."""

    PUSH = "push"
    TAG = "tag"
    PULL_REQUEST = "pull request"
    MERGE = "merge"
    SYNC = "sync"
    ARTIFACT = "artifact"
    REQUEST = "request"
    METADATA = "metadata"
    WAIT = "wait"


@dataclass(frozen=True)
class Change:
    """One change outside that a step would make.

    ``target`` is what changes, such as "git.acme.dev/gitops main"; ``summary`` one line on how; ``diff`` a unified
    diff where there is one; ``details`` whatever else a reader may want, as JSON-like values.
    """

    kind: ChangeKind
    target: str
    summary: str
    diff: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """What a step would do.

    ``output`` is what later steps would see, with :class:`tranship.exprlang.Unknown` where it can't be known before.
    ``notes`` are lines for the reader, such as "assumes that the pull request is merged".
    """

    output: Mapping[str, Any] | None = None
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
