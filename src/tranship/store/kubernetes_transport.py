"""Requests that another thread may end at any time, wherever they are: what a watch needs to stop."""

from __future__ import annotations

import threading

import httpx2
from lightkube import SingleConfig
from lightkube.config.client_adapter import verify_cluster
from lightkube.config.models import User


class StoppableTransport(httpx2.BaseTransport):
    """Sends requests to a cluster until it is closed; those under way then end, and leave no connection behind.

    The transport within does that only for connections that it knows to be open: one that comes about while it is
    closed would stay.
    """

    def __init__(self, config: SingleConfig) -> None:
        context = verify_cluster(config.cluster, config.user or User(), config.abs_file)
        self._within = httpx2.HTTPTransport(verify=context)
        self._lock = threading.Lock()
        self._closed = False

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The response to a request.

        :raises httpx2.ConnectError: it was closed.
        """
        self._check(None)
        response = self._within.handle_request(request)
        self._check(response)
        return response

    def close(self) -> None:
        """End all requests, and take no more."""
        with self._lock:
            self._closed = True
        self._within.close()

    def _check(self, response: httpx2.Response | None) -> None:
        with self._lock:
            closed = self._closed
        if closed:
            if response is not None:
                response.close()
            raise httpx2.ConnectError("it was closed")
