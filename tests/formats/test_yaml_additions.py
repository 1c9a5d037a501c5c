"""What is missing is gathered by the place that it is missing in. What comes of it is tested with yaml_edit."""

from __future__ import annotations

from tranship.formats.dotted_key import split_key
from tranship.formats.yaml_additions import Additions
from tranship.formats.yaml_changes import changed
from tranship.formats.yaml_lookup import look_up
from tranship.formats.yaml_style import style_of
from tranship.formats.yaml_tape import read_tape


def test_each_place_gets_all_its_entries_in_one_change() -> None:
    tape = read_tape("a:\n  x: 1\nb: []\nc:\n")
    additions = Additions(tape)
    assert not additions
    for key in ("a.w", "b.0", "a.z.0", "b.-1", "c.d", "e.f", "e.g"):
        additions.put(look_up(tape, split_key(key), key), key, key)
    changes = list(additions.changes(style_of(tape)))
    assert len(changes) == len(additions) == 4
    assert 0 in additions
    assert 1 not in additions
    assert changed(tape, changes) == (
        "a:\n  x: 1\n  w: a.w\n  z:\n    - a.z.0\nb:\n  - b.0\n  - b.-1\nc:\n  d: c.d\ne:\n  f: e.f\n  g: e.g\n"
    )
