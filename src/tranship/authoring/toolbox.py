"""The toolbox: the stateful clients that steps work with, built once by the composition root, shared by all steps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Toolbox:
    """The clients, one field for each; every one of them may be used from several threads."""
