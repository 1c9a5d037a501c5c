"""The text of a YAML file: UTF-8, or UTF-16 that says so by a byte order mark."""

from __future__ import annotations

from tranship.errors import InputError
from tranship.formats.lines import Lines

_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def yaml_text(data: bytes, file: str = "") -> str:
    """The text of a file's bytes; a byte order mark stays at its beginning.

    :param file: the file that errors name.
    :raises InputError: the bytes are no text.
    """
    encoding = _UTF16.get(data[:2], "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        position = Lines(file, before).position(len(before))
        name = "UTF-16" if encoding != "utf-8" else "UTF-8"
        raise InputError(f"this is no text in {name}", position) from None
