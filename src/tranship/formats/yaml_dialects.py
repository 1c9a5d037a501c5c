"""How YAML is read into plain data: manifests as kubectl reads them (sigs.k8s.io/yaml), files as go-yaml v3 does.

libyaml says where nodes are, :mod:`tranship.formats.yaml_scalars` what a scalar means, and
:mod:`tranship.formats.yaml_maps` what becomes of keys, merges and aliases. A dialect is a choice among their rules.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from typing import Any

from tranship.formats.lines import Lines
from tranship.formats.yaml_maps import FileReader, ManifestReader, Reader
from tranship.formats.yaml_nodes import Alias, Mapping, Node, Scalar, Sequence, compose_documents, iterate_documents
from tranship.formats.yaml_scalars import FILE_WORDS, MANIFEST_WORDS, STR, Resolved, Timestamp, resolve_plain

__all__ = [
    "FILE",
    "LENIENT_MANIFEST",
    "MANIFEST",
    "Alias",
    "Dialect",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "Timestamp",
    "compose_documents",
    "iterate_documents",
    "key_text",
    "value_of",
]


@dataclass(frozen=True)
class Dialect:
    """One way to read YAML.

    :param words: the plain words that are no text.
    :param reader: the rules for maps, and what values are made of.
    :param octal: whether ``0o-7`` is a number.
    :param bare_tag_is_text: whether a plain scalar with the tag ``!`` is text.
    :param unique_keys: whether a key that comes twice is an error where the last could win.
    """

    words: AnyMapping[str, Resolved]
    reader: type[Reader]
    octal: bool
    bare_tag_is_text: bool
    unique_keys: bool = True

    def resolve(self, text: str, tag: str = "", style: str = "") -> Resolved:
        """The tag (in full) and the value of a scalar.

        :param tag: its explicit tag, as nodes have it.
        :param style: how it is written, as nodes have it: "" is plain.
        :raises ScalarError: it isn't what its tag says.
        """
        if tag in ("", "!"):
            if style or (tag and self.bare_tag_is_text):
                return STR, text
            tag = ""
        return resolve_plain(text, self.words, octal=self.octal, tag=tag)


MANIFEST = Dialect(MANIFEST_WORDS, ManifestReader, octal=False, bare_tag_is_text=True)
"""Manifests as kubectl and the API server read them: YAML 1.1 into JSON, and a key twice in a map is an error."""

LENIENT_MANIFEST = replace(MANIFEST, unique_keys=False)
"""The same where the reference lets a key come twice: the last wins."""

FILE = Dialect(FILE_WORDS, FileReader, octal=True, bare_tag_is_text=False)
"""Files as go-yaml v3 reads them into untyped values: only true and false are booleans, times are
:class:`Timestamp`, numbers may be infinite."""


def value_of(node: Node, dialect: Dialect, lines: Lines | None = None) -> Any:
    """The plain data of a node: dicts with text keys, lists, str, int, float, bool and None.

    Keys that are no text become text: in manifests as JSON has them, in files as Go prints them (and the map is a
    :class:`~tranship.formats.yaml_maps.GeneralMap`). Each alias is data of its own.

    :param lines: the text of the node, so that errors name their place.
    :raises InputError: a value isn't what its tag says, a key comes twice or is a collection, a merge (``<<``) merges
        no map, aliases multiply beyond measure, or (in manifests) JSON can't hold a value. No content is repeated.
    """
    return dialect.reader(dialect.resolve, lines, unique_keys=dialect.unique_keys).value(node)


def key_text(key: Node, dialect: Dialect) -> str | None:
    """The text of a key in the plain data; None of a key that merges (``<<``)."""
    return dialect.reader(dialect.resolve, None, unique_keys=dialect.unique_keys).key_text(key)
