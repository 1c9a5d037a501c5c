"""Images as kustomize reads them."""

from __future__ import annotations

import pytest

from tranship.formats.kustomization_images import Image, read_images
from tranship.formats.yaml_tape import read_tape

ENTRIES = """
x-tag: &t v3
x-map: &m {newName: merged, newTag: merged}
images:
- name: own
  newName: n
  newTag: 1.10
  digest: ~
  tagSuffix: true
- {name: alias, newTag: *t}
- <<: *m
  newTag: own
  name: merge
- <<: [{name: first}, {name: second, <<: *m}]
- &e {digest: d}
- *e
"""


def test_fields_wherever_they_come_from() -> None:
    tape = read_tape(ENTRIES)
    entries = read_images(tape).entries
    assert [entry.image for entry in entries] == [
        Image("own", "n", "1.10", "", "true"),
        Image("alias", "", "v3"),
        Image("merge", "merged", "own"),
        Image("first", "merged", "merged"),
        Image("", "", "", "d"),
        Image("", "", "", "d"),
    ]
    assert [sorted(entry.own) for entry in entries[1:4]] == [["name", "newTag"], ["name", "newTag"], []]
    assert entries[2].inherited == {"newName": "merged"}
    assert [entry.merge is not None for entry in entries] == [False, False, True, True, False, False]
    sources = [[tape.texts[node] or tape.forms[node] for node in sorted(entry.sources)] for entry in entries]
    assert sources == [[], ["v3"], ["{"], ["{"], [], ["{"]]


@pytest.mark.parametrize(
    ("text", "key", "node"),
    [("a: 1\n", None, None), ("images:\n", 1, 2), ("images: []\n", 1, 2), ("images: ~\n", 1, 2)],
)
def test_no_images(text: str, key: int | None, node: int | None) -> None:
    found = read_images(read_tape(text))
    assert (found.entries, found.key, found.node) == ((), key, node)


@pytest.mark.parametrize(
    ("image", "text", "fields"),
    [
        (Image("a"), "a", {"name": "a"}),
        (Image("a", "b", "1"), "b:1", {"name": "a", "newName": "b", "newTag": "1"}),
        (Image("a", "", "1", "d", "-x"), "a:1@d", {"name": "a", "newTag": "1", "digest": "d", "tagSuffix": "-x"}),
    ],
)
def test_an_image_in_words_and_as_fields(image: Image, text: str, fields: dict[str, str]) -> None:
    assert str(image) == text
    assert image.fields == fields
