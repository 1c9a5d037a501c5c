"""Which node each comment of a YAML document belongs to, as go-yaml v3 has it.

A comment behind something on its line belongs to that. A comment on lines of its own is the *head* of what follows, or
the *foot* of what stands before: if a blank line follows it and none comes before it, or if what follows is indented
less than the block that has just been read. Comments are found between tokens, queued with the place from which on a
node may take them, and taken by the nodes in the order of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yaml import tokens as kinds
from yaml._yaml import CParser

from tranship.formats.yaml_tree import Comments, Document, Kind, Places, Tree

_BREAKS = "\n\r\x85\u2028\u2029"
_WHITE = f" \t{_BREAKS}"
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_COMMENT = re.compile(f"[ \t]*(#[^{_BREAKS}]*)")
_BLOCK_HEADER = re.compile(f"[|>][-+1-9]*[ \t]+(#[^{_BREAKS}]*)")
_STARTS = (kinds.BlockMappingStartToken, kinds.BlockSequenceStartToken)
_VIRTUAL = (*_STARTS, kinds.BlockEndToken)
_OPENING = (kinds.FlowSequenceStartToken, kinds.FlowMappingStartToken)
_CLOSING = (kinds.FlowSequenceEndToken, kinds.FlowMappingEndToken)
_LEAVES = (kinds.ScalarToken, kinds.AliasToken)
_DOCUMENT_ENDS = (kinds.DocumentStartToken, kinds.DocumentEndToken)
_NOTHING_BEHIND = (kinds.StreamStartToken, kinds.DocumentStartToken, kinds.BlockEntryToken)


@dataclass(frozen=True)
class _Token:
    kind: type[Any]
    start: int
    end: int
    column: int
    is_plain: bool = False


@dataclass(frozen=True)
class _Comment:
    """A comment on its way: the first node whose token begins at ``place`` or later takes it.

    ``start`` and ``column`` are those of its first line; ``column`` is -1 for a comment behind something.
    """

    kind: str
    text: str
    place: int
    start: int = -1
    column: int = -1


@dataclass(frozen=True)
class _Stretch:
    """A token, and what comes between it and the one before: comments, and blocks that end or begin there."""

    token: _Token
    start: int
    blocks: tuple[_Token, ...]
    comments: tuple[_Comment, ...]


def with_comments(root: Tree, text: str, places: Places) -> Document:
    """The document of a root node, with its comments at their nodes.

    :param text: the text that the tree has grown from.
    :param places: where its nodes stand in the text.
    """
    delivery = _Delivery(places)
    delivery.run(list(_Scan(text).stretches()))
    _settle_feet(root)
    return Document(root, delivery.document_head, delivery.document_foot)


def _tokens(text: str) -> Iterator[_Token]:
    """The tokens of the text, those without a width too, but for the keys that no ``?`` announces."""
    parser = CParser(text)
    shift = 1 if text.startswith("\ufeff") else 0
    while (token := parser.get_token()) is not None:
        found: Any = token
        start, end = found.start_mark.index + shift, found.end_mark.index + shift
        if not isinstance(found, kinds.KeyToken) or text[start : start + 1] == "?":
            yield _Token(type(found), start, end, found.start_mark.column, getattr(found, "plain", False))


class _Scan:
    """Finds the comments of a document, between its tokens."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_starts = [0, *(found.end() for found in _BREAK.finditer(text))]
        self._columns: list[int] = []
        self._brackets = 0

    def stretches(self) -> Iterator[_Stretch]:
        """All tokens with a width, until the document ends."""
        before: list[_Token] = []
        blocks: list[_Token] = []
        begun = False
        for found in _tokens(self._text):
            if found.kind in _VIRTUAL:
                blocks.append(found)
                continue
            token = self._or_end(found, begun=begun)
            comments = list(self._comments_before(token, before)) if before else []
            header = _BLOCK_HEADER.match(self._text, token.start, token.end)
            if header and token.kind is kinds.ScalarToken:
                comments.append(_Comment("line", header[1], token.start))
            yield _Stretch(token, before[-1].end if before else 0, tuple(blocks), tuple(comments))
            if token.kind is kinds.StreamEndToken:
                return
            self._pass(token, blocks)
            begun = begun or token.kind is not kinds.StreamStartToken
            before, blocks = [*before[-1:], token], []

    def _or_end(self, token: _Token, *, begun: bool) -> _Token:
        """The token, or the end of the text where the document ends."""
        if token.kind is not kinds.StreamEndToken and not (begun and token.kind in _DOCUMENT_ENDS):
            return token
        column = token.start - self._line_start(self._line(token.start))
        return _Token(kinds.StreamEndToken, token.start, token.start, column)

    def _pass(self, token: _Token, blocks: list[_Token]) -> None:
        for block in blocks:
            if block.kind in _STARTS:
                self._columns.append(block.column)
            else:
                self._columns.pop()
        self._brackets += (token.kind in _OPENING) - (token.kind in _CLOSING)

    def _line(self, offset: int) -> int:
        return bisect_right(self._line_starts, offset) - 1

    def _line_start(self, line: int) -> int:
        """Where a line begins; the one behind the last begins where the text ends."""
        return self._line_starts[line] if line < len(self._line_starts) else len(self._text)

    def _comments_before(self, token: _Token, before: list[_Token]) -> Iterator[_Comment]:
        """The comments between a token and the one before it, the last of ``before``."""
        last = before[-1]
        start = last.end
        behind = _COMMENT.match(self._text, start, token.start)
        if behind and last.kind not in _NOTHING_BEHIND and self._line(start) == self._line(self._content_end(start)):
            # What stands behind a colon belongs to the key, and behind a comma to the item.
            joins = kinds.FlowEntryToken if self._brackets else kinds.ValueToken
            owner = before[0] if last.kind is joins else last
            yield _Comment("line", behind[1], owner.start)
            start = behind.end()
        first = self._text.find("#", start, token.start)
        if first >= 0:
            if last.is_plain and not behind:
                # The parser looks for more of a plain scalar on the lines that follow.
                start = first
            anchor = before[0] if last.kind is kinds.FlowEntryToken else last
            closes = bool(self._brackets) and token.kind in _CLOSING
            yield from self._own_lines(start, first, token, anchor, closes=closes)

    def _content_end(self, offset: int) -> int:
        """The offset of the last character before ``offset`` that is no white space."""
        offset -= 1
        while offset > 0 and self._text[offset] in _WHITE:
            offset -= 1
        return max(0, offset)

    def _own_lines(self, start: int, first: int, token: _Token, anchor: _Token, *, closes: bool) -> Iterator[_Comment]:
        """The comments on lines of their own, from the ``#`` at ``first`` on.

        :param start: where the gap begins.
        :param token: what follows.
        :param anchor: what stands before, to which a foot belongs.
        :param closes: whether a bracket closes.
        """
        indent = self._columns[-1] if self._columns else 0
        text, line = self._text, self._line(first)
        breaks = line - self._line(self._content_end(first))
        # Only a comment right below something is its foot; go-yaml knows none below the first line of a text.
        foot_line = line - breaks + (1 if breaks else 2) if self._line(start) > 0 else -1
        directly = breaks <= 1
        place, block, block_start, block_column, block_line = anchor.start, list[str](), first, 0, line
        after_blank = False
        while True:
            at = first if line == self._line(first) else self._line_start(line)
            while at < token.start and text[at] in " \t":
                at += 1
            column = at - self._line_start(line)
            at_end = at >= token.start
            stops = at_end and (closes or token.start == len(text))
            if stops or (not at_end and text[at] != "#"):
                if closes or not after_blank:
                    below = block_line == foot_line and anchor.kind is not kinds.ValueToken
                    if closes or (directly and (below or block_column < indent)):
                        if block:
                            place = block_start if block_column < indent else place
                            yield _Comment("foot", "\n".join(block), place, block_start, block_column)
                            place, block = at, []
                    elif block and not stops:
                        block.append("")
                if stops:
                    break
                directly, after_blank = False, True
                line += 1
                continue
            if block and column < indent and column != block_column:
                yield _Comment("foot", "\n".join(block), place, block_start, block_column)
                place, block = at, []
            if at_end:
                break
            if not block:
                block_start, block_column = at, column
                block_line = line if at == first else line - 1
            found = _COMMENT.match(text, at)
            block.append(found[1] if found else "")
            after_blank = False
            line += 1
        if block:
            yield _Comment("head", "\n".join(block), block_start, block_start, block_column)


