"""Markdown for a comment on a pull request: nothing in it can break out of its place, and it is never too long.

Everything that comes from elsewhere stands in code, where no mention, link or HTML takes effect. Fences are longer than
any run of backticks within.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 65_536
"""What GitHub takes of a comment. It counts characters; here they are bytes, which are no fewer."""

_LONGEST_TEXT = 300
"""Characters of a text that stands within a line."""
_SMALLEST_SHARE = 400
"""Bytes that a block is cut to at least; where there is no room for so much it is left out."""


@dataclass(frozen=True)
class Section:
    """A part that can be folded: a title, and what is in it.

    :param kind: one word on what it is. :param title: what it is about. :param text: how, in few words.
    :param lines: more, as lines of plain text. :param diff: a unified diff.
    :param note: a sentence that stands under it. :param is_open: whether it is unfolded at first.
    """

    kind: str
    title: str
    text: str = ""
    lines: tuple[str, ...] = ()
    diff: str = ""
    note: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Comment:
    """A comment: a heading, an answer in bold and the rest of that line, sections, and closing lines."""

    heading: tuple[str, ...]
    answer: str
    aside: str
    sections: tuple[Section, ...] = ()
    closing: tuple[str, ...] = ()


def markdown(comment: Comment, longest: int = LONGEST) -> str:
    """The comment's text, of ``longest`` bytes at most. What is left out is named."""
    frame = _Frame(comment)
    budget = longest - frame.size
    bare = [_folded(section, "") for section in comment.sections]
    kept = len(bare)
    while kept and sum(map(_bytes, bare[:kept])) > budget:
        kept -= 1
    contents = [_contents(section) for section in comment.sections[:kept]]
    room = _shares([_bytes(one) for one in contents], budget - sum(map(_bytes, bare[:kept])))
    parts, cut = [], 0
    for section, content, share in zip(comment.sections, contents, room, strict=False):
        shown = content if _bytes(content) <= share else _contents(section, share)
        cut += shown != content
        parts.append(_folded(section, shown))
    return frame.around("".join(parts), cut, len(bare) - kept)


class _Frame:
    """What stands around the sections."""

    def __init__(self, comment: Comment) -> None:
        self._head = f"### {' · '.join(comment.heading)}\n\n**{comment.answer}** {comment.aside}".rstrip() + "\n\n"
        self._closing = "".join(f"{line}\n\n" for line in comment.closing)

    @property
    def size(self) -> int:
        """Bytes that it takes, with the longest note on what was left out."""
        return _bytes(self.around("", 999_999, 999_999))

    def around(self, sections: str, cut: int, dropped: int) -> str:
        """The whole text."""
        left_out = []
        if cut:
            left_out.append(f"{cut} {'diff is' if cut == 1 else 'diffs are'} shown in part")
        if dropped:
            left_out.append(f"{dropped} {'change is' if dropped == 1 else 'changes are'} not shown")
        note = (
            f"_Too long for a comment: {', '.join(left_out)}. All of it: `-o text` or `-o json`._\n\n"
            if left_out
            else ""
        )
        return f"{self._head}{sections}{note}{self._closing}".rstrip("\n") + "\n"


def code(text: str) -> str:
    """A text within a line of Markdown, as code: whatever it holds is shown as it is."""
    flat = _flat(text)
    if not flat:
        return ""
    ticks = "`" * (_longest_run(flat) + 1)
    # A backtick at an end would belong to the fence; a blank next to the fence is taken off again.
    return f"{ticks} {flat} {ticks}" if "`" in (flat[0], flat[-1]) else f"{ticks}{flat}{ticks}"


def fenced(text: str, language: str = "") -> str:
    """A block of code."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text.rstrip(chr(10))}\n{fence}\n\n"


def _folded(section: Section, content: str) -> str:
    text = f" · {_html(section.text)}" if section.text else ""
    title = f" <code>{html.escape(_flat(section.title), quote=False)}</code>" if section.title else ""
    opened = " open" if section.is_open else ""
    note = f"{section.note}\n\n" if section.note else ""
    return f"<details{opened}><summary>{_html(section.kind)}{title}{text}</summary>\n\n{content}{note}</details>\n\n"


def _contents(section: Section, longest: int | None = None) -> str:
    """Lines and diff of a section; cut to whole lines that take ``longest`` bytes at most."""
    if longest is None:
        return "".join(_blocks(section.lines, section.diff.splitlines()))
    lines, diff = list(section.lines), section.diff.splitlines()
    low, high = 0, len(lines) + len(diff)
    while low < high:
        # Which lines fit is found by halves: fences may be longer with each line.
        middle = (low + high + 1) // 2
        fits = _bytes(_cut(lines, diff, middle)) <= longest
        low, high = (middle, high) if fits else (low, middle - 1)
    return _cut(lines, diff, low) if longest >= _SMALLEST_SHARE else ""


def _cut(lines: list[str], diff: list[str], kept: int) -> str:
    left_out = len(lines) + len(diff) - kept
    more = f"_{left_out:,} more {'line' if left_out == 1 else 'lines'} left out._\n\n" if left_out else ""
    return "".join(_blocks(lines[:kept], diff[: max(0, kept - len(lines))])) + more


def _blocks(lines: Iterable[str], diff: Iterable[str]) -> Iterator[str]:
    for text, language in (("\n".join(lines), "text"), ("\n".join(diff), "diff")):
        if text.strip():
            yield fenced(text, language)


def _shares(wanted: list[int], budget: int) -> list[int]:
    """What each gets of a budget: the small ones all they want, the large ones an equal part of the rest."""
    shares = [0] * len(wanted)
    left, waiting = max(budget, 0), sorted(range(len(wanted)), key=wanted.__getitem__)
    for position, index in enumerate(waiting):
        shares[index] = min(wanted[index], left // (len(waiting) - position))
        left -= shares[index]
    return shares


def _html(text: str) -> str:
    # Mentions notify people, and numbers link to issues, also from within HTML that is not code.
    return html.escape(re.sub(r"[@#](?=\w)", "\\g<0>\u200b", _flat(text)), quote=False)


def _flat(text: str) -> str:
    flat = re.sub(r"\s+", " ", text).strip()
    return flat if len(flat) <= _LONGEST_TEXT else f"{flat[: _LONGEST_TEXT - 1]}…"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
