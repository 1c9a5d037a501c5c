"""The order in which go-yaml v3 prints the keys of a mapping: numbers by value, texts as people sort them."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any


def _compare(one: Any, other: Any) -> int:
    if _rank(one)[0] == _rank(other)[0] == 0:
        return _sign(one, other) or _sign(_rank(one), _rank(other))
    if isinstance(one, str) and isinstance(other, str):
        return _compare_texts(one, other)
    return _sign(_rank(one), _rank(other))


def _rank(key: Any) -> tuple[int, int]:
    """Booleans and numbers first, then null, then text; among equal numbers the booleans, then integers."""
    if isinstance(key, bool | int | float):
        return 0, 0 if isinstance(key, bool) else 1 if isinstance(key, int) else 2
    return (1, 0) if key is None else (2, 0)


def _compare_texts(one: str, other: str) -> int:
    """Letter by letter; numbers within the texts count by their value, and letters come after all else.

    Right behind a digit it is the other way round: there letters come first.
    """
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return _sign(len(one), len(other))
    a, b = one[start], other[start]
    if a.isalpha() or b.isalpha():
        if a.isalpha() and b.isalpha():
            return _sign(a, b)
        behind_digit = start > 0 and one[start - 1].isdecimal()
        return -1 if a.isalpha() == behind_digit else 1
    # A zero that follows other digits belongs to their number; at its start it does not count.
    inside = "0" in (a, b) and one[:start].rstrip("0")[-1:].isdecimal()
    digits_one, digits_other = _digits(one, start), _digits(other, start)
    values = [int(("1" if inside else "") + digits or "0") for digits in (digits_one, digits_other)]
    return _sign(*values) or _sign(len(digits_one), len(digits_other)) or _sign(a, b)


def _digits(text: str, start: int) -> str:
    end = start
    while end < len(text) and text[end].isdecimal():
        end += 1
    return text[start:end]


def _sign(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)


natural_order = cmp_to_key(_compare)
"""A key for :func:`sorted`."""
