"""Go's names of Unicode classes in regular expressions, in the form that RE2 knows.

Go looks names up without regard to case, spaces, hyphens and underscores; it knows long names of categories, and some
classes that RE2 has not, or has with other characters.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final


class RegexProblem(Exception):  # noqa: N818 - it becomes an ExprError or a Fault at once
    """What is wrong with a pattern, in words."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


_ALIASES: Final[Mapping[str, str]] = {
    "Casedletter": "LC",
    "Closepunctuation": "Pe",
    "Cntrl": "Cc",
    "Combiningmark": "M",
    "Connectorpunctuation": "Pc",
    "Control": "Cc",
    "Currencysymbol": "Sc",
    "Dashpunctuation": "Pd",
    "Decimalnumber": "Nd",
    "Digit": "Nd",
    "Enclosingmark": "Me",
    "Finalpunctuation": "Pf",
    "Format": "Cf",
    "Initialpunctuation": "Pi",
    "Letter": "L",
    "Letternumber": "Nl",
    "Lineseparator": "Zl",
    "Lowercaseletter": "Ll",
    "Mark": "M",
    "Mathsymbol": "Sm",
    "Modifierletter": "Lm",
    "Modifiersymbol": "Sk",
    "Nonspacingmark": "Mn",
    "Number": "N",
    "Openpunctuation": "Ps",
    "Other": "C",
    "Otherletter": "Lo",
    "Othernumber": "No",
    "Otherpunctuation": "Po",
    "Othersymbol": "So",
    "Paragraphseparator": "Zp",
    "Privateuse": "Co",
    "Punct": "P",
    "Punctuation": "P",
    "Separator": "Z",
    "Spaceseparator": "Zs",
    "Spacingmark": "Mc",
    "Surrogate": "Cs",
    "Symbol": "S",
    "Titlecaseletter": "Lt",
    "Unassigned": "Cn",
    "Uppercaseletter": "Lu",
}

_SPELLED_OUT: Final[Mapping[str, Callable[[str], bool]]] = {
    "Any": lambda _: True,
    "Ascii": str.isascii,
    "Assigned": lambda char: unicodedata.category(char) != "Cn",
    "Cn": lambda char: unicodedata.category(char) == "Cn",
    "C": lambda char: unicodedata.category(char)[0] == "C",
    "LC": lambda char: unicodedata.category(char) in ("Lu", "Ll", "Lt"),
    "Lc": lambda char: unicodedata.category(char) in ("Lu", "Ll", "Lt"),
}
"""Classes that RE2 has not, or has without the characters that are not assigned."""

_PART: Final = re.compile(
    r"""
    (?P<literal>\\Q(?s:.*?)(?:\\E|\Z))
  | (?P<named>\\[pP](?:\{[^}]*\}|(?s:.)))
  | (?P<escape>\\(?s:.))
  | (?P<posix>\[:\^?[a-z]+:\])
  | (?P<open>\[\^?\]?)
  | (?P<close>\])
    """,
    re.VERBOSE,
)


def translated(pattern: str) -> str:
    """The pattern with classes spelled as RE2 has them.

    :raises RegexProblem: it is no valid text, names a class that there is not, or uses what only RE2 has.
    """
    if any("\ud800" <= char <= "\udfff" for char in pattern):
        raise RegexProblem("a regular expression must be valid text")
    if "\\p" not in pattern and "\\P" not in pattern and "\\C" not in pattern:
        return pattern
    in_class = False

    def part(match: re.Match[str]) -> str:
        nonlocal in_class
        if match.lastgroup == "named":
            return _named(match[0], in_class=in_class)
        if match[0] == "\\C":
            raise RegexProblem("this is no regular expression of RE2: \\C has no meaning")
        if match.lastgroup == "open" and not in_class:
            in_class = True
        elif match.lastgroup == "open" and match[0].endswith("]"):
            # Inside of brackets an opening one is a character like others; the closing one ends them.
            in_class = False
        elif match.lastgroup == "close":
            in_class = False
        return match[0]

    return _PART.sub(part, pattern)


def _named(text: str, *, in_class: bool) -> str:
    negated = text[1] == "P"
    name = text[3:-1] if text[2] == "{" else text[2]
    if name.startswith("^"):
        negated, name = not negated, name[1:]
    name = _canonical(name)
    name = _ALIASES.get(name, name)
    if name in _SPELLED_OUT:
        ranges = _ranges(name, negated)
        return ranges if in_class else f"[{ranges}]"
    return f"\\{'P' if negated else 'p'}{{{name}}}"


def _canonical(name: str) -> str:
    """The name as Go looks it up: its first letter a capital, all others small, and nothing between them."""
    name = re.sub("[-_ ]", "", name)
    return name if name == "LC" else name[:1].upper() + name[1:].lower() if name.isascii() else name


@lru_cache(maxsize=len(_SPELLED_OUT) * 2)
def _ranges(name: str, negated: bool) -> str:
    """The characters of a class as they stand in brackets."""
    belongs = _SPELLED_OUT[name]

    def found() -> Iterator[str]:
        start: int | None = None
        for code in range(sys.maxunicode + 2):
            inside = code <= sys.maxunicode and belongs(chr(code)) != negated
            if inside and start is None:
                start = code
            elif not inside and start is not None:
                yield f"\\x{{{start:X}}}-\\x{{{code - 1:X}}}"
                start = None

    # An empty class is written as what no character is.
    return "".join(found()) or "^\\x{0}-\\x{10FFFF}"