class _Delivery:
    """Brings comments to nodes, in the order of the text."""

    def __init__(self, places: Places) -> None:
        self.document_head = ""
        self.document_foot = ""
        self._places = places
        self._queue: deque[_Comment] = deque()
        self._pending = Comments()
        self._blocks: list[tuple[_Token, Tree | None]] = []
        self._brackets: list[Tree | None] = []
        self._begun = False

    def run(self, stretches: list[_Stretch]) -> None:
        """Bring each comment to its node."""
        self._queue.extend(comment for stretch in stretches for comment in stretch.comments)
        after_dash = False
        for stretch in stretches:
            self._pass_blocks(stretch, after_dash=after_dash)
            self._pass(stretch.token)
            after_dash = stretch.token.kind is kinds.BlockEntryToken

    def _pass_blocks(self, stretch: _Stretch, *, after_dash: bool) -> None:
        """The blocks that end, and those that begin."""
        place, at_end = stretch.start - 1, False
        for token in stretch.blocks:
            if token.kind in _STARTS:
                node = self._places.blocks.get(token.start)
                self._begin(token)
                if after_dash and node is not None:
                    # What stands above the dash belongs to all of the item.
                    node.comments.head, self._pending.head = self._pending.head, ""
                    after_dash = False
                self._blocks.append((token, node))
                continue
            opened, node = self._blocks.pop()
            if not at_end and stretch.token.kind is kinds.StreamEndToken and opened.column <= stretch.token.column:
                # Only the end of the text ends this block and those around it, not what is on its last line.
                at_end, place = True, stretch.token.start - 1
            place = next((one.start for one in stretch.comments if one.column == opened.column), place)
            self._collect(place, heads=False)
            if opened.kind is kinds.BlockMappingStartToken and node is not None:
                self._end(node, self._take(place, heads=False))

    def _pass(self, token: _Token) -> None:
        """A token with a width."""
        node = self._places.leaves.get(token.start)
        if token.kind is kinds.DocumentStartToken:
            self._begun = True
        elif token.kind is kinds.StreamEndToken:
            taken = self._take(token.start)
            self.document_foot = taken.foot or taken.head
        elif token.kind in _CLOSING:
            node = self._brackets.pop()
            if node is not None:
                self._end(node, self._take(token.start))
        elif token.kind is not kinds.StreamStartToken:
            self._begin(token)
            if token.kind in _OPENING:
                self._brackets.append(node)
            if node is not None and token.kind in (*_LEAVES, *_OPENING):
                node.comments = self._take(token.start)
            elif token.kind is kinds.BlockEntryToken:
                self._collect(token.start)

    def _begin(self, token: _Token) -> None:
        """Split off the head of a document that no ``---`` announces: what stands above the last blank line."""
        if self._begun:
            return
        self._begun = True
        self._collect(token.start)
        head, blank, rest = self._pending.head.rpartition("\n\n")
        if self._pending.head.endswith("\n"):
            head, blank, rest = self._pending.head[:-1], "\n", ""
        if blank:
            self.document_head, self._pending.head = head, rest

    def _end(self, node: Tree, taken: Comments) -> None:
        node.comments.line, node.comments.foot = taken.line, taken.foot

    def _take(self, place: int, *, heads: bool = True) -> Comments:
        """What has come for a node whose token is at ``place``."""
        self._collect(place, heads=heads)
        taken, self._pending = self._pending, Comments()
        return taken

    def _collect(self, place: int, *, heads: bool = True) -> None:
        while self._queue and self._queue[0].place <= place and (heads or self._queue[0].kind != "head"):
            comment = self._queue.popleft()
            present = getattr(self._pending, comment.kind)
            setattr(self._pending, comment.kind, f"{present}\n{comment.text}" if present else comment.text)


def _settle_feet(root: Tree) -> None:
    """Give feet to the keys that they stand below, of which go-yaml only finds the values, or the keys that follow."""
    for child in root.items:
        _settle_feet(child)
    if root.kind is not Kind.MAP:
        return
    in_block = root.style != "flow"
    before: Tree | None = None
    for key, value in root.pairs():
        if in_block and before is not None and key.comments.foot:
            before.comments.foot, key.comments.foot = key.comments.foot, ""
        if value.comments.foot and not key.comments.foot:
            key.comments.foot, value.comments.foot = value.comments.foot, ""
        before = key
    if in_block and before is not None and root.comments.foot:
        before.comments.foot, root.comments.foot = root.comments.foot, ""
