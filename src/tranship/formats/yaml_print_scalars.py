"""How a scalar of a tree is written: which quotes or block it gets, and its text in them, as go-yaml v3 does it.

What go-yaml v3 writes so that it reads back as something else is written so that it doesn't: a bare word that is a
boolean to Kubernetes stays bare, a text that reads like one is quoted, null among brackets is ``null``, and characters
beyond U+FFFF stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tranship.formats.yaml_dialects import FILE, MANIFEST, Scalar, compose_documents
from tranship.formats.yaml_scalars import NULL, STR, TIMESTAMP, ScalarError
from tranship.formats.yaml_tree import Tree

LONGEST_SIMPLE_KEY = 128
"""Bytes of a key before the colon; a longer one gets a line of its own."""

BREAKS = "\n\r\x85\u2028\u2029"
_BREAK = re.compile(f"[{BREAKS}]")
_UNPRINTABLE = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_AROUND_BREAK = re.compile(f" [{BREAKS}]")
_BEHIND_BREAK = re.compile(f"[{BREAKS}] ")
_BLOCK_INDICATOR = re.compile(r"""[#,\[\]{}&*!|>'"%@`]|[?:-](?=[ \t]|\Z)|---|\.\.\.""")
_INNER_INDICATOR = re.compile(rf":(?=[ \t]|\Z)|(?<=[ \t{BREAKS}])#")
_FLOW_INDICATOR = re.compile(r"[,?\[\]{}:]")
_ESCAPES = {
    "\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e",
    '"': '"', "\\": "\\", "\x85": "N", "\xa0": "_", "\u2028": "L", "\u2029": "P",
}  # fmt: skip


def is_text(node: Tree) -> bool:
    """Whether a scalar is text to readers of files and of manifests.

    A time is: to few readers it is more. So are y and n, which are booleans to Kubernetes, but letters to people.
    """
    if node.text in ("y", "Y", "n", "N"):
        return True
    return all(tag in (STR, TIMESTAMP) for tag in _tags(node.text, node.tag, node.style))


def reads_as_text(node: Tree) -> bool:
    """Whether a scalar is text without any quotes."""
    return all(tag == STR for tag in _tags(node.text, node.tag, ""))


def _tags(text: str, tag: str, style: str) -> Iterator[str]:
    """What a scalar is to readers of files, and of manifests."""
    for dialect in (FILE, MANIFEST):
        try:
            yield dialect.resolve(text, tag, style)[0]
        except ScalarError:
            yield tag


def meaning(node: Tree) -> tuple[object, ...]:
    """What makes two scalars the same: how they are read; the text counts only where it is no null."""
    tags = tuple(_tags(node.text, node.tag, node.style))
    return (*tags, "" if set(tags) == {NULL} else node.text)


def form_of(node: Tree, *, flow: bool, key: bool) -> str:
    """The style in which a scalar is written: "", "'", '"', "|" or ">".

    :param flow: it stands between brackets.
    :param key: it is a key that stands before its colon.
    """
    text, style = node.text, node.style
    has_breaks, printable = bool(_BREAK.search(text)), not _UNPRINTABLE.search(text.replace("\t", ""))
    around_break = bool(_AROUND_BREAK.search(text))
    if not style and "\n" in text:
        style = "|"
    if key and has_breaks:
        style = '"'
    if not style and not _may_be_plain(text, flow=flow, printable=printable):
        style = "'"
    if style == "'" and (not printable or "\t" in text or around_break or _BEHIND_BREAK.search(text)):
        style = '"'
    if style in ("|", ">") and (not text or flow or key or not printable or around_break or text.endswith(" ")):
        style = '"'
    # Go-yaml folds some texts, those with indented lines for one, so that they read back as others.
    return "|" if style == ">" and not _folds(text) else style


def _folds(text: str) -> bool:
    """Whether a text in a folded block reads back as itself."""
    block = f"{block_header(text, '>')}\n{written(text, '>', 2)}"
    return any(isinstance(node, Scalar) and node.text == text for node in compose_documents(block))


def _may_be_plain(text: str, *, flow: bool, printable: bool) -> bool:
    """Whether a text can stand without quotes, whatever it then is."""
    if not text:
        return True
    if not printable or "\t" in text or _BREAK.search(text) or text[0] == " " or text[-1] == " ":
        return False
    if _BLOCK_INDICATOR.match(text) or _INNER_INDICATOR.search(text, 1):
        return False
    return not (flow and _has_flow_indicator(text))


def _has_flow_indicator(text: str) -> bool:
    return text[0] in "?:" or (text[0] == "-" and text[1:2] in ("", " ")) or bool(_FLOW_INDICATOR.search(text, 1))


def written(text: str, style: str, indent: int) -> str:
    """A text in its style; blocks without their header.

    :param indent: the column of its further lines.
    """
    if style == "'":
        return "'" + "".join(_folded(text.replace("'", "''"), indent)) + "'"
    if style == '"':
        return '"' + "".join(map(_escaped, text)) + '"'
    if style == "|":
        return re.sub(f"(?:^|(?<=[{BREAKS}]))(?=[^{BREAKS}])", " " * indent, text)
    if style == ">":
        return "".join(_folded_block(text, indent))
    return text


def block_header(text: str, style: str) -> str:
    """What stands before a block: its style, its indentation where it can't be seen, and what becomes of its end."""
    hint = "2" if text[:1] in (" ", *BREAKS) else ""
    chomp = ("+" if len(text) == 1 or text[-2] in BREAKS else "") if text[-1:] in BREAKS else "-"
    return style + hint + chomp


def _folded(text: str, indent: int) -> Iterator[str]:
    """A text with line breaks between quotes, where a single line break would be read as a blank."""
    at_break = False
    for char in text:
        if char in BREAKS:
            yield "\n" + char if char == "\n" and not at_break else char
        else:
            yield " " * indent + char if at_break else char
        at_break = char in BREAKS


def _folded_block(text: str, indent: int) -> Iterator[str]:
    """A text in a folded block; its lines are not broken."""
    doubles = text.lstrip(BREAKS)[:1] not in ("", " ", "\t")
    at_break, starts_blank = True, True
    for char in text:
        if char in BREAKS:
            yield "\n" + char if char == "\n" and doubles and not (at_break or starts_blank) else char
            at_break = True
            continue
        if at_break:
            yield " " * indent
            starts_blank = char in " \t"
        yield char
        at_break = False


def _escaped(char: str) -> str:
    """A character in double quotes."""
    if char in '"\\' or char in BREAKS or _UNPRINTABLE.match(char):
        code = ord(char)
        if char in _ESCAPES:
            return "\\" + _ESCAPES[char]
        return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
    return char
