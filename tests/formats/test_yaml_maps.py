"""Keys, duplicates, merges and aliases: go-yaml v2 and v3 have rules of their own, and both are kept."""

import json
import math
from typing import Any

import pytest

from tranship.errors import InputError
from tranship.formats.lines import Lines
from tranship.formats.yaml_dialects import FILE, LENIENT_MANIFEST, MANIFEST, Dialect, compose_documents, value_of
from tranship.formats.yaml_maps import GeneralMap


def read(text: str, dialect: Dialect = MANIFEST) -> Any:
    (node,) = compose_documents(text, "a.yaml")
    return value_of(node, dialect, Lines("a.yaml", text))


def refusal(text: str, dialect: Dialect = MANIFEST) -> str:
    with pytest.raises(InputError) as refused:
        read(text, dialect)
    return str(refused.value)


@pytest.mark.parametrize(
    ("key", "in_manifest", "in_file"),
    [
        ("1", "1", "1"),
        ("0x10", "16", "16"),
        ("1.5", "1.5", "1.5"),
        ("1e6", "1e+06", "1e+06"),
        ("18446744073709551616", "1.8446744e+19", "1.8446744073709552e+19"),
        ("1e300", ".inf", "1e+300"),
        (".nan", ".nan", "NaN"),
        ("-.inf", "-.inf", "-Inf"),
        ("true", "true", "true"),
        ("yes", "true", "yes"),
        ("2024-1-1", "2024-1-1", "2024-01-01 00:00:00 +0000 UTC"),
        ("2024-01-01T10:00:00.5+02:30", "2024-01-01T10:00:00.5+02:30", "2024-01-01 10:00:00.5 +0230 +0230"),
        ("!!binary aGk=", "hi", "hi"),
        ("!!binary /w==", "\ufffd", "\udcff"),
        ("'1'", "1", "1"),
        ("<<x", "<<x", "<<x"),
    ],
)
def test_keys_become_text(key: str, in_manifest: str, in_file: str) -> None:
    assert read(f"{key}: v") == {in_manifest: "v"}
    assert read(f"{key}: v", FILE) == {in_file: "v"}


def test_a_file_tells_whether_all_keys_are_text() -> None:
    assert type(read("a: 1", FILE)) is dict
    assert type(read("1: a", FILE)) is GeneralMap
    assert read("~: v", FILE) == {"<nil>": "v"}
    assert type(read("? &x 1\n: v", FILE)) is GeneralMap
    assert type(read("a: &x b\n*x : c", FILE)) is dict


@pytest.mark.parametrize("text", ["~: v", "18446744073709551615: v"])
def test_json_can_not_hold_all_keys(text: str) -> None:
    assert refusal(text) == "a.yaml:1:1: null and numbers beyond 64 bits can't be keys; use quotes"


@pytest.mark.parametrize("dialect", [MANIFEST, LENIENT_MANIFEST, FILE])
def test_collections_are_no_keys(dialect: Dialect) -> None:
    assert refusal("? [1]\n: v", dialect) == "a.yaml:1:3: a list or a mapping can't be a key"
    assert refusal("a: {{ .Values.a }}", dialect).startswith("a.yaml:1:5: a mapping can't be a key; if this is a templ")


def test_numbers_of_manifests_are_those_of_json() -> None:
    assert json.dumps(read("[1.0, 1e20, 1e21, -0.0, 1.5, 123456789012345678901]")) == (
        "[1, 100000000000000000000, 1e+21, 0, 1.5, 123456789012345680000]"
    )
    assert refusal("a: .inf") == "a.yaml:1:4: a manifest can't hold a number that isn't finite"
    assert read("a: .inf", FILE) == {"a": math.inf}


def test_times_of_manifests_are_text() -> None:
    assert read("a: 2024-1-1") == {"a": "2024-1-1"}
    assert read("a: 2024-1-1", FILE) == {"a": "2024-01-01T00:00:00Z"}


def test_bytes_that_are_no_utf_8_are_marked_in_json() -> None:
    assert read("a: !!binary Yf//Yg==") == {"a": "a\ufffd\ufffdb"}


def test_a_key_that_comes_twice() -> None:
    text = "a: 1\nb: {c: 1, c: s3cret}"
    assert refusal(text) == 'a.yaml:2:11: the key "c" is already set in line 2'
    assert refusal(text, FILE) == 'a.yaml:2:11: the key "c" is already set in line 2'
    assert read(text, LENIENT_MANIFEST) == {"a": 1, "b": {"c": "s3cret"}}


def test_a_long_key_is_not_repeated() -> None:
    text = f"{'k' * 61}: 1\n{'k' * 61}: 2"
    assert refusal(text) == "a.yaml:2:1: the key at this place is already set in line 1"


