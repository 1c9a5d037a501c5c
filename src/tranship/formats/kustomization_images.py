"""The images of a kustomization, as kustomize reads them, and where each of their fields stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from tranship.errors import EditError
from tranship.formats.yaml_lookup import is_null
from tranship.formats.yaml_tape import ALIAS, LISTS, MAPS, SCALARS, Tape

NAME, NEW_NAME, NEW_TAG, DIGEST, TAG_SUFFIX = "name", "newName", "newTag", "digest", "tagSuffix"
_FIELDS = (NAME, NEW_NAME, NEW_TAG, DIGEST, TAG_SUFFIX)


@dataclass(frozen=True)
class Image:
    """An entry of ``images``: the ``name`` in manifests, and what becomes of it. What is not there is empty."""

    name: str
    new_name: str = ""
    new_tag: str = ""
    digest: str = ""
    tag_suffix: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The fields that say something, as kustomize names them."""
        values = (self.name, self.new_name, self.new_tag, self.digest, self.tag_suffix)
        return {field: value for field, value in zip(_FIELDS, values, strict=True) if value}

    def __str__(self) -> str:
        tag = f":{self.new_tag}" if self.new_tag else ""
        return (self.new_name or self.name) + tag + (f"@{self.digest}" if self.digest else "")


@dataclass(frozen=True)
class Entry:
    """An image, and its item of the list, a map or an alias: ``node``.

    ``own`` are the fields that stand in it, each with its key and value; ``merge`` is its key ``<<``, ``inherited`` the
    fields that only come by it. ``sources`` are the nodes that aliases in it stand for.
    """

    image: Image
    node: int
    own: dict[str, tuple[int, int]]
    inherited: dict[str, str]
    merge: int | None
    sources: frozenset[int]


@dataclass(frozen=True)
class Images:
    """All entries. ``key`` and ``node`` are the key ``images`` and its value, None if there is none."""

    entries: tuple[Entry, ...]
    key: int | None = None
    node: int | None = None


def read_images(tape: Tape) -> Images:
    """Find the images of a kustomization.

    :raises EditError: it is no kustomization, or its images are none, or a field that counts comes twice.
    """
    if not tape.forms or is_null(tape, 0):
        raise EditError("the file is empty; a kustomization has at least one field")
    if tape.forms[0] not in MAPS:
        raise EditError("this is no kustomization: a map with fields such as `resources` is expected")
    pairs = _own_pairs(tape, 0, ("images",))
    if "images" not in pairs:
        return Images(())
    key, node = pairs["images"]
    listed = tape.targets.get(node, node)
    if is_null(tape, listed):
        return Images((), key, node)
    if tape.forms[listed] not in LISTS:
        _refuse(tape, node, "`images` must be a list")
    return Images(tuple(_entry(tape, item) for item in tape.items(listed)), key, node)


def _entry(tape: Tape, item: int) -> Entry:
    node = tape.targets.get(item, item)
    if tape.forms[node] not in MAPS:
        _refuse(tape, item, "an image must be a map with a `name`")
    own = _own_pairs(tape, node, _FIELDS)
    merge = next((key for key, _ in tape.pairs(node) if tape.is_merge(key)), None)
    inherited: dict[str, str] = {}
    for source in _merged(tape, node):
        for field, (_, value) in _own_pairs(tape, source, _FIELDS).items():
            inherited.setdefault(field, _text(tape, value, field))
    values = inherited | {field: _text(tape, value, field) for field, (_, value) in own.items()}
    within = range(node, tape.after(node))
    sources = {target for alias, target in tape.targets.items() if alias in within or alias == item}
    return Entry(
        Image(*(values.get(field, "") for field in _FIELDS)),
        item,
        own,
        {field: text for field, text in inherited.items() if field not in own and text},
        merge,
        frozenset(sources),
    )


def _own_pairs(tape: Tape, node: int, names: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """The pairs of a map that have these keys.

    :raises EditError: one of them comes twice.
    """
    found: dict[str, tuple[int, int]] = {}
    for key, value in tape.pairs(node):
        name = tape.key_text(key)
        if name not in names or name is None:
            continue
        if name in found:
            _refuse(tape, key, f"`{name}` is there a second time, and kustomize takes the last; take one away")
        found[name] = key, value
    return found


def _merged(tape: Tape, node: int) -> Iterator[int]:
    """The maps that a map merges in, those first that count."""
    for key, value in tape.pairs(node):
        if tape.is_merge(key):
            target = tape.targets.get(value, value)
            sources = list(tape.items(target)) if tape.forms[target] in LISTS else [target]
            for source in (tape.targets.get(one, one) for one in sources):
                if tape.forms[source] not in MAPS:
                    _refuse(tape, key, "`<<` merges something that is no map")
                yield source
                yield from _merged(tape, source)


def _text(tape: Tape, value: int, field: str) -> str:
    """A field's text: of a number or boolean its characters, of null nothing."""
    node = tape.targets.get(value, value)
    if tape.forms[node] not in SCALARS or tape.forms[node] == ALIAS:
        _refuse(tape, value, f"`{field}` must be a text")
    return "" if is_null(tape, node) else tape.texts[node] or ""


def _refuse(tape: Tape, node: int, message: str) -> NoReturn:
    raise EditError(f"line {tape.line(node)}: {message}")
