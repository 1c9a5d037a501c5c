"""YAML texts as documents with comments, merged and written anew."""

from __future__ import annotations

from collections.abc import Iterable

from tranship.errors import EditError, InputError
from tranship.formats.lines import Lines
from tranship.formats.yaml_comments import with_comments
from tranship.formats.yaml_merge import merge_documents
from tranship.formats.yaml_nodes import Scalar, compose_documents
from tranship.formats.yaml_print import print_document
from tranship.formats.yaml_print_scalars import meaning
from tranship.formats.yaml_tree import Document, Kind, Places, Tree, grow


def merge_texts(texts: Iterable[tuple[str, str]]) -> str:
    """The documents of some files merged in order, later ones over earlier ones; "" if there is nothing in them.

    :param texts: the name of each file, and its text.
    :raises InputError: a text is no YAML, or has several documents.
    :raises EditError: they can't be merged.
    """
    documents = [document for file, text in texts if (document := read_document(text, file)) is not None]
    merged = merge_documents(documents)
    if merged is None:
        return ""
    text = print_document(merged)
    again = read_document(text)
    if again is None or not _same(again.root, merged.root):
        raise EditError("the result can't be written without changing it; please report what is in the files")
    return text


def read_document(text: str, file: str = "") -> Document | None:
    """The only document of a text; None if there is nothing in it but white space and comments.

    :param file: the file that errors name.
    :raises InputError: it is no YAML, or has several documents.
    """
    text = text.removeprefix("\ufeff")
    nodes = compose_documents(text, file)
    found = [node for node in nodes if not (isinstance(node, Scalar) and node.start == node.end)]
    if not found:
        return None
    if len(nodes) > 1 and (len(found) > 1 or found[0] is not nodes[0]):
        place = Lines(file, text).position(found[-1].start)
        raise InputError("there is more than one document in it, and only one can be merged; split the file", place)
    places = Places()
    return with_comments(grow(found[0], text, places), text, places)


def _same(one: Tree, other: Tree) -> bool:
    """Whether two trees are the same data, however they are written."""
    if one.kind is not other.kind or one.anchor != other.anchor:
        return False
    if one.kind is Kind.SCALAR:
        return meaning(one) == meaning(other)
    if one.kind is Kind.ALIAS:
        return one.text == other.text
    return len(one.items) == len(other.items) and all(map(_same, one.items, other.items))