def test_manifests_compare_keys_by_value_and_files_by_their_text() -> None:
    assert refusal("1: a\n0x1: b") == 'a.yaml:2:1: the key "1" is already set in line 1'
    assert read("1: a\n0x1: b", FILE) == {"1": "b"}
    assert read("true: a\n'true': b") == {"true": "b"}
    assert refusal("true: a\n'true': b", FILE) == 'a.yaml:2:1: the key "true" is already set in line 1'
    assert read(".nan: a\n.nan: b") == {".nan": "b"}
    assert refusal("yes: a\ntrue: b") == 'a.yaml:2:1: the key "true" is already set in line 1'


@pytest.mark.parametrize("dialect", [MANIFEST, LENIENT_MANIFEST, FILE])
def test_merges(dialect: Dialect) -> None:
    text = "a: &a {x: 1}\nb: &b {v: 2}\none: {<<: *a, z: 3}\nlist: {<<: [*a, *b]}\nin: {<<: {w: 1}}\n'<<': 5"
    assert read(text, dialect) == {
        "a": {"x": 1},
        "b": {"v": 2},
        "one": {"x": 1, "z": 3},
        "list": {"x": 1, "v": 2},
        "in": {"w": 1},
        "<<": 5,
    }


def test_what_wins_in_a_merge() -> None:
    after, before = "a: &a {p: 1}\nb: {p: 5, <<: *a}", "a: &a {p: 1}\nb: {<<: *a, p: 5}"
    assert [read(text, FILE)["b"] for text in (after, before)] == [{"p": 5}, {"p": 5}]
    assert [read(text, LENIENT_MANIFEST)["b"] for text in (after, before)] == [{"p": 1}, {"p": 5}]
    assert [refusal(text) for text in (after, before)] == [
        'a.yaml:1:8: the key "p" is already set in line 2',
        'a.yaml:2:13: the key "p" is already set in line 1',
    ]


def test_of_a_list_of_merges_the_first_wins() -> None:
    text = "<<: [{c: 1, d: 1}, {c: 2, e: 2}]"
    assert read(text, FILE) == {"c": 1, "d": 1, "e": 2}
    assert read(text, LENIENT_MANIFEST) == {"c": 1, "d": 1, "e": 2}


def test_merges_within_merges() -> None:
    text = "a: &a {x: 1, v: 1}\nb: &b {<<: *a, v: 2}\nc: {<<: *b, z: 3}"
    assert read(text, FILE)["c"] == {"x": 1, "v": 2, "z": 3}
    assert read(text, LENIENT_MANIFEST)["c"] == {"x": 1, "v": 2, "z": 3}


def test_a_map_of_texts_takes_merged_keys_as_they_are_written() -> None:
    assert read("c: 1\n<<: {0x1F: a, true: b, ~: c}", FILE) == {"c": 1, "0x1F": "a", "true": "b"}
    assert read("1: a\n<<: {1: x, 2: z}", FILE) == {"1": "a", "2": "z"}


@pytest.mark.parametrize("text", ["<<: 1", "<<:", "<<: [1]", "a: &a [1]\n<<: *a"])
@pytest.mark.parametrize("dialect", [MANIFEST, FILE])
def test_only_mappings_can_be_merged(text: str, dialect: Dialect) -> None:
    assert "<< can merge only a mapping, or a list of mappings" in refusal(text, dialect)


def test_each_alias_is_data_of_its_own() -> None:
    data = read("a: &x [1]\nb: *x")
    data["a"].append(2)
    assert data["b"] == [1]


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


@pytest.mark.parametrize("dialect", [MANIFEST, LENIENT_MANIFEST, FILE])
def test_aliases_can_not_multiply_for_ever(dialect: Dialect) -> None:
    assert "aliases multiply the document beyond measure" in refusal(LAUGHS, dialect)


def test_merges_can_not_multiply_for_ever() -> None:
    text = "a0: &a0 {x: 1}\n" + "".join(
        f"a{n}: &a{n} {{b: {{<<: *a{n - 1}}}, c: {{<<: *a{n - 1}}}}}\n" for n in range(1, 40)
    )
    assert "beyond measure" in refusal(text, FILE)
    assert "beyond measure" in refusal(text, LENIENT_MANIFEST)


def test_a_large_document_without_aliases_is_fine() -> None:
    assert len(read("[" + "a, " * 5000 + "b]")) == 5001


def test_aliases_can_not_nest_deeper_than_text() -> None:
    text = "a0: &a0 x\n" + "".join(f"a{n}: &a{n} [[*a{n - 1}]]\n" for n in range(1, 60))
    assert "nested deeper than 100 levels" in refusal(text)
    merges = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}}}\n" for n in range(1, 110))
    assert "nested deeper than 100 levels" in refusal(merges, FILE)
