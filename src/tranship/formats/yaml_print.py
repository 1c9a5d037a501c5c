"""A tree as YAML text, just as go-yaml v3 writes one with two columns a level and lists below their keys.

Here is where comments, indentation and line breaks go; how scalars are written is in
:mod:`tranship.formats.yaml_print_scalars`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tranship.formats.yaml_print_scalars import BREAKS, LONGEST_SIMPLE_KEY, block_header, form_of, written
from tranship.formats.yaml_scalars import CORE
from tranship.formats.yaml_tree import Comments, Document, Kind, Tree

_STEP = 2
_TAG_CHARACTER = re.compile(r"[\w\-;/?:@&=+$,.~*'()\[\]]", re.ASCII)


def print_document(document: Document) -> str:
    """The text of a document, with a line break at its end."""
    printer = _Printer()
    printer.document(document)
    return printer.text


@dataclass(frozen=True)
class _Around:
    """What a node stands in.

    :param indent: the column of the level, -1 around the root.
    :param in_list: whether it is an item of a list in block style.
    :param in_map: whether it is a key or a value.
    """

    indent: int = -1
    in_list: bool = False
    in_map: bool = False

    def inner(self, *, flow: bool = False) -> int:
        """The column of the next level."""
        if self.indent < 0:
            return _STEP if flow else 0
        return self.indent + 2 if self.in_list else _STEP * (self.indent // _STEP + 1)


class _Printer:
    """Writes text, and knows where on its line it is.

    ``_spaced``: what was written last needs no white space before the next word. ``_fresh``: there is nothing on the
    line but indentation and dashes. ``_foot``: the column of the foot that was written last; before anything else in
    that column a line stays empty. Comments wait until the place comes where they are written.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._column = 0
        self._spaced = True
        self._fresh = True
        self._foot = -1
        self._flow = 0
        self._waiting = Comments()
        self._tail = ""

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self._parts)

    def document(self, document: Document) -> None:
        """Write a document."""
        root, around = document.root, _Around()
        if document.head:
            self._waiting.head = document.head
            self._write_heads(around.indent)
            self._break()
        self._announce(root)
        self._write_heads(around.indent)
        self._content(root, around)
        self._write_behind(around.indent)
        self._inside(root, around)
        self._waiting.foot = document.foot or self._waiting.foot
        self._foot = 0
        self._write_behind(around.indent)
        self._foot = -1
        self._indent_to(around.indent)

    def _content(self, node: Tree, around: _Around, *, key: bool = False) -> None:
        """Write a node; of a list or map only its anchor and tag."""
        if node.kind is Kind.ALIAS:
            self._word(f"*{node.text}")
            return
        if node.anchor:
            self._word(f"&{node.anchor}")
        if node.tag not in ("", "!"):
            self._word(_tag_text(node.tag))
        if node.kind is Kind.SCALAR:
            self._scalar(node, around.inner(flow=True), key=key)

    def _scalar(self, node: Tree, indent: int, *, key: bool) -> None:
        style = form_of(node, flow=self._flow > 0, key=key)
        text = written(node.text, style, indent)
        if style in ("|", ">"):
            self._word(block_header(node.text, style))
            if self._waiting.line:
                self._write_line(indent)
            else:
                self._break()
            self._spaced = True
            self._put(text)
        else:
            if not text and (self._flow or key):
                # Nothing at all can't stand there.
                text = "null" if node.tag in ("", "!") else "''"
            self._word(text)

    def _inside(self, node: Tree, around: _Around) -> None:
        """Write what is in a list or map."""
        if node.kind not in (Kind.LIST, Kind.MAP):
            return
        if self._flow or node.style == "flow" or not node.items:
            self._in_brackets(node, around)
        elif node.kind is Kind.MAP:
            self._block_map(node, around.inner())
        else:
            below_key = around.in_map and (self._column == 0 or not self._fresh)
            self._block_list(node, around.inner() - (_STEP if below_key else 0))

    def _block_map(self, node: Tree, indent: int) -> None:
        around, tail = _Around(indent, in_map=True), ""
        for full_key, full_value in node.pairs():
            # What stands below the key stands below its value.
            value, (key, foot) = full_value, _without_foot(full_key)
            self._announce(key, tail)
            tail = foot
            self._write_heads(indent)
            self._indent_to(indent)
            behind_key, self._waiting.line = self._waiting.line, ""
            self._key(key, around)
            if value.kind in (Kind.LIST, Kind.MAP) and value.style != "flow" and value.items:
                # What stands behind a list or map on the lines below stands behind its key.
                self._waiting.line = behind_key or value.comments.line
                if self._waiting.line:
                    self._write_line(indent)
            elif behind_key and not value.comments.line:
                value = replace(full_value, comments=replace(value.comments, line=behind_key))
            self._announce(value)
            self._content(value, around)
            self._write_behind(indent)
            self._inside(value, around)
        self._tail = tail or self._tail
        self._write_heads(indent)

    def _key(self, key: Tree, around: _Around) -> None:
        """Write a key in block style, and its colon."""
        if _is_simple(key):
            self._content(key, around, key=True)
            self._inside(key, around)
            self._indicator(":")
            return
        self._space()
        self._indicator("?", fresh=self._fresh)
        self._content(key, around)
        self._inside(key, around)
        self._indent_to(around.indent)
        self._indicator(":", fresh=self._fresh)

    def _block_list(self, node: Tree, indent: int) -> None:
        around = _Around(indent, in_list=True)
        for item in node.items:
            self._announce(item)
            self._write_heads(indent)
            self._indent_to(indent)
            self._space()
            self._indicator("-", fresh=self._fresh)
            self._content(item, around)
            self._write_behind(indent)
            self._inside(item, around)

    def _in_brackets(self, node: Tree, around: _Around) -> None:
        """Write a list or map on one line, unless comments break it."""
        opening, closing = ("{", "}") if node.kind is Kind.MAP else ("[", "]")
        self._space()
        self._indicator(opening, spaced=True)
        self._flow += 1
        inner = _Around(around.inner(flow=True), in_map=node.kind is Kind.MAP)
        tail, has_comma = "", True
        for number in range(0, len(node.items), 2 if node.kind is Kind.MAP else 1):
            item, foot = _without_foot(node.items[number]) if node.kind is Kind.MAP else (node.items[number], "")
            self._announce(item, tail)
            tail = foot
            if not has_comma:
                self._indicator(",")
            self._write_heads(inner.indent)
            if self._column == 0:
                self._indent_to(inner.indent)
            if node.kind is Kind.MAP:
                self._key_in_brackets(item, inner)
                item = node.items[number + 1]
                self._announce(item)
            has_comma = self._has_comments()
            self._content(item, inner)
            if self._has_comments():
                self._indicator(",")
            self._write_behind(inner.indent)
            self._inside(item, inner)
        self._announce_end(node, tail)
        if node.kind is Kind.MAP:
            if not has_comma and (self._waiting.head or self._waiting.foot or self._tail):
                self._indicator(",")
            self._write_heads(inner.indent)
        self._flow -= 1
        if self._column == 0 and node.kind is Kind.LIST:
            self._indent_to(around.indent)
        self._indicator(closing)
        self._write_behind(around.indent)

    def _key_in_brackets(self, key: Tree, around: _Around) -> None:
        simple = _is_simple(key)
        if not simple:
            self._space()
            self._indicator("?")
        self._content(key, around, key=simple)
        self._inside(key, around)
        if not simple:
            self._space()
        self._indicator(":")

    def _announce(self, node: Tree, tail: str = "") -> None:
        """Have the comments of a node wait; of a list or map only its head.

        :param tail: the foot of what comes before it.
        """
        comments = node.comments
        self._waiting.head = comments.head or self._waiting.head
        if node.kind in (Kind.SCALAR, Kind.ALIAS):
            self._waiting.line = comments.line or self._waiting.line
            self._waiting.foot = comments.foot or self._waiting.foot
        self._tail = tail or self._tail

    def _announce_end(self, node: Tree, tail: str = "") -> None:
        """Have the comments wait that stand behind a list or map."""
        self._waiting.line = node.comments.line or self._waiting.line
        self._waiting.foot = node.comments.foot or self._waiting.foot
        self._tail = tail or self._tail

    def _has_comments(self) -> bool:
        return bool(self._waiting.line or self._waiting.foot or self._tail)

    def _write_heads(self, indent: int) -> None:
        """Write the comments that come before a node: the foot of the one above it, and its head."""
        tail, self._tail = self._tail, ""
        head, self._waiting.head = self._waiting.head, ""
        if tail:
            self._indent_to(indent)
            self._comment(tail, indent)
            self._foot = max(indent, 0)
        if head:
            self._indent_to(indent)
            self._comment(head, indent)

    def _write_behind(self, indent: int) -> None:
        """Write the comments that come behind a node, and below it."""
        if self._waiting.line:
            self._write_line(indent)
        foot, self._waiting.foot = self._waiting.foot, ""
        if foot:
            self._indent_to(indent)
            self._comment(foot, indent)
            self._foot = max(indent, 0)

    def _write_line(self, indent: int) -> None:
        line, self._waiting.line = self._waiting.line, ""
        self._space()
        self._comment(line, indent)

    def _comment(self, text: str, indent: int) -> None:
        """Write a comment, which ends its line."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self._break()
                if line:
                    self._indent_to(indent)
            self._put(line)
        if not self._fresh:
            self._break()
        self._spaced = True

    def _indent_to(self, indent: int) -> None:
        """Go to a column, on a new line if this one has something."""
        indent = max(indent, 0)
        if not self._fresh or self._column > indent or (self._column == indent and not self._spaced):
            self._break()
        if self._foot == indent:
            self._break()
        fresh = self._fresh
        self._put(" " * (indent - self._column))
        self._fresh, self._spaced, self._foot = fresh, True, -1

    def _indicator(self, text: str, *, spaced: bool = False, fresh: bool = False) -> None:
        self._put(text)
        self._spaced, self._fresh = spaced, fresh

    def _word(self, text: str) -> None:
        """Write something that needs white space before it; nothing, if it is nothing."""
        if text:
            self._space()
            self._put(text)
            self._spaced = False
        self._fresh = False

    def _space(self) -> None:
        if not self._spaced:
            fresh = self._fresh
            self._put(" ")
            self._fresh = fresh

    def _break(self) -> None:
        self._put("\n")

    def _put(self, text: str) -> None:
        """Write any text."""
        self._parts.append(text)
        last = max(map(text.rfind, BREAKS))
        self._column = len(text) - last - 1 if last >= 0 else self._column + len(text)
        if text:
            self._fresh = text[-1] in BREAKS


def _without_foot(key: Tree) -> tuple[Tree, str]:
    """A key without the comment below it, and that comment."""
    return replace(key, comments=Comments(key.comments.head, key.comments.line)), key.comments.foot


def _is_simple(key: Tree) -> bool:
    """Whether a key can stand before its colon on one line."""
    if key.kind in (Kind.LIST, Kind.MAP):
        return not key.items
    size = len(f"{key.anchor}{key.tag}{key.text}".encode("utf-8", "surrogatepass"))
    return size <= LONGEST_SIMPLE_KEY and not any(char in BREAKS for char in key.text)


def _tag_text(tag: str) -> str:
    """A tag as it is written: its short form if it has one."""
    for handle, prefix in (("!", "!"), ("!!", CORE)):
        if tag.startswith(prefix):
            return handle + _percent(tag.removeprefix(prefix))
    return f"!<{_percent(tag)}>"


def _percent(text: str) -> str:
    """A part of a tag with all but its plain characters as ``%`` and two digits."""
    return "".join(
        char if _TAG_CHARACTER.match(char) else "".join(f"%{byte:02X}" for byte in char.encode()) for char in text
    )
