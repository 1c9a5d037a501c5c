"""Requests and answers of doubles, and the server between them."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tranship.testing.local_server import Handler, LocalServer


@dataclass(frozen=True)
class Request:
    """A request as it came. ``path`` has its escapes; the names of ``headers`` are in lower case."""

    method: str
    path: str
    query_text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters; of those that come several times the last."""
        return dict(parse_qsl(self.query_text, keep_blank_values=True))

    @property
    def data(self) -> Any:
        """The body as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def fields(self) -> Mapping[str, Any]:
        """The body, if it is an object; else empty."""
        data = self.data
        return data if isinstance(data, dict) else {}


@dataclass(frozen=True)
class Answer:
    """An answer: ``data`` is sent as JSON, unless there is a ``body``."""

    status: int = 200
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @property
    def content(self) -> bytes:
        """What is sent."""
        if self.body is not None:
            return self.body
        return b"" if self.data is None else json.dumps(self.data).encode()


def answering(respond: Callable[[Request], Answer]) -> LocalServer:
    """A server that answers by ``respond``, which is called by many threads at a time."""

    class AnsweringHandler(Handler):
        def do_GET(self) -> None:  # noqa: N802 - the base class asks for this name
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, path, query, headers, self.body())
            try:
                answer = respond(request)
            except Exception:  # noqa: BLE001 - a bug of a double is to be seen where the test looks
                answer = Answer(500, {"message": f"the double failed: {traceback.format_exc()}"})
            sent = dict(answer.headers)
            if answer.data is not None and answer.body is None:
                sent.setdefault("Content-Type", "application/json; charset=utf-8")
            self.answer(answer.status, list(sent.items()), answer.content)

        do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

    return LocalServer(AnsweringHandler)
