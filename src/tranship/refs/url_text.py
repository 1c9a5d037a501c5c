"""Addresses as people paste them: with white space around them, and characters that nobody sees."""

from __future__ import annotations


def visible(url: str) -> str:
    """The address without white space around it, and without characters that nobody sees anywhere in it."""
    return "".join(char for char in url if char.isprintable()).strip()
