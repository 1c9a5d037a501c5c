import pytest

from tests.conformance.manifests import read_document
from tranship.errors import InputError


def test_documents_are_read_as_kubectl_reads_them() -> None:
    assert read_document("a: yes\nb: 1.0\nc: 2024-01-01\n") == {"a": True, "b": 1, "c": "2024-01-01"}
    assert read_document("# nothing\n") is None


def test_a_key_that_comes_twice_is_an_error() -> None:
    with pytest.raises(InputError):
        read_document("a: 1\na: 2")


def test_several_documents_are_an_error() -> None:
    with pytest.raises(ValueError, match="more than one document"):
        read_document("a: 1\n---\nb: 2")
