"""The fields of one image of a kustomization: what has to change so that they say what they should."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.events import ScalarEvent

from tranship.formats.kustomization_images import DIGEST, NAME, NEW_NAME, NEW_TAG, Entry, Image
from tranship.formats.yaml_changes import Change, Expected, Splice
from tranship.formats.yaml_emit import reads_as_text
from tranship.formats.yaml_inserts import add_after
from tranship.formats.yaml_lookup import Place
from tranship.formats.yaml_removals import removed
from tranship.formats.yaml_replace import replaced
from tranship.formats.yaml_scalar_text import key_text
from tranship.formats.yaml_style import Style
from tranship.formats.yaml_tape import FLOW, Tape

_TAG_TO_DIGEST = (NEW_TAG, DIGEST)


class FieldChanges:
    """What makes of an entry, which is a map, the image that it should be.

    :param image: what it should say.
    :param explicit: it may not depend on any alias or merge, for what they stand for changes too.
    :param hit: it was asked for; empty fields of others are left alone.
    """

    def __init__(self, tape: Tape, entry: Entry, image: Image, style: Style, *, explicit: bool, hit: bool) -> None:
        self._tape = tape
        self._entry = entry
        self._wanted = image.fields
        self._style = style
        self._explicit = explicit
        # A merge that brings in what must not be there has to go.
        drops_merge = not entry.inherited.keys() <= self._wanted.keys()
        inherits = {} if explicit or drops_merge else entry.inherited
        missing = {field: text for field, text in self._wanted.items() if field not in entry.own}
        self._new = {field: text for field, text in missing.items() if inherits.get(field) != text}
        self._gone = [field for field in entry.own if field not in self._wanted] if hit else []
        self._renamed = {
            old: new for old, new in (_TAG_TO_DIGEST, _TAG_TO_DIGEST[::-1]) if old in self._gone and new in self._new
        }
        self._removed = [entry.own[field][0] for field in self._gone if field not in self._renamed]
        if entry.merge is not None and drops_merge:
            self._removed.append(entry.merge)
        self._stay = [value for key, value in tape.pairs(entry.node) if key not in self._removed]

    @property
    def some_stay(self) -> bool:
        """Whether anything of the entry stays, so that the rest can be put beside it."""
        return bool(self._stay)

    def changes(self) -> Iterator[Change]:
        """All changes."""
        for field, (key, value) in self._entry.own.items():
            if field in self._renamed:
                yield self._with_key(key, value, self._renamed[field])
            elif field in self._wanted and not self._is_right(value, self._wanted[field]):
                yield self._with_value(key, value, self._wanted[field])
        yield from removed(self._tape, self._entry.node, self._removed)
        added = {field: text for field, text in self._new.items() if field not in self._renamed.values()}
        if NEW_NAME in added and NAME in self._entry.own:
            first = {NEW_NAME: added.pop(NEW_NAME)}
            yield add_after(self._tape, self._entry.node, self._entry.own[NAME][1], first, self._style)
        if added:
            yield add_after(self._tape, self._entry.node, self._stay[-1], added, self._style)

    def _is_right(self, value: int, text: str) -> bool:
        """Whether a field's value may stay as it is written."""
        tape, node = self._tape, self._tape.targets.get(value, value)
        if tape.texts[node] != text or (node != value and self._explicit):
            return False
        return tape.forms[node] != "" or node in tape.tags or reads_as_text(text)

    def _with_value(self, key: int, value: int, text: str) -> Change:
        return replaced(self._tape, Place(value, self._entry.node, key), text, self._style, keep_quotes=True)

    def _with_key(self, key: int, value: int, field: str) -> Change:
        """Another key and another value in the place of both, so that the comment behind them stays."""
        tape, change = self._tape, self._with_value(key, value, self._new[field])
        name = key_text(field, flow=tape.forms[self._entry.node] in FLOW, as_json=self._style.json)
        expected = Expected(ScalarEvent, field, tape.tags.get(key), tape.anchors.get(key))
        return Change(
            key, change.last, (expected, *change.expected), (Splice(*tape.content(key), name), *change.splices)
        )
