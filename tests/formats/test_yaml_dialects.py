"""The dialects as the rest of the program uses them. What each means by a scalar or a map is tested with its rules."""

import pytest

from tranship.errors import InputError
from tranship.formats.yaml_dialects import (
    FILE,
    LENIENT_MANIFEST,
    MANIFEST,
    Mapping,
    compose_documents,
    key_text,
    value_of,
)
from tranship.formats.yaml_scalars import BOOL, INT, STR


def test_a_scalar_is_resolved_by_how_it_is_written() -> None:
    assert MANIFEST.resolve("yes") == (BOOL, True)
    assert MANIFEST.resolve("yes", style="'") == (STR, "yes")
    assert FILE.resolve("yes") == (STR, "yes")
    assert FILE.resolve("3", INT, '"') == (INT, 3)


def test_the_tag_that_says_nothing_makes_text_in_manifests_only() -> None:
    assert MANIFEST.resolve("1", "!") == (STR, "1")
    assert FILE.resolve("1", "!") == (INT, 1)
    assert FILE.resolve("1", "!", "'") == (STR, "1")


def test_every_document_is_read_on_its_own() -> None:
    nodes = compose_documents("a: yes\n---\n- 1\n---\n")
    assert [value_of(node, MANIFEST) for node in nodes] == [{"a": True}, [1], None]
    assert [value_of(node, FILE) for node in nodes] == [{"a": "yes"}, [1], None]


def test_an_error_has_no_place_where_the_text_is_not_known() -> None:
    (node,) = compose_documents("a: 1\na: 2")
    with pytest.raises(InputError) as refused:
        value_of(node, MANIFEST)
    assert (str(refused.value), refused.value.position) == ('the key "a" is already set', None)
    assert value_of(node, LENIENT_MANIFEST) == {"a": 2}


def test_the_text_of_a_key() -> None:
    (node,) = compose_documents("yes: 1\n<<: {}\n'<<': 2\n")
    assert isinstance(node, Mapping)
    keys = [key for key, _ in node.pairs]
    assert [key_text(key, MANIFEST) for key in keys] == ["true", None, "<<"]
    assert [key_text(key, FILE) for key in keys] == ["yes", None, "<<"]
