"""What a scalar means to readers of manifests and of files."""

import math
from typing import Any

import pytest

from tranship.formats.yaml_scalars import (
    BINARY,
    BOOL,
    CORE,
    FILE_WORDS,
    FLOAT,
    INT,
    MANIFEST_WORDS,
    NULL,
    STR,
    TIMESTAMP,
    Resolved,
    ScalarError,
    resolve_plain,
)


def in_manifest(text: str, tag: str = "") -> Resolved:
    return resolve_plain(text, MANIFEST_WORDS, octal=False, tag=tag)


def in_file(text: str, tag: str = "") -> Resolved:
    return resolve_plain(text, FILE_WORDS, octal=True, tag=tag)


@pytest.mark.parametrize(
    ("text", "tag", "value"),
    [
        ("", NULL, None),
        ("~", NULL, None),
        ("Null", NULL, None),
        ("nUll", STR, "nUll"),
        ("true", BOOL, True),
        ("FALSE", BOOL, False),
        ("1", INT, 1),
        ("-0", INT, 0),
        ("+1", INT, 1),
        ("010", INT, 8),
        ("08", FLOAT, 8.0),
        ("0x1F", INT, 31),
        ("-0X1f", INT, -31),
        ("0b101", INT, 5),
        ("0b-1", INT, -1),
        ("0b2", STR, "0b2"),
        ("0o17", INT, 15),
        ("0o8", STR, "0o8"),
        ("1_000", INT, 1000),
        ("_1", STR, "_1"),
        ("0x_1f", INT, 31),
        ("1:30", STR, "1:30"),
        ("18446744073709551615", INT, 18446744073709551615),
        ("18446744073709551616", FLOAT, 18446744073709551616.0),
        ("-9223372036854775808", INT, -9223372036854775808),
        ("-9223372036854775809", FLOAT, -9223372036854775809.0),
        ("+9223372036854775808", FLOAT, 9223372036854775808.0),
        ("1" * 5000, STR, "1" * 5000),
        ("0x" + "f" * 5000, STR, "0x" + "f" * 5000),
        ("1.10", FLOAT, 1.1),
        ("1.", FLOAT, 1.0),
        (".5", FLOAT, 0.5),
        ("+.5", FLOAT, 0.5),
        (".", STR, "."),
        ("1e3", FLOAT, 1000.0),
        ("1e400", STR, "1e400"),
        ("1e-400", FLOAT, 0.0),
        ("1e", STR, "1e"),
        (".inf", FLOAT, math.inf),
        ("-.INF", FLOAT, -math.inf),
        ("inf", STR, "inf"),
        ("=", STR, "="),
        ("<<", STR, "<<"),
        ("a\n1", STR, "a\n1"),
        ("1\n", STR, "1\n"),
    ],
)
def test_what_both_read_alike(text: str, tag: str, value: Any) -> None:
    assert in_manifest(text) == (tag, value)
    assert in_file(text) == (tag, value)


@pytest.mark.parametrize("text", ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"])
def test_manifests_know_more_words_for_true(text: str) -> None:
    assert in_manifest(text) == (BOOL, True)
    assert in_file(text) == (STR, text)


@pytest.mark.parametrize("text", ["n", "N", "no", "No", "NO", "off", "Off", "OFF"])
def test_manifests_know_more_words_for_false(text: str) -> None:
    assert in_manifest(text) == (BOOL, False)
    assert in_file(text) == (STR, text)


def test_only_files_have_octal_numbers_with_a_sign_inside() -> None:
    assert in_file("0o-7") == (INT, -7)
    assert in_manifest("0o-7") == (STR, "0o-7")


def test_nan_is_a_number() -> None:
    tag, value = in_file(".NaN")
    assert tag == FLOAT
    assert math.isnan(value)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2024-01-01", "2024-01-01T00:00:00Z"),
        ("2024-1-1", "2024-01-01T00:00:00Z"),
        ("2024-01-01T10:00:00Z", "2024-01-01T10:00:00Z"),
        ("2024-1-1t1:2:3.50+02:00", "2024-01-01T01:02:03.5+02:00"),
        ("2024-01-01T10:00:00-00:00", "2024-01-01T10:00:00Z"),
        ("2024-01-01T10:00:00+01:60", "2024-01-01T10:00:00+02:00"),
        ("2024-01-01   10:00:00.1234567891", "2024-01-01T10:00:00.123456789Z"),
        ("0000-02-29", "0000-02-29T00:00:00Z"),
    ],
)
def test_times(text: str, time: str) -> None:
    assert in_file(text) == (TIMESTAMP, time)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "24-01-01",
        "2024-01-01T10:00:00",
        "2024-01-01T10:00:00z",
        "2024-01-01 10:00:00 +02:00",
        "2024-01-01T25:00:00Z",
        "2024-01-01T10:00:00+25:00",
        "10:00:00",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert in_file(text) == (STR, text)


@pytest.mark.parametrize(
    ("text", "tag", "resolved"),
    [
        ("1", STR, (STR, "1")),
        ("3", FLOAT, (FLOAT, 3.0)),
        ("", NULL, (NULL, None)),
        ("bar", "!foo", ("!foo", "bar")),
        ("aGVsbG8=", BINARY, (BINARY, "hello")),
        ("aGVs\nbG8=", BINARY, (BINARY, "hello")),
        ("/w==", BINARY, (BINARY, "\udcff")),
    ],
)
def test_tags_decide(text: str, tag: str, resolved: Resolved) -> None:
    assert in_file(text, tag) == resolved


@pytest.mark.parametrize(
    ("text", "tag"),
    [("3.5", INT), ("x", NULL), ("yes", BOOL), ("", INT), ("18446744073709551615", FLOAT), ("1", TIMESTAMP)],
)
def test_a_value_must_be_what_its_tag_says(text: str, tag: str) -> None:
    with pytest.raises(ScalarError) as refused:
        in_file(text, tag)
    assert str(refused.value) == f"the value is no !!{tag.removeprefix(CORE)}, as its tag says"


@pytest.mark.parametrize("text", ["aGVsbG8", "a===", "aGVsbG8=d29ybGQ=", "ö"])
def test_binary_must_be_base64(text: str) -> None:
    with pytest.raises(ScalarError, match=r"^the value is no !!binary: it isn't base64$"):
        in_file(text, BINARY)
