"""What a plan had to make up: ids of its own commits and the promotion's name look known, but will be others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tranship.errors import FieldPath

_ID = re.compile(r"(?<![0-9a-zA-Z])[0-9a-f]{7,40}(?![0-9a-zA-Z])")
"""A commit's id, in full or its first digits."""


class Provisional:
    """Knows what was made up, and says what people see in its place.

    :param promotion: the name of the Promotion that is planned: the one that is made for real has another, new one.
    """

    def __init__(self, promotion: str) -> None:
        self._promotion = promotion
        stage, _, rest = promotion.partition(".")
        unique, _, freight = rest.rpartition(".")
        self._shown = f"{stage}.(new).{freight}" if unique else promotion
        self._commits: dict[str, str] = {}

    def note(self, commits: Iterable[str], alias: str) -> None:
        """Note commits that the step ``alias`` has made; those that are known already are another step's."""
        for commit in commits:
            self._commits.setdefault(commit, f"(known after {alias})")

    def shown(self, text: str) -> str:
        """The text with words in place of what was made up."""
        text = text.replace(self._promotion, self._shown)
        return _ID.sub(self._words, text) if self._commits else text

    def shown_value(self, value: Any) -> Any:
        """A copy of a JSON-like value, all its texts shown."""
        if isinstance(value, str):
            return self.shown(value)
        if isinstance(value, Mapping):
            return {key: self.shown_value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.shown_value(item) for item in value]
        return value

    def within(self, value: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
        """The paths of all texts in a value of which something was made up."""
        if isinstance(value, str) and self.shown(value) != value:
            yield path
        elif isinstance(value, Mapping):
            for key, item in value.items():
                yield from self.within(item, (*path, str(key)))
        elif isinstance(value, list | tuple):
            for index, item in enumerate(value):
                yield from self.within(item, (*path, index))

    def _words(self, found: re.Match[str]) -> str:
        text = found.group()
        return next((words for commit, words in self._commits.items() if commit.startswith(text)), text)
