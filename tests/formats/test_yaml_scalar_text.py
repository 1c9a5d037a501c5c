"""How single values are written: every reader must take them for what they are."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.random_yaml import TEXTS, VALUES
from tranship.errors import EditError
from tranship.formats.yaml_dialects import FILE, MANIFEST, compose_documents, value_of
from tranship.formats.yaml_scalar_text import in_quotes, key_text, message_text, reads_back, scalar_text
from tranship.formats.yaml_scalars import Timestamp


@pytest.mark.parametrize(
    "text",
    [
        "v1.2.3", "ghcr.io/acme/shop:v2", "sha256:0d5f2a", "https://example.org:8443/a?b=c&d=e", "12:30", "it's fine",
        'say "hi" now', "größe-Ω-日本😀", "a#b", "a{b}c", "a, b", "1.2.3-rc.1+b.5", "C:\\dir", "-x", "?x", ":x", "=",
        "---", "2026-01-31", "2026-01-31T10:00:00Z", "0x", "1.2.3", "Truee", "a\xa0b",
    ],
)  # fmt: skip
def test_text_that_reads_back_stands_bare(text: str) -> None:
    assert scalar_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "~", "null", "Null", "true", "t", "F", "y", "No", "ON", "off", "0", "15", "1.10", "0123", "0o17", "0x1F",
        "0b11", "1e3", ".5", "1_000", "1__0", "7e12345", ".inf", "-.INF", ".nan", "inf", "Infinity", "nan", "0x1p-2",
        "{}", "[1]", " padded", "padded ", "error: disk", "name:", "see #12", "*.example.org", "@acme", "`x`", "%x",
        "- item", "-", "? x", "!x", "|", ">", "{{ .Values.tag }}", "#x", "[a", "]", "}", ",x", "'x'", "<<",
    ],
)  # fmt: skip
def test_text_that_would_read_as_something_else_is_quoted(text: str) -> None:
    assert scalar_text(text) == f'"{text}"'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('"q"', r'"\"q\""'),
        ("a\\: b", r'"a\\: b"'),
        ("a\nb", r'"a\nb"'),
        ("\a\b\f\r\t\v", r'"\a\b\f\r\t\v"'),
        ("\x01\x7f", r'"\x01\x7f"'),
        ("\x85\u2028\ufeff\xa0", r'"\u0085\u2028\ufeff\u00a0"'),
    ],
)
def test_escapes_are_those_of_go(text: str, written: str) -> None:
    assert scalar_text(text) == written


@pytest.mark.parametrize("text", ["a, b", "a]", "{", "a?b", "https://e.org/a?b", ":x"])
def test_between_brackets_more_is_quoted(text: str) -> None:
    assert scalar_text(text, flow=True) == f'"{text}"'


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"), (True, "true"), (False, "false"), (0, "0"), (-42, "-42"), (10**25, "1" + "0" * 25), (3.0, "3"),
        (1000000.0, "1000000"), (20260131123456.0, "20260131123456"), (1e300, "1e+300"), (0.75, "0.75"),
        (1e-05, "1e-05"), (-0.00025, "-0.00025"), (1234567.5, "1.2345675e+06"), (123456.5, "123456.5"),
    ],
)  # fmt: skip
def test_numbers_and_words(value: Any, written: str) -> None:
    assert scalar_text(value) == message_text(value) == written


@pytest.mark.parametrize("value", [{}, [], (), float("inf"), float("nan")])
def test_anything_else_is_refused(value: Any) -> None:
    with pytest.raises(EditError, match="only text, numbers, booleans and null can be set"):
        scalar_text(value)


@pytest.mark.parametrize("write", [scalar_text, key_text])
def test_half_a_character_is_refused(write: Any) -> None:
    with pytest.raises(EditError, match="half of a surrogate pair"):
        write("a\udc80")


@pytest.mark.parametrize(
    ("text", "shown"), [("no", "no"), ("", ""), ("a: b", "a: b"), ("42", '"42"'), ("a\nb", "a\nb")]
)
def test_messages_show_quotes_only_around_what_go_takes_for_something_else(text: str, shown: str) -> None:
    assert message_text(text) == shown


@pytest.mark.parametrize(("text", "written"), [("f", "f"), ("80", '"80"'), ("on", '"on"'), ("a b", "a b"), ("", '""')])
def test_keys_are_quoted_only_where_they_need_it(text: str, written: str) -> None:
    assert key_text(text) == written


@pytest.mark.parametrize("text", ["2026-01-31", "12:30:45", "1:30"])
def test_a_cautious_writer_quotes_times_too(text: str) -> None:
    assert scalar_text(text, cautious=True) == f'"{text}"'


@pytest.mark.parametrize(
    ("text", "quotes", "written"),
    [("a", '"', '"a"'), ("it's", "'", "'it''s'"), ("a\nb", "'", None), ("a", "", None), ("a", "|", None)],
)
def test_quotes_can_be_kept(text: str, quotes: str, written: str | None) -> None:
    assert in_quotes(text, quotes) == written


@pytest.mark.parametrize(
    ("value", "text", "tag", "style", "fits"),
    [
        ("1", "1", "", '"', True),
        ("1", "1", "", "", False),
        ("no", "no", "", "", False),
        (1, "1", "tag:yaml.org,2002:str", "", False),
        (1, "1", "tag:yaml.org,2002:float", "", True),
        (True, "true", "", "", True),
        (1, "true", "", "", False),
        (None, "", "", "", True),
        (1, "x", "tag:yaml.org,2002:int", "", False),
    ],
)
def test_reading_back(value: Any, text: str, tag: str, style: str, fits: bool) -> None:
    assert reads_back(value, text, tag, style) is fits


@given(VALUES, st.sampled_from(["k: {}\nz: 1\n", "k: [{}, z]\n", "- {}\n", "{{a: {}, b: 1}}\n"]))
def test_every_value_reads_back_everywhere(value: Any, template: str) -> None:
    written = scalar_text(value, flow="[" in template or "{{" in template)
    document = compose_documents(template.format(written))[0]
    for dialect in (FILE, MANIFEST):
        found = value_of(document, dialect)
        found = found[0] if isinstance(found, list) else next(iter(found.values()))
        found = found[0] if isinstance(found, list) else found
        if not isinstance(found, Timestamp):
            assert found == value
            assert type(found) is type(value) or isinstance(value, float)


@given(TEXTS)
def test_text_in_json_is_json_and_yaml(text: str) -> None:
    written = scalar_text(text, as_json=True)
    assert yaml.safe_load(written) == text
