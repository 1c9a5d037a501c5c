import pytest

from tranship.errors import FieldsError
from tranship.models.base import dump, read_model
from tranship.models.core import ConfigMap, Secret


def test_a_secret_is_read_and_written_back() -> None:
    data = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s"},
        "data": {"a": "aHVudGVyMg==", "b": "/w=="},
        "stringData": {"b": "text"},
        "type": "Opaque",
    }
    secret = read_model(Secret, data)
    assert secret.data == {"a": b"hunter2", "b": b"\xff"}
    assert secret.values == {"a": b"hunter2", "b": b"text"}
    assert dump(secret) == data


def test_base64_may_be_broken_into_lines() -> None:
    assert read_model(Secret, {"data": {"a": "aHVu\ndGVy\r\nMg==\n"}}).data == {"a": b"hunter2"}


def test_the_text_form_of_a_secret_shows_no_value() -> None:
    secret = read_model(Secret, {"data": {"a": "aHVudGVyMg=="}, "stringData": {"b": "hunter2"}})
    assert "hunter2" not in repr(secret)
    assert "aHVudGVyMg" not in repr(secret)


@pytest.mark.parametrize("text", ["hunter2!", "hunter2", "aHVudGVyMg", "ä"])
def test_text_that_is_not_base64_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(FieldsError) as caught:
        read_model(Secret, {"data": {"a": text}})
    assert str(caught.value) == "data.a: must be base64 text (write plain text under stringData)"


def test_a_config_map_holds_texts_and_bytes() -> None:
    config = read_model(ConfigMap, {"data": {"a": "b"}, "binaryData": {"c": "/w=="}})
    assert (config.data, config.binary_data) == ({"a": "b"}, {"c": b"\xff"})


def test_values_of_a_config_map_are_texts() -> None:
    with pytest.raises(FieldsError, match=r"data\.a: must be text, but is a number"):
        read_model(ConfigMap, {"data": {"a": 1}})
