"""Values as YAML text, just as go-yaml v3 prints them: in blocks, four columns a level, quoted where needed."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tranship.formats.yaml_order import natural_order
from tranship.formats.yaml_scalars import FILE_WORDS, MANIFEST_WORDS, STR, resolve_plain
from tranship.gotypes.numbers import format_float

_INDENT = 4
_LONGEST_SIMPLE_KEY = 128
_BASE64_LINE = 70
_BINARY = "!!binary"
_NOT_FINITE = {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}

_BREAKS = "\n\r\x85\u2028\u2029"
_LAST_BREAK = re.compile(f"[{_BREAKS}]\\Z")
# go-yaml takes characters outside of the basic plane for unprintable.
_UNPRINTABLE = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_INDICATOR = re.compile(r"""[#,\[\]{}&*!|>'"%@`]|[?:-](?=[ \t]|\Z)|---|\.\.\.""")
_INNER_INDICATOR = re.compile(rf":(?=[ \t]|\Z)|(?<=[ \t{_BREAKS}\0])#")
_BASE_60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_ESCAPES = {
    "\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e",
    '"': '"', "\\": "\\", "\x85": "N", "\xa0": "_", "\u2028": "L", "\u2029": "P",
}  # fmt: skip


@dataclass(frozen=True)
class Verbatim:
    """A value whose text in YAML is known, such as a time: it is printed without quotes."""

    text: str

    def __str__(self) -> str:
        return self.text


class Record(dict[str, Any]):
    """A mapping whose keys are printed in their own order, as the fields of Go's structs are."""


def _as_is(value: Any) -> Any:
    return value


def emit_yaml(value: Any, simplified: Callable[[Any], Any] = _as_is) -> str:
    """A document of ``value``: None, booleans, numbers, text, lists, mappings and :class:`Verbatim`.

    Keys are sorted in natural order (a9 before a10), but for those of a :class:`Record`. Text that is no UTF-8
    (surrogates in a str) becomes ``!!binary``.

    :param simplified: is asked for each value, and for what is in it, to make one of these kinds of it.
    :raises ValueError: a value has no form in YAML.
    """
    value = simplified(value)
    return _ended(_node(value, 0 if _is_block(value) else _INDENT, simplified))


def _node(value: Any, indent: int, simplified: Callable[[Any], Any]) -> str:
    """A value's text. ``indent`` is the column of its further lines; the first one has its place already."""
    if isinstance(value, Mapping):
        return _mapping(value, indent, simplified) if value else "{}"
    if isinstance(value, list | tuple):
        items = (_node(simplified(item), indent + 2, simplified) for item in value)
        return _stacked((f"- {item}" for item in items), indent) if value else "[]"
    return _scalar(value, indent)


def _is_block(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple) and bool(value)


def _mapping(mapping: Mapping[Any, Any], indent: int, simplified: Callable[[Any], Any]) -> str:
    # Whatever the mapping stands in, what is in it starts at the next multiple of four.
    inner = indent + _INDENT - indent % _INDENT
    entries = []
    for key in mapping if isinstance(mapping, Record) else sorted(mapping, key=natural_order):
        value = simplified(mapping[key])
        text, block = _node(value, inner, simplified), _is_block(value)
        if (simple := _simple_key(key, inner)) is not None:
            entries.append(f"{simple}:" + ("\n" + " " * inner if block else " ") + text)
        else:
            colon = " " * indent + ":" + " " * (inner - indent - 1 if block else 1)
            entries.append(_ended(f"? {_scalar(key, inner)}") + colon + text)
    return _stacked(entries, indent)


def _stacked(entries: Iterable[str], indent: int) -> str:
    """Entries below each other."""
    text, margin = "", " " * indent
    for entry in entries:
        text = _ended(text) + margin + entry if text else entry
    return text


def _ended(text: str) -> str:
    """The text with the end of its last line."""
    return text if _LAST_BREAK.search(text) else f"{text}\n"


def _simple_key(key: Hashable, indent: int) -> str | None:
    """A key's text if it can stand before the colon on one line."""
    if isinstance(key, str):
        tag, text = _as_utf8(key)
        size = len(text.encode()) + len(tag)
        if size > _LONGEST_SIMPLE_KEY or any(char in _BREAKS for char in text):
            return None
    return _scalar(key, indent)


def _scalar(value: Any, indent: int) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value, indent)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        text = format_float(value)
        return _NOT_FINITE.get(text, text)
    if isinstance(value, Verbatim):
        return value.text
    raise ValueError(f"a value of type {type(value).__name__} has no form in YAML")


