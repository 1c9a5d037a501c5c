"""The fields of one image: as few changes as can be."""

from __future__ import annotations

import pytest

from tranship.formats.kustomization_fields import FieldChanges
from tranship.formats.kustomization_images import Image, read_images
from tranship.formats.yaml_changes import changed
from tranship.formats.yaml_style import Style
from tranship.formats.yaml_tape import read_tape

HEAD = "t: &t 1.10\nm: &m {newTag: v1, name: a}\nimages:\n"


def edit(entry: str, image: Image, *, explicit: bool = False, hit: bool = True) -> str:
    tape = read_tape(HEAD + entry)
    fields = FieldChanges(tape, read_images(tape).entries[0], image, Style(2, 0), explicit=explicit, hit=hit)
    assert fields.some_stay
    return changed(tape, fields.changes()).removeprefix(HEAD)


@pytest.mark.parametrize(
    ("before", "image", "after"),
    [
        ("- name: a\n  newTag: v1\n", Image("a", "", "v1"), "- name: a\n  newTag: v1\n"),
        ("- name: a\n  newTag: v1\n", Image("a", "", "v2"), "- name: a\n  newTag: v2\n"),
        ("- name: a\n  newTag: v1 # c\n", Image("a", "", "", "d"), "- name: a\n  digest: d # c\n"),
        (
            "- name: a\n  newTag: v1\n",
            Image("a", "b", "v1", "d"),
            "- name: a\n  newName: b\n  newTag: v1\n  digest: d\n",
        ),
        ("- name: a\n  newTag: v1\n  tagSuffix: x\n", Image("a"), "- name: a\n"),
        ("- name: a\n  newTag: *t\n", Image("a", "", "1.10"), '- name: a\n  newTag: "1.10"\n'),
        ("- name: 1\n", Image("1"), '- name: "1"\n'),
        ("- <<: *m\n", Image("a", "", "v1"), "- <<: *m\n"),
        ("- <<: *m\n", Image("a", "", "v2"), "- <<: *m\n  newTag: v2\n"),
        ("- <<: *m\n  digest: d\n", Image("a", "", "", "d"), "- digest: d\n  name: a\n"),
        ("- {name: a, newTag: v1}\n", Image("a", "b", "", "d"), "- {name: a, newName: b, digest: d}\n"),
    ],
)
def test_an_image_becomes_another(before: str, image: Image, after: str) -> None:
    assert edit(before, image) == after


def test_an_explicit_image_has_values_of_its_own() -> None:
    assert edit("- <<: *m\n", Image("a", "", "v1"), explicit=True) == "- <<: *m\n  name: a\n  newTag: v1\n"
    assert edit("- {name: b, newTag: *t}\n", Image("b", "", "1.10"), explicit=True) == '- {name: b, newTag: "1.10"}\n'


def test_empty_fields_stay_where_nothing_was_asked_for() -> None:
    entry = "- name: a\n  newTag:\n  digest: ''\n"
    assert edit(entry, Image("a"), hit=False) == entry
    assert edit(entry, Image("a")) == "- name: a\n"


def test_a_merge_that_must_go_can_be_all_there_is() -> None:
    tape = read_tape(HEAD + "- <<: *m\n")
    entry = read_images(tape).entries[0]
    assert not FieldChanges(tape, entry, Image("a"), Style(), explicit=False, hit=True).some_stay
