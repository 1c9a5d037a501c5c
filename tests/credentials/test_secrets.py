"""The registry of secrets: every form of a value is masked, everything else stays."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from tranship.credentials.secrets import SecretPart, SecretRegistry, SecretSource, forms_of

SOURCE = SecretSource("Secret", "demo", "creds", "token")
VALUE = 'p@ss/w"örd+&=1'


@pytest.fixture
def registry() -> SecretRegistry:
    registry = SecretRegistry()
    registry.record(VALUE, SOURCE)
    return registry


@pytest.mark.parametrize(
    "form",
    [
        VALUE,
        base64.b64encode(VALUE.encode()).decode(),
        base64.urlsafe_b64encode(VALUE.encode()).decode().rstrip("="),
        quote(VALUE, safe=""),
        json.dumps(VALUE),
        json.dumps(VALUE, ensure_ascii=False),
    ],
)
def test_every_form_is_masked(registry: SecretRegistry, form: str) -> None:
    masked = registry.mask(f"before {form} after")
    assert VALUE not in masked
    assert masked.startswith("before ")
    assert masked.endswith(" after")
    assert "***" in masked
    assert registry.shows(form)


@pytest.mark.parametrize("before", ["", "x", "xy", "user:"])
@pytest.mark.parametrize("after", ["", "z", "\n"])
def test_a_secret_inside_of_base64_is_masked(registry: SecretRegistry, before: str, after: str) -> None:
    encoded = base64.b64encode(f"{before}{VALUE}{after}".encode()).decode()
    masked = registry.mask(f'{{"auth": "{encoded}"}}')

    assert "***" in masked
    # Two bytes at most may be left, which share a group with what comes before or after.
    assert len(masked.partition('"auth": "')[2]) <= len('***"}') + len(base64.b64encode(before.encode())) + 8
    assert registry.shows(encoded)


@pytest.mark.parametrize("quoted", ["it'\\''s a secret", "it''s a secret", "its &lt;a&gt; &amp; secret"])
def test_quotes_of_shells_yaml_and_xml_hide_no_secret(quoted: str) -> None:
    registry = SecretRegistry()
    registry.record("it's a secret", SOURCE)
    registry.record("its <a> & secret", SOURCE)
    assert registry.mask(f"({quoted})") == "(***)"


def test_what_is_no_secret_stays(registry: SecretRegistry) -> None:
    assert registry.mask("nothing to see") == "nothing to see"
    assert not registry.shows("nothing to see")
    assert SecretRegistry().mask("anything") == "anything"


def test_each_line_of_a_key_is_masked() -> None:
    registry = SecretRegistry()
    registry.record("-----BEGIN KEY-----\nabcdefgh\nijklmnop\n-----END KEY-----\n", SOURCE)
    assert registry.mask("line: ijklmnop!") == "line: ***!"


def test_short_values_are_not_masked() -> None:
    registry = SecretRegistry()
    registry.record("abc", SOURCE)
    assert registry.mask("abcdef") == "abcdef"
    assert "abc" in registry


def test_basic_authentication_is_masked() -> None:
    registry = SecretRegistry()
    registry.record_pair("bot", "hunter2", SOURCE)
    assert registry.mask("Authorization: Basic " + base64.b64encode(b"bot:hunter2").decode()).endswith("Basic ***")


def test_values_inside_data_are_masked(registry: SecretRegistry) -> None:
    data = {"a": [VALUE, 1, None, {VALUE: True}]}
    assert registry.mask_value(data) == {"a": ["***", 1, None, {"***": True}]}


def test_a_text_is_split_at_secrets(registry: SecretRegistry) -> None:
    encoded = base64.b64encode(VALUE.encode()).decode()
    parts = list(registry.split(f"x {VALUE} y {encoded}"))
    assert [part if isinstance(part, str) else part.form for part in parts] == ["x ", "plain", " y ", "plain base64"]
    assert "".join(part.text if isinstance(part, SecretPart) else part for part in parts) == f"x {VALUE} y {encoded}"


def test_forms_have_names_that_find_them_again() -> None:
    assert forms_of("ab\ncd")["line 1"] == "cd"
    assert forms_of(" x ")["stripped"] == "x"
