"""The bytes of a YAML file as text, and edited text as bytes of the same encoding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from tranship.errors import EditError, InputError
from tranship.formats.yaml_text import yaml_text

_MARK = "\ufeff"


@dataclass(frozen=True)
class YAMLBytes:
    """A file's ``text`` without byte order mark, and what its bytes are made with."""

    text: str
    mark: str
    encoding: str

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Take a file's bytes.

        :raises EditError: they are no text.
        """
        try:
            text = yaml_text(data)
        except InputError as error:
            raise EditError(f"{error.message}; save the file as UTF-8") from None
        mark = _MARK if text.startswith(_MARK) else ""
        encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2], "utf-8")
        return cls(text[len(mark) :], mark, encoding)

    def with_text(self, text: str) -> bytes:
        """The bytes of another text."""
        return (self.mark + text).encode(self.encoding)
