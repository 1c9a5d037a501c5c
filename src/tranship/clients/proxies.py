"""Which proxy the environment names for a destination: HTTP_PROXY, HTTPS_PROXY and NO_PROXY."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping


def proxy_for(scheme: str, host: str, port: int, environment: Mapping[str, str]) -> str:
    """The URL of the proxy that requests to a host go through; "" for none.

    The variables may be in capitals or not. This machine itself is never reached by a proxy.

    :param scheme: ``http`` or ``https``. :param host: in lower case; an IPv6 address without brackets.
    """
    proxy = _variable(f"{scheme}_proxy", environment)
    if not proxy or _is_this_machine(host):
        return ""
    excepted = _variable("no_proxy", environment)
    if any(_fits(entry.strip().lower(), host, port) for entry in excepted.split(",")):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def _variable(name: str, environment: Mapping[str, str]) -> str:
    return environment.get(name) or environment.get(name.upper()) or ""


def _is_this_machine(host: str) -> bool:
    address = _address(host)
    return address.is_loopback if address else host == "localhost"


def _fits(entry: str, host: str, port: int) -> bool:
    """Whether an entry of NO_PROXY is for this host: a name with all below it, an address, a network, ``*``."""
    if entry == "*":
        return True
    name, colon, wanted_port = entry.rpartition(":")
    if colon and wanted_port.isdigit() and (":" not in name or name.startswith("[")):
        if int(wanted_port) != port:
            return False
        entry = name
    entry = entry.strip("[]")
    address = _address(host)
    if address is not None:
        try:
            return address in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    # ".acme.dev" and "*.acme.dev" are for what is below acme.dev, "acme.dev" for itself as well.
    entry = entry.removeprefix("*")
    if entry.startswith("."):
        return host.endswith(entry)
    return bool(entry) and (host == entry or host.endswith(f".{entry}"))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
