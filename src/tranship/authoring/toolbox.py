"""The toolbox: the stateful clients that steps work with, built once by the composition root, shared by all steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tranship.clients.addresses import AddressPolicy


def _addresses() -> AddressPolicy:
    from tranship.clients.addresses import AddressPolicy

    return AddressPolicy()


@dataclass(frozen=True)
class Toolbox:
    """The clients, one field for each; every one of them may be used from several threads.

    A field's default is the client with its default settings, made (and its module imported) when a Toolbox is made
    without it.
    """

    addresses: AddressPolicy = field(default_factory=_addresses)
