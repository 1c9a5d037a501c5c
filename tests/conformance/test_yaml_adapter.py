import pytest

from tests.conformance.yaml_adapter import read_file, read_manifest
from tranship.errors import InputError


def test_the_first_document_is_read() -> None:
    assert read_manifest("a: yes\n---\n@") == {"a": True}
    assert read_file("a: yes\n---\n@") == {"a": "yes"}
    assert read_manifest("# nothing") is None


def test_what_json_can_not_hold_says_what_it_is() -> None:
    assert read_file("- 2024-01-01\n- .inf\n- -.inf\n- .nan\n- 1: a\n- !!binary /w==\n") == [
        {"$time": "2024-01-01T00:00:00Z"},
        {"$float": "+Inf"},
        {"$float": "-Inf"},
        {"$float": "NaN"},
        {"$anymap": {"1": "a"}},
        "\ufffd",
    ]


def test_numbers_are_written_as_go_writes_them() -> None:
    assert read_file("-9223372036854775809") == -9223372036854776000
    assert read_file("1.50") == 1.5


def test_what_can_not_be_read_is_refused() -> None:
    with pytest.raises(InputError):
        read_manifest("a: 1\na: 2")
