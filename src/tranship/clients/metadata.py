"""The one way to a cloud's metadata service, for what finds this process's own identity; no step is ever given it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from tranship.clients.addresses import AddressPolicy, Destination
from tranship.clients.http import HTTPClient, parse_url
from tranship.errors import AddressError, HTTPError
from tranship.execution import Execution

Places = Mapping[str, tuple[str, ...]]
"""Where a service is: the hosts that URLs of it name, and the addresses that are dialled for each, in this order."""

AMAZON: Places = MappingProxyType(
    {
        "169.254.170.23": ("169.254.170.23",),  # EKS Pod Identity
        "fd00:ec2::23": ("fd00:ec2::23",),
        "169.254.170.2": ("169.254.170.2",),  # ECS
    }
)
"""What Amazon documents for credentials of containers. The service of whole machines is not among it."""

GOOGLE: Places = MappingProxyType(
    {
        "metadata.google.internal": ("169.254.169.254", "fd20:ce::254"),
        "169.254.169.254": ("169.254.169.254",),
        "fd20:ce::254": ("fd20:ce::254",),
    }
)
"""What Google documents for its metadata server. The name is never looked up."""

_THIS_MACHINE: Places = MappingProxyType(
    {"127.0.0.1": ("127.0.0.1",), "localhost": ("127.0.0.1", "::1"), "::1": ("::1",)}
)
"""Where agents and emulators listen, on any port, that clouds let stand in for the service itself."""
_PORT = 80


@dataclass(frozen=True)
class _OnlyPlace(AddressPolicy):
    """Lets requests go to one host and port, at addresses that are known beforehand, and nowhere else."""

    host: str = ""
    port: int = 0
    dialled: tuple[str, ...] = ()

    def trusting(self) -> AddressPolicy:
        """This policy: it knows no place that it could trust more."""
        return self

    def check_name(self, host: str, port: int) -> Destination:
        """Refuse what is another place.

        :raises AddressError: it is.
        """
        if (host, port) != (self.host, self.port):
            raise AddressError(f"{host} is not the metadata service, and nothing else may be asked here")
        return Destination(host, port, self.dialled)

    def check_host(self, host: str, port: int, execution: Execution) -> Destination:
        """As :meth:`check_name`; in a test of a template the stand-in is asked, as for everything else.

        :raises AddressError: it is another place, or the stand-in does not answer for it.
        """
        if self.stand_in is not None:
            return super().check_host(host, port, execution)
        return self.check_name(host, port)


def metadata_client(client: HTTPClient, url: str, places: Places) -> HTTPClient:
    """A client like another one that reaches the metadata service at ``url``, and only that, through no proxy.

    :param url: of one of the ``places``, or of this machine itself, by plain HTTP as all these services have it.
    :raises AddressError: it is another place. The message does not repeat it.
    """
    try:
        asked = parse_url(url)
    except HTTPError as error:
        raise AddressError(str(error)) from None
    host, port = asked.host, asked.effective_port
    dialled = _THIS_MACHINE.get(host) or (places.get(host) if port == _PORT else None)
    if asked.scheme != "http" or asked.username is not None or dialled is None:
        known = " or ".join(f"http://[{name}]" if ":" in name else f"http://{name}" for name in places)
        raise AddressError(f"the URL must be one of {known}, or of an agent on this machine: http://127.0.0.1")
    policy = _OnlyPlace(stand_in=client.policy.stand_in, environment={}, host=host, port=port, dialled=dialled)
    return replace(client, policy=policy)
