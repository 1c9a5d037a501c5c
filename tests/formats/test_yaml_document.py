"""Texts read, merged, written and proven."""

import pytest
from hypothesis import given

from tests.formats.random_yaml import Document, documents
from tranship.errors import InputError
from tranship.formats.yaml_dialects import FILE, MANIFEST, Dialect, compose_documents, value_of
from tranship.formats.yaml_document import merge_texts, read_document
from tranship.formats.yaml_print import print_document


def written(text: str) -> str:
    return merge_texts([("a.yaml", text)])


@pytest.mark.parametrize("text", ["", "\n", "# c\n", "---\n", "\ufeff", "# c\n---\n"])
def test_nothing_is_no_document(text: str) -> None:
    assert read_document(text) is None
    assert written(text) == ""


def test_an_empty_document_at_the_end_does_not_count() -> None:
    assert written("a: 1\n---\n# c\n") == "a: 1\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [("a: 1\n---\nb: 2\n", "a.yaml:3:1"), ("---\n---\nb: 2\n", "a.yaml:3:1"), ("a\n---\n---\nb\n", "a.yaml:4:1")],
)
def test_several_documents_can_not_be_merged(text: str, place: str) -> None:
    with pytest.raises(InputError) as refused:
        written(text)
    assert str(refused.value) == (
        f"{place}: there is more than one document in it, and only one can be merged; split the file"
    )


def test_what_is_no_yaml_names_its_file() -> None:
    with pytest.raises(InputError, match=r"^b\.yaml:1:5: a value is expected here$"):
        merge_texts([("a.yaml", "a: 1"), ("b.yaml", "b: [}")])


def first(text: str) -> str:
    """The text up to the second document."""
    return text.partition("\n---\nother")[0] + "\n"


def comments(text: str) -> list[str]:
    return sorted(part.strip() for line in text.split("\n") for part in [line.partition(" # c")[1]] if part)


@given(documents())
def test_what_is_written_anew_is_the_same_data(document: Document) -> None:
    text = first(document.text)
    anew = written(text)
    for dialect in (FILE, MANIFEST):
        assert _data(anew, dialect) == _data(text, dialect)


@given(documents())
def test_writing_twice_is_writing_once(document: Document) -> None:
    """But for comments, which may find another node to belong to when their lines have moved."""
    once = read_document(written(first(document.text)))
    assert once is not None
    twice = print_document(once)
    assert _data(twice, FILE) == _data(first(document.text), FILE)


def _data(text: str, dialect: Dialect) -> object:
    try:
        return [repr(value_of(node, dialect)) for node in compose_documents(text)[:1]]
    except InputError as error:
        return error.message.partition(" in line ")[0]
