"""The clients that a case's steps work with: the real ones, which may talk to servers of this machine."""

from __future__ import annotations

from tests.conformance.world import World
from tranship.authoring import Toolbox


def case_toolbox(world: World) -> Toolbox:
    """A toolbox that ends with the case."""
    return Toolbox()
