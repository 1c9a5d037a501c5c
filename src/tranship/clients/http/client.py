"""The HTTP client: every transfer is limited in size and time, can be stopped, and goes to checked addresses only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tranship.clients.addresses import AddressPolicy
from tranship.clients.http.messages import Reply, Request, Terms
from tranship.clients.http.tls import Trust
from tranship.execution import Execution

if TYPE_CHECKING:
    from tranship.clients.http.session import Session


@dataclass(frozen=True)
class HTTPClient:
    """Talks HTTP/1.1 with anybody whom the policy lets through, directly or through the environment's proxies.

    It may be used from several threads; a session belongs to one.

    :param policy: where requests may go. :param trust: whose certificates are good.
    """

    policy: AddressPolicy = field(default_factory=AddressPolicy)
    trust: Trust = field(default_factory=Trust)
    user_agent: str = "tranship"

    def session(self, execution: Execution) -> Session:
        """A block of exchanges that keep their connections."""
        # The library is heavy, and most commands never send anything.
        from tranship.clients.http.session import Session

        return Session(self.policy, self.trust, self.user_agent, execution)

    def send(self, request: Request, execution: Execution, terms: Terms = Terms()) -> Reply:  # noqa: B008 - it is frozen
        """The whole response to one request, whatever its status.

        :raises HTTPError: there is none: nobody answers, it takes too long, is too large or not HTTP.
        :raises AddressError: the request, or a redirect, leads where steps must not go.
        :raises CancelledError: the work was asked to stop.
        """
        with self.session(execution) as session:
            return session.send(request, terms)
