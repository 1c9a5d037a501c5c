"""The way out for programs that fetch on their own: through the gate, which checks each host as it is connected to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tranship.clients.addresses import AddressPolicy
from tranship.clients.git.gate import Gate
from tranship.errors import AddressError, ClientError
from tranship.execution import Execution

_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


@dataclass(frozen=True)
class WayOut:
    """What a program has to be told in its environment, and what the gate has refused."""

    variables: Mapping[str, str]
    gate: Gate | None = None

    def explained(self, error: ClientError) -> ClientError:
        """The failure of a program, by the gate's word if it was the gate that stopped it."""
        trouble = self.gate.trouble if self.gate else None
        return trouble if isinstance(trouble, AddressError) else error


@contextmanager
def way_out(policy: AddressPolicy, execution: Execution) -> Iterator[WayOut]:
    """A way out while the block runs.

    Where the environment names a proxy, that is the way: it looks names up, so that there is nothing to be checked
    here. Programs in Go connect to this machine itself directly, whatever they are told.
    """
    if any(os.environ.get(name) or os.environ.get(name.upper()) for name in _PROXIES):
        yield WayOut({})
        return
    with Gate(policy, execution) as gate:
        names = [*_PROXIES, *(name.upper() for name in _PROXIES)]
        yield WayOut(dict.fromkeys(names, gate.url) | {"NO_PROXY": "", "no_proxy": ""}, gate)
