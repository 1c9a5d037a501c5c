"""What libyaml says about a text that is no YAML, in words that help, and without the text."""

from __future__ import annotations

import re

_QUOTE = "put the value in quotes"

PROBLEMS = {
    "mapping values are not allowed in this context": (
        f'a ":" can\'t stand here: either the line is indented too far, or a value holds ": " ({_QUOTE})'
    ),
    "did not find expected key": "a key is expected here: look at the indentation of this line and of those before it",
    "did not find expected '-' indicator": (
        'a "-" is expected here: look at the indentation of this line and of those before it'
    ),
    "could not find expected ':'": 'the ":" behind a key is missing: this line is neither a key nor part of a value',
    "did not find expected ',' or ']'": 'a "," or "]" is expected here',
    "did not find expected ',' or '}'": 'a "," or "}" is expected here',
    "did not find expected node content": "a value is expected here",
    "did not find expected <document start>": 'a line "---" is expected here, or the indentation is wrong',
    "block sequence entries are not allowed in this context": 'put the first "-" of this list on a new line',
    "block mapping values are not allowed in this context": "a mapping can't begin here: put it on a new line",
    "mapping keys are not allowed in this context": 'a "?" with a key can\'t stand here',
    "block collections are not allowed in this context": 'a "-" or a key can\'t stand here',
    "found unexpected end of stream": "the text ends within quotes",
    "found unexpected document indicator": 'a line "---" or "..." stands within quotes',
    "found unknown escape character": "there is no such escape in double quotes; use single quotes for backslashes",
    "did not find expected hexdecimal number": "hexadecimal digits are missing in an escape",
    "found invalid Unicode character escape code": "this escape is no character; write it as \\U and eight digits",
    "found undefined tag handle": "this tag has a handle that no %TAG line defines",
    "did not find expected alphabetic or numeric character": f'a "*" or "&" begins a name: {_QUOTE} if it is text',
    "found unexpected ':'": f'a ":" can\'t stand here: {_QUOTE}',
    "exceeded maximum nesting depth": "nested too deep",
    "found a tab character where an indentation space is expected": "a tab can't indent: use spaces",
    "found a tab character that violates indentation": "a tab can't indent: use spaces",
    "found character that cannot start any token": f"no value can begin with this character: {_QUOTE}",
    "did not find expected comment or line break": "nothing but a comment can follow here",
    "found incompatible YAML document": "only YAML 1.1 is read; take the %YAML line away",
}
"""By what libyaml says. Anything that is not here is said in libyaml's words, which name no content either."""


_TEMPLATE = re.compile(r"(?<!\$)\{\{[-\s`]*[\w.$`\"]|\{%")


def explain(problem: str, context: str, text: str, offset: int) -> str:
    """A message for a user.

    :param problem: what libyaml says.
    :param context: what it was doing, in its words.
    :param text: the whole text; ``offset`` is the place of the problem in it.
    """
    if problem == "found character that cannot start any token" and text[offset : offset + 1] == "\t":
        message = "a tab can't indent: use spaces"
    else:
        message = PROBLEMS.get(problem) or f"{problem} {context}".strip() or "this is no YAML"
    return f"{message}; if this is a template, render it first" if _TEMPLATE.search(text) else message
