"""Images of a kustomization, set as ``kustomize edit set image`` does, and every other byte left as it is."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tranship.errors import EditError
from tranship.formats.kustomization_fields import FieldChanges
from tranship.formats.kustomization_images import Entry, Image, Images, read_images
from tranship.formats.yaml_bytes import YAMLBytes
from tranship.formats.yaml_changes import Change, changed
from tranship.formats.yaml_inserts import add, add_after, fill
from tranship.formats.yaml_removals import removed
from tranship.formats.yaml_style import Style, style_of
from tranship.formats.yaml_tape import ALIAS, Tape, read_tape

__all__ = ["KEEP", "EditedKustomization", "Image", "set_images"]

KEEP = "*"
"""In place of a new name, a tag or a digest: what is there stays."""


@dataclass(frozen=True)
class EditedKustomization:
    """The new bytes of a file, and all images that it has then, by name."""

    data: bytes
    images: tuple[Image, ...]


def set_images(data: bytes, images: Iterable[Image]) -> EditedKustomization:
    """Set images of a kustomization; of two with one name the later counts.

    The first entry of that name gets the new name, tag and digest that are given, and loses those that are not, and
    its tag suffix; further entries of the name go. A name that has no entry gets one. What kustomize could not read as
    text is put in quotes, in other entries too. An alias within the images that stands for something that changes
    becomes a value of its own, the old one.

    :raises EditError: the file is no kustomization that can be edited, or can't be changed without harm.
    """
    file = YAMLBytes.read(data)
    tape = read_tape(file.text)
    found = read_images(tape)
    aims = list(_aims(found, {image.name: image for image in images}))
    text = changed(tape, _changes(tape, found, aims))
    images_now = [entry.image for entry in read_images(read_tape(text)).entries]
    if sorted(images_now, key=repr) != sorted((aim.image for aim in aims if aim.image), key=repr):
        raise EditError("the images can't be set without harm; the file is left as it is, please change it by hand")
    return EditedKustomization(file.with_text(text), tuple(sorted(images_now, key=lambda image: image.name)))


@dataclass(frozen=True)
class _Aim:
    """What becomes of an entry (None: a new one); ``image`` is None if it goes. ``hit``: the image was asked for."""

    entry: Entry | None
    image: Image | None
    hit: bool = True


def _aims(found: Images, wanted: dict[str, Image]) -> Iterator[_Aim]:
    done: set[str] = set()
    for entry in found.entries:
        name = entry.image.name
        if name not in wanted:
            yield _Aim(entry, entry.image, hit=False)
        else:
            yield _Aim(entry, None if name in done else _onto(wanted[name], entry.image))
            done.add(name)
    for name in sorted(wanted.keys() - done):
        yield _Aim(None, _onto(wanted[name], Image(name)))


def _onto(image: Image, old: Image) -> Image:
    """The image with what it wants to keep of the old one."""
    return Image(
        image.name,
        old.new_name if image.new_name == KEEP else image.new_name,
        old.new_tag if image.new_tag == KEEP else image.new_tag,
        old.digest if image.digest == KEEP else image.digest,
    )


def _changes(tape: Tape, found: Images, aims: Sequence[_Aim]) -> list[Change]:
    """The changes of the whole file."""
    style = replace(style_of(tape, list_step=0), cautious=True)
    fields = [aim.image.fields for aim in aims if aim.image]
    node, key = found.node, found.key
    if node is None or key is None:
        return [add(tape, 0, {"images": fields}, style)]
    if found.entries and tape.forms[node] != ALIAS:
        return _entry_changes(tape, node, aims, style)
    if found.entries and fields == [entry.image.fields for entry in found.entries]:
        return []
    if tape.closing.get(node) == node + 1 and not fields:
        return []
    return [fill(tape, 0, key, node, fields, style)]


def _entry_changes(tape: Tape, node: int, aims: Sequence[_Aim], style: Style) -> list[Change]:
    """The changes of a list that has entries."""
    going = [aim.entry.node for aim in aims if aim.entry and not aim.image]
    explicit: set[int] = set()
    while True:
        changes = removed(tape, node, going)
        changes += [change for aim in aims for change in _one(tape, node, aim, style, explicit)]
        begun = [change.first for change in changes]
        dependent = {
            aim.entry.node
            for aim in aims
            if aim.entry and any(first in range(one, tape.after(one)) for one in aim.entry.sources for first in begun)
        }
        if dependent <= explicit:
            return [*changes, *_new_entries(tape, node, aims, style)]
        explicit |= dependent


def _one(tape: Tape, parent: int, aim: _Aim, style: Style, explicit: set[int]) -> Iterator[Change]:
    """The changes of one entry. One that is ``explicit`` may not depend on any alias."""
    entry, image = aim.entry, aim.image
    if entry is None or image is None:
        return
    if tape.forms[entry.node] != ALIAS:
        fields = FieldChanges(tape, entry, image, style, explicit=entry.node in explicit, hit=aim.hit)
        if fields.some_stay:
            yield from fields.changes()
            return
    elif image == entry.image and entry.node not in explicit:
        return
    yield fill(tape, parent, None, entry.node, image.fields, style)


def _new_entries(tape: Tape, node: int, aims: Sequence[_Aim], style: Style) -> Iterator[Change]:
    """New entries, among the others where those are sorted by name, else behind them."""
    kept = [(aim.entry.image.name, aim.entry.node) for aim in aims if aim.entry and aim.image]
    names = [name for name, _ in kept]
    ordered = names == sorted(names)

    def place(image: Image) -> int:
        return bisect(names, image.name) if ordered else len(names)

    new = [aim.image for aim in aims if aim.image and not aim.entry]
    for at, group in groupby(new, place):
        yield add_after(tape, node, kept[at - 1][1] if at else None, [image.fields for image in group], style)