def _as_utf8(text: str) -> tuple[str, str]:
    """A tag and a text that can be written: other bytes than UTF-8 are written in base64."""
    if text.isascii():
        return "", text
    data = text.encode("utf-8", "surrogateescape")
    try:
        return "", data.decode()
    except UnicodeDecodeError:
        encoded = base64.b64encode(data).decode()
    lines = [encoded[start : start + _BASE64_LINE] + "\n" for start in range(0, len(encoded), _BASE64_LINE)]
    return _BINARY, encoded if len(encoded) < _BASE64_LINE else "".join(lines)


def _text(value: str, indent: int) -> str:
    tag, text = _as_utf8(value)
    lead = f"{tag} " if tag else ""
    printable = not _UNPRINTABLE.search(text.replace("\t", ""))
    if "\n" in text:
        block = printable and not text.endswith(" ") and not re.search(f" [{_BREAKS}]", text)
        return lead + (_literal(text, indent) if block else _double_quoted(text))
    if not tag and not reads_as_text(text):
        return _double_quoted(text)
    if not printable or "\t" in text or re.search(f" [{_BREAKS}]|[{_BREAKS}] ", text):
        return lead + _double_quoted(text)
    quoted = (
        text[0] in f" {_BREAKS}"
        or text[-1] in f" {_BREAKS}"
        or any(char in _BREAKS for char in text)
        or _INDICATOR.match(text)
        or _INNER_INDICATOR.search(text, 1)
    )
    return lead + (_single_quoted(text, indent) if quoted else text)


def reads_as_text(plain: str) -> bool:
    """Whether a scalar without quotes is text to go-yaml v3, and to older readers, which know other booleans."""
    if plain in MANIFEST_WORDS or _BASE_60.fullmatch(plain):
        return False
    return resolve_plain(plain, FILE_WORDS, octal=True)[0] == STR


def _literal(text: str, indent: int) -> str:
    # The number says how far the lines are indented, which can't be seen where the first one starts with white space.
    hint = str(_INDENT) if text[0] in f" {_BREAKS}" else ""
    keep = "+" if len(text) == 1 or text[-2] in _BREAKS else ""
    chomp = keep if text[-1] in _BREAKS else "-"
    return f"|{hint}{chomp}\n" + _indented(text, indent, after_break=True)


def _single_quoted(text: str, indent: int) -> str:
    return "'" + _indented(text.replace("'", "''"), indent, after_break=False) + "'"


def _indented(text: str, indent: int, *, after_break: bool) -> str:
    """The text with an indent before each line that is not empty."""
    return re.sub(f"(?:{'^|' if after_break else ''}(?<=[{_BREAKS}]))(?=[^{_BREAKS}])", " " * indent, text)


def _double_quoted(text: str) -> str:
    # With a byte order mark before it, go-yaml escapes each character.
    all_of_them = text.startswith("\ufeff")
    return '"' + "".join(_escaped(char, always=all_of_them) for char in text) + '"'


def _escaped(char: str, *, always: bool) -> str:
    if not (always or char in f'"\\{_BREAKS}' or _UNPRINTABLE.match(char)):
        return char
    code = ord(char)
    if char in _ESCAPES:
        return "\\" + _ESCAPES[char]
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
