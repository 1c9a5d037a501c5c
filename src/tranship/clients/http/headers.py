"""Headers of requests and responses: their names as everybody writes them, and which may go to another host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tranship.errors import HTTPError

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NOT_IN_VALUES = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SECRET_NAME = re.compile(
    r"auth|cookie|token|secret|passw|credential|session|signature|(?:^|[-_]|api|access)key", re.IGNORECASE
)

OURS = frozenset({"Host", "Content-Length", "Transfer-Encoding", "Trailer"})
"""Headers that say how a request is made up, so that nobody else may set them."""


def canonical(name: str) -> str:
    """A header's name as everybody writes it: ``content-type`` is ``Content-Type``. A name that is none stays."""
    if not _TOKEN.fullmatch(name):
        return name
    return "-".join(part[:1].upper() + part[1:].lower() for part in name.split("-"))


@dataclass(frozen=True)
class Headers:
    """Headers in order, each a name and a value; the case of names does not matter."""

    fields: tuple[tuple[str, str], ...] = ()

    @classmethod
    def received(cls, raw: Iterable[tuple[bytes, bytes]]) -> Headers:
        """The headers of a response; bytes that are no UTF-8 are replaced."""
        return cls(
            tuple((canonical(name.decode("ascii", "replace")), value.decode("utf-8", "replace")) for name, value in raw)
        )

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.fields)

    def get(self, name: str) -> str:
        """The first value of a header, "" without one."""
        wanted = name.lower()
        return next((value for field, value in self.fields if field.lower() == wanted), "")

    def by_name(self) -> dict[str, list[str]]:
        """All values by the canonical name, names in order."""
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(canonical(name), []).append(value)
        return found

    def without(self, *names: str) -> Headers:
        """These headers but for some."""
        dropped = {name.lower() for name in names}
        return Headers(tuple(field for field in self.fields if field[0].lower() not in dropped))

    def for_another_host(self, shows_secret: Callable[[str], bool]) -> Headers:
        """What of a request's headers may go to a host that they were not written for: nothing that may be a secret.

        :param shows_secret: knows secrets when it sees them.
        """
        return Headers(
            tuple(
                (name, value)
                for name, value in self.fields
                if not _SECRET_NAME.search(name) and not shows_secret(value)
            )
        )

    def encoded(self) -> list[tuple[bytes, bytes]]:
        """The headers as they go on the wire.

        :raises HTTPError: a name or value that would end the header, or that no header has.
        """
        encoded = []
        for name, value in self.fields:
            if not _TOKEN.fullmatch(name):
                raise HTTPError("the name of a header holds a character that no header's name has, such as a blank")
            if _NOT_IN_VALUES.search(value):
                raise HTTPError(f"the header {canonical(name)} holds a line break or another unprintable character")
            encoded.append((canonical(name).encode(), value.strip(" \t").encode("utf-8", "surrogateescape")))
        return encoded
