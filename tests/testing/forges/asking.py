"""Asks a double's API as any client would, with its token, in JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.servers.asking import ask
from tranship.testing.forges import ForgeDouble


@dataclass(frozen=True)
class Reply:
    """What the double said."""

    status: int
    data: Any
    headers: dict[str, str]


def say(
    double: ForgeDouble, method: str, path: str, body: Any = None, *, token: str = "t0ken", **headers: str
) -> Reply:
    """The reply to one request; the path is below the double's URL."""
    sent = {"Authorization": f"Bearer {token}"} if token else {}
    data = None if body is None else json.dumps(body).encode()
    reply = ask(double.url + path, method, data, sent | headers)
    text = reply.body.decode()
    return Reply(reply.status, json.loads(text) if text else None, dict(reply.headers.items()))
