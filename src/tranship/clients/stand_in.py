"""The stand-in: one server on this machine that answers for all others, so that nothing leaves it; for tests."""

from __future__ import annotations

from dataclasses import dataclass

from tranship.errors import AddressError

LOCAL = "127.0.0.1"


@dataclass(frozen=True)
class StandIn:
    """A server that clients ask in place of those that URLs name; other servers they can't reach.

    HTTP asks it as a proxy is asked, by the whole URL, but in the clear for ``https`` too. Git asks other URLs.

    :param port: where on 127.0.0.1 it listens.
    :param hosts: the names of the hosts that it answers for, in lower case.
    :param git: for Git, what URLs begin with, and what they begin with instead.
    :param advice: what to do about a host that is not among them.
    """

    port: int
    hosts: frozenset[str] = frozenset()
    git: tuple[tuple[str, str], ...] = ()
    advice: str = ""

    @property
    def git_configuration(self) -> tuple[tuple[str, str], ...]:
        """Keys and values of Git's configuration that lead it here."""
        return tuple((f"url.{there}.insteadOf", here) for here, there in self.git)

    def check(self, name: str, port: int) -> None:
        """Refuse a host that it does not answer for.

        :raises AddressError: it does not.
        """
        if name not in self.hosts and (name, port) != (LOCAL, self.port):
            raise AddressError(f"nobody answers for {name} here" + (f"; {self.advice}" if self.advice else ""))
