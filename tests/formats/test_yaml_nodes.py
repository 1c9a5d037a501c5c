"""Documents as nodes: what libyaml sees, with places, and what it sees otherwise than the references is refused."""

import pytest

from tranship.errors import InputError
from tranship.formats.yaml_nodes import (
    DEEPEST,
    Alias,
    Mapping,
    Node,
    Scalar,
    Sequence,
    compose_documents,
    content_start,
    iterate_documents,
)


def root(text: str) -> Node:
    (node,) = compose_documents(text)
    return node


def mapping(text: str) -> Mapping:
    node = root(text)
    assert isinstance(node, Mapping)
    return node


def refusal(text: str) -> str:
    with pytest.raises(InputError) as refused:
        compose_documents(text, "a.yaml")
    assert refused.value.position is not None
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "value", "style", "tag", "anchor"),
    [
        ("x y", "x y", "", "", ""),
        ("'it''s'", "it's", "'", "", ""),
        ('"a\\n"', "a\n", '"', "", ""),
        ("|\n  a\n", "a\n", "|", "", ""),
        (">-\n  a\n  b\n", "a b", ">", "", ""),
        ("&x !!str 1", "1", "", "tag:yaml.org,2002:str", "x"),
        ("!foo &x 1", "1", "", "!foo", "x"),
        ("! 1", "1", "", "!", ""),
        ("&x ! 1", "1", "", "!", "x"),
        ("! '1'", "1", "'", "!", ""),
    ],
)
def test_scalars_know_how_they_are_written(text: str, value: str, style: str, tag: str, anchor: str) -> None:
    assert root(text)[:4] == (value, style, tag, anchor)


def test_places_are_offsets_of_characters() -> None:
    text = "größe: [日, 'b']\nk:\n  - x # c\n\n# end\n"
    sizes, listed = mapping(text).pairs
    flow, block = sizes[1], listed[1]
    assert isinstance(flow, Sequence)
    assert isinstance(block, Sequence)
    assert text[flow.start : flow.end] == "[日, 'b']"
    assert [text[item.start : item.end] for item in flow.items] == ["日", "'b'"]
    assert text[block.start : block.end] == "- x"
    assert (flow.flow, block.flow) == (True, False)


def test_a_byte_order_mark_counts_as_a_character() -> None:
    text = "\ufeffa: b"
    (key, value) = mapping(text).pairs[0]
    assert (text[key.start], text[value.start]) == ("a", "b")


def test_a_key_without_a_value_has_an_empty_scalar_behind_its_colon() -> None:
    ((_, value),) = mapping("a:\n").pairs
    assert value == Scalar("", "", "", "", 2, 2)


def test_aliases_know_what_they_stand_for() -> None:
    (_, first), (_, second) = mapping("a: &x [1]\nb: *x\n").pairs
    assert isinstance(second, Alias)
    assert (second.name, second.target, second.start, second.end) == ("x", first, 13, 15)


def test_an_anchor_may_be_used_again_even_within_itself() -> None:
    (_, outer), (_, alias) = mapping("a: &a [&a x, *a]\nb: *a\n").pairs
    assert isinstance(outer, Sequence)
    assert isinstance(alias, Alias)
    assert alias.target is outer.items[0]


def test_anchors_end_with_their_document() -> None:
    assert "2:5: there is no anchor of this name before this place" in refusal("a: &x 1\n--- *x\n")


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("# c\n", 0), ("---\n", 1), ("a\n---\n---\nb\n", 3), ("a\n...\n---\nb", 2)]
)
def test_documents_are_counted(text: str, count: int) -> None:
    assert len(compose_documents(text)) == count


def test_later_documents_are_read_when_they_are_asked_for() -> None:
    documents = iterate_documents("a: 1\n---\n@\n")
    assert isinstance(next(documents), Mapping)
    with pytest.raises(InputError):
        next(documents)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 'b' c", "a.yaml:1:8: a key is expected here: look at the indentation of this line and of those before it"),
        ("a:\n\tb: 1", "a.yaml:2:1: a tab can't indent: use spaces"),
        ("a: @b", "a.yaml:1:4: no value can begin with this character: put the value in quotes"),
        ("''1", 'a.yaml:1:3: a line "---" is expected here, or the indentation is wrong'),
        ("%YAML 1.2\n---\na", "a.yaml:1:1: only YAML 1.1 is read; take the %YAML line away"),
        ('"\\/"', 'a.yaml:1:2: YAML 1.1 has no escape "\\/"; write the slash alone'),
        ("a: b\n\x00", "a.yaml:2:1: the character U+0000 can't stand in YAML"),
        ("a: \ufeff", "a.yaml:1:4: the character U+FEFF can't stand in YAML"),
        ("a: \ud83d", "a.yaml:1:4: the character U+D83D can't stand in YAML"),
        ("[!!str, z]", "a.yaml:1:2: put a value or a space between this tag and the comma"),
        ("a: &a [*a]", "a.yaml:1:8: the value of this anchor holds itself"),
        ("a: &a {b: *a}", "a.yaml:1:11: the value of this anchor holds itself"),
        ("a: {{ .Values.a }}-b", "a.yaml:1:19: a key is expected here: look at the indentation of this line and of"),
    ],
)
def test_what_is_no_yaml_has_a_place_and_a_reason(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_a_slash_may_be_escaped_where_the_text_is_json() -> None:
    (node,) = iterate_documents('{"a": "b\\/c"}', slash_escape=True)
    assert isinstance(node, Mapping)
    assert node.pairs[0][1][0] == "b/c"


@pytest.mark.parametrize("opening", ["[", "- ", "{a: "])
def test_nesting_has_a_limit(opening: str) -> None:
    assert "nested too deep" in refusal(opening * 20_000) or f"nested deeper than {DEEPEST} levels" in refusal(
        opening * 20_000
    )
    assert f"nested deeper than {DEEPEST} levels" in refusal(opening * (DEEPEST + 1))


def test_text_of_a_refused_file_is_not_repeated() -> None:
    assert "s3cret" not in refusal("password: @s3cret")
    assert "s3cret" not in refusal("password: s3cret: x")
    assert "s3cret" not in refusal('password: "s3cret')


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("&a x", "x"),
        ("!t x", "x"),
        ("&a !t x", "x"),
        ("!t &a x", "x"),
        ("&a # c\n  x", "x"),
        ("!<tag:a,b> x", "x"),
        ("!!str 'x'", "'x'"),
        ("x", "x"),
    ],
)
def test_content_begins_behind_anchor_and_tag(text: str, content: str) -> None:
    assert text[content_start(text, 0) :] == content
