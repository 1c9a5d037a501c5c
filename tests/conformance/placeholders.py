"""Placeholders ``${NAME}``: filled in before a case is read, put back into what came of it."""

from __future__ import annotations

import re
from typing import Any

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Placeholders:
    """Names with the values they have in one run of a case, such as the port of a server."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def set(self, name: str, value: str) -> None:
        """Give ``name`` a value. One that has a value already gets the new one."""
        self._values[name] = value

    def fill(self, text: str) -> str:
        """The text with all known names replaced; unknown ones stay, for they may be somebody else's."""
        return _PLACEHOLDER.sub(lambda match: self._values.get(match.group(1), match.group(0)), text)

    def restore(self, value: Any) -> Any:
        """A JSON value with names in place of their values, in all texts and keys.

        A longer value goes before a shorter one within it; of names with one value the first that was set is taken.
        """
        names: dict[str, str] = {}
        for name, text in self._values.items():
            if text:
                names.setdefault(text, name)
        if not names:
            return value
        longest_first = sorted(names, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, longest_first)))
        return _restored(value, pattern, names)


def _restored(value: Any, pattern: re.Pattern[str], names: dict[str, str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(lambda match: f"${{{names[match.group(0)]}}}", value)
    if isinstance(value, dict):
        return {_restored(key, pattern, names): _restored(item, pattern, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_restored(item, pattern, names) for item in value]
    return value
