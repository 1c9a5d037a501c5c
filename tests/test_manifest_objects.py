"""The objects of a text, taken apart."""

import pytest

from tranship.errors import InputError
from tranship.formats.lines import Lines
from tranship.manifest_objects import ManifestObject, objects_in


def objects(text: str) -> list[ManifestObject]:
    return list(objects_in(Lines("a.yaml", text)))


def test_documents_are_objects_and_empty_ones_are_not() -> None:
    found = objects("---\nkind: A\napiVersion: b/c\n---\n# c\n---\n- 1\n")
    assert [(one.kind, one.group, one.is_mapping, str(one.position)) for one in found] == [
        ("A", "b", True, "a.yaml:2:1"),
        ("", "", False, "a.yaml:7:1"),
    ]
    assert [one.value() for one in found] == [{"kind": "A", "apiVersion": "b/c"}, [1]]


def test_a_list_stands_for_its_items() -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n- kind: A\n  x: 1\n- kind: BList\n  items:\n  - kind: B\n"
    found = objects(text)
    assert [(one.kind, str(one.position)) for one in found] == [("A", "a.yaml:4:3"), ("B", "a.yaml:8:5")]
    assert str(found[0].source.locate(("x",))) == "a.yaml:5:6"
    assert found[0].value() == {"kind": "A", "x": 1}


def test_a_list_without_items_is_an_object() -> None:
    assert [one.kind for one in objects("kind: List\nitems: 1\n")] == ["List"]


def test_heads_are_read_as_kubectl_reads_them() -> None:
    (one,) = objects("kind: &k yes\napiVersion: [1]\nsops: {mac: x}\nother: *k\n")
    assert one.head == {"kind": True, "apiVersion": ..., "sops": ...}
    assert one.kind == "True"


def test_parts_are_read_when_they_are_asked_for() -> None:
    (one,) = objects("kind: A\na: 1\na: 2\n")
    with pytest.raises(InputError, match=r'^a\.yaml:3:1: the key "a" is already set in line 2$'):
        one.value()


def test_what_comes_before_a_mistake_is_given_out() -> None:
    reading = objects_in(Lines("a.yaml", "kind: A\n---\nkind: [\n"))
    assert next(reading).kind == "A"
    with pytest.raises(InputError):
        next(reading)


def test_json_has_escapes_that_yaml_has_not() -> None:
    (one,) = objects('{"kind": "A", "x": "a\\/b"}')
    assert one.value() == {"kind": "A", "x": "a/b"}
    assert str(one.source.locate(("x",))) == "a.yaml:1:20"


def test_json_that_yaml_can_not_read_has_no_places() -> None:
    text = '{"kind": "List", "items": [{"kind": "A", "x": "\\ud83d\\ude80"}, 5]}'
    found = objects(text)
    assert [one.kind for one in found] == ["A", ""]
    assert [one.value() for one in found] == [{"kind": "A", "x": "🚀"}, 5]
    assert str(found[0].source.locate(("x",))) == "a.yaml:1:1"


@pytest.mark.parametrize("text", ["{{ .Values.x }", "{a: b", "[" * 5000])
def test_what_only_begins_like_json(text: str) -> None:
    with pytest.raises(InputError):
        [one.value() for one in objects(text)]
