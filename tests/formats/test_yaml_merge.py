"""Documents merged: what wins, what stays, and what can't be merged."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tranship.errors import EditError
from tranship.formats.yaml_dialects import FILE, compose_documents, value_of
from tranship.formats.yaml_document import merge_texts, read_document
from tranship.formats.yaml_merge import is_null, merge_documents


def merge(*texts: str) -> str:
    return merge_texts((f"{number}.yaml", text) for number, text in enumerate(texts))


def refusal(*texts: str) -> str:
    with pytest.raises(EditError) as refused:
        merge(*texts)
    return str(refused.value)


@pytest.mark.parametrize(
    ("base", "over", "result"),
    [
        ("a: 1\nm: {x: 1}\n", "m: {y: 2}\n", "a: 1\nm: {x: 1, y: 2}\n"),
        ("z: 1\nm:\n  k: 1\n", "q: 1\nb: 1\nm:\n  x: 1\n  a: 1\n", "z: 1\nm:\n  k: 1\n  a: 1\n  x: 1\nb: 1\nq: 1\n"),
        ("a: 1\n", "m:\n  z: 1\n  a: 3\n", "a: 1\nm:\n  z: 1\n  a: 3\n"),
        ("l: [1, 2]\nb:\n- 1\n", "l:\n- 3\nb: [4]\n", "l: [3]\nb:\n- 4\n"),
        ("m: {a: 1}\nn: {}\n", "m: {}\nn:\n  x: 1\n", "m: {a: 1}\nn:\n  x: 1\n"),
        ("a: 1\nm: {x: 1}\nl: [1]\nz: 1\n", "a: null\nm: ~\nl:\n", "z: 1\n"),
        ("m:\n  x: 1\n", "m:\n  x: null\n", "m: {}\n"),
        ("a: 1\n", "b: null\nm:\n  x: null\n  k: 1\n  n: {z: ~}\n", "a: 1\nm:\n  k: 1\n  n: {}\n"),
        ("a: null # c\nb: ~\nc:\n", "c: 5\n", "a: null # c\nb: ~\nc: 5\n"),
        ("a: 1\nlimits:\nz: 2\n", "a: 2\n", "a: 2\nlimits:\nz: 2\n"),
        ("a:\n", "a: [1]\n", "a:\n- 1\n"),
        ("- 1\n", "- 2\n- 3\n", "- 2\n- 3\n"),
        ("x\n", "'y z'\n", "'y z'\n"),
        ("a: 1\n", "# nothing\n", "a: 1\n"),
        ("", "a: 1\n", "a: 1\n"),
        ("~\n", "a: 1\n", "a: 1\n"),
        ("a: 1\n", "---\nnull\n", "a: 1\n"),
    ],
)
def test_later_documents_win(base: str, over: str, result: str) -> None:
    assert merge(base, over) == result


def test_three_documents() -> None:
    assert merge("a: 1\nb: 1\nc: 1\n", "b: 2\nc: 2\n", "c: 3\n") == "a: 1\nb: 2\nc: 3\n"


def test_nothing_comes_of_nothing() -> None:
    assert merge() == ""
    assert merge("", "# c\n") == ""


@pytest.mark.parametrize(
    ("base", "over", "result"),
    [
        ("a: \"x\"\nb: 'y'\nc: z\n", "a: p\nb: \"q\"\nc: 'r'\n", "a: \"p\"\nb: 'q'\nc: r\n"),
        ("a: x\nb: 80\n", "a: \"null\"\nb: '8080'\n", 'a: "null"\nb: "8080"\n'),
        ("a: x\n", "a: 'yes'\n", 'a: "yes"\n'),
        ('port: "80"\nt: "true"\n', "port: 8080\nt: no\n", "port: 8080\nt: no\n"),
        ("a: |\n  x\n", "a: 5\n", "a: 5\n"),
        ("a: |\n  x\n", "a: p\n", "a: |-\n  p\n"),
        ("a: x\n", "a: |\n  p\n  q\n", "a: |\n  p\n  q\n"),
        ("a: yes\nb: on\n", "a: no\nc: off\n", "a: no\nb: on\nc: off\n"),
        ('d: "2026-01-31"\n', "d: 2026-02-28\n", 'd: "2026-02-28"\n'),
        ("c: 1.10\nd: 0123\n", "c: 1.20\ng: 0x1F\n", "c: 1.20\nd: 0123\ng: 0x1F\n"),
        ('"1": x\n', "1: z\n'c d': 2\n", "\"1\": z\n'c d': 2\n"),
    ],
)
def test_quotes_are_those_of_the_base_but_never_change_a_value(base: str, over: str, result: str) -> None:
    assert merge(base, over) == result


def test_comments_of_the_base_stay_and_those_behind_new_values_come() -> None:
    base = "# top\na: 1 # one\n# about b\nb: 2 # two\nm:\n  # inside\n  x: 1\n# end\n"
    over = "# not taken\na: 5\nm: # nor this\n  x: 2 # why\n# nor this\nn: 3 # new\n"
    assert merge(base, over) == (
        "# top\na: 5\n# about b\nb: 2 # two\nm:\n  # inside\n  x: 2 # why\n# end\n\nn: 3 # new\n"
    )


@pytest.mark.parametrize(
    ("base", "over", "message"),
    [
        ("a:\n  b: 5\n", "a: {b: {c: 1}}\n", '"a.b" is a single value in one file and a map in another'),
        ("a: {b: 1}\n", "a: s3cret\n", '"a" is a map in one file and a single value in another'),
        ("a: [1]\n", "a: {b: 1}\n", '"a" is a list in one file and a map in another'),
        ("a: 1\n", "- 1\n", "the document is a map in one file and a list in another"),
        ("b: &b {c: 1}\na: *b\n", "a: 1\n", '"a" is a map in one file and a single value in another'),
        ("a: 1\n", "m: {x: 1, x: 2}\na: 2\na: 3\n", '"a" is set twice in one file'),
        ("m: {x: 1, x: 2}\n", "m: {z: 1}\n", '"m.x" is set twice in one file'),
        ("m: {}\n", "m: {[a]: 1}\n", '"m" has a key that is a list or a map, which can\'t be merged'),
        ("m: {}\n", "m: {$patch: drop}\n", '"m.$patch" must be delete, replace or merge'),
        ("a: 1\n", "m: {$patch: {}}\n", '"m.$patch" must be delete, replace or merge'),
    ],
)
def test_what_can_not_be_merged(base: str, over: str, message: str) -> None:
    assert refusal(base, over) == message


@pytest.mark.parametrize(
    ("base", "over", "result"),
    [
        ("m: {a: 1}\nn: 1\n", "m: {$patch: delete}\n", "n: 1\n"),
        ("m: {a: 1}\n", "m: {$patch: replace, b: 2}\n", "m: {b: 2}\n"),
        ("m: {a: 1}\n", "m: {$patch: merge, b: 2}\n", "m: {a: 1, b: 2}\n"),
        ("a: 1\n", "m: {$patch: replace, b: 2, c: {$patch: delete}}\n", "a: 1\nm: {b: 2}\n"),
        ("a: 1\n", "$patch: delete\n", ""),
        ("l: [1]\n", "l: [{$patch: delete}]\n", "l: [{$patch: delete}]\n"),
    ],
)
def test_directives(base: str, over: str, result: str) -> None:
    assert merge(base, over) == result


@pytest.mark.parametrize(
    ("base", "over", "result"),
    [
        ("a: &x 1\nb: *x\n", "c: 3\n", "a: &x 1\nb: *x\nc: 3\n"),
        (
            "b: &b\n  t: 1\nweb:\n  <<: *b\n  u: 2\n",
            "web:\n  v: 5\n",
            "b: &b\n  t: 1\nweb:\n  <<: *b\n  u: 2\n  v: 5\n",
        ),
        ("a: 1\n", "x: &v 1\nz: *v\n", "a: 1\nx: &v 1\nz: *v\n"),
        ("a: &x 1\nb: *x\n", "b: 7\n", "a: &x 1\nb: 7\n"),
        ("a: &x 1\nb: *x\n", "a: 2\n", "a: 2\nb: 1\n"),
        ("a: &x {k: 1}\nb: *x\n", "a: {k: 2}\n", "a: &x {k: 2}\nb: {k: 1}\n"),
        ("a: &x {k: 1}\nb: *x\n", "b: {k: 2}\n", "a: &x {k: 1}\nb: {k: 2}\n"),
        ("b: *x\n".replace("b: *x", "a: &x [1]\nb: *x"), "a: null\n", "b: [1]\n"),
        ("a: &x 1\n", "p: &x 2\nz: *x\n", "a: &x 1\np: &x 2\nz: *x\n"),
        ("z: &x 1\n", "a: {p: &x 2, q: *x}\nz: 3\n", "z: 3\na: {p: &x 2, q: *x}\n"),
        ("l:\n- &x a\n- *x\n", "c: 1\n", "l:\n- &x a\n- *x\nc: 1\n"),
    ],
)
def test_aliases_stay_while_they_mean_the_same(base: str, over: str, result: str) -> None:
    assert merge(base, over) == result


@pytest.mark.parametrize(
    ("base", "over", "result"),
    [
        ("b: &b {r: {c: 1}}\nw: {<<: *b}\n", "w: {r: {m: 2}}\n", "b: &b {r: {c: 1}}\nw: {<<: *b, r: {c: 1, m: 2}}\n"),
        ("b: &b {t: 1, u: 2}\nw: {<<: *b}\n", "w: {t: null}\n", "b: &b {t: 1, u: 2}\nw: {u: 2}\n"),
        ("b: &b {t: 1}\nw: {<<: *b}\n", "b: {t: 2}\n", "b: &b {t: 2}\nw: {<<: {t: 1}}\n"),
        ("w: {t: 1}\n", "b: &b {t: 2}\nw: {<<: *b}\n", "w: {t: 2}\nb: &b {t: 2}\n"),
        ("a: 1\n", "b: &b {t: 2}\nw: {<<: *b}\n", "a: 1\nb: &b {t: 2}\nw: {<<: *b}\n"),
    ],
)
def test_what_a_map_has_by_a_merge_is_merged_like_its_own(base: str, over: str, result: str) -> None:
    assert merge(base, over) == result


def test_aliases_can_not_multiply_for_ever() -> None:
    laughs = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    nothing = "".join(f"a{n}: null\n" for n in range(8))
    assert refusal(laughs, nothing) == "aliases multiply the document beyond measure"


POD = """\
apiVersion: v1
kind: Pod
metadata: {finalizers: [x, w]}
spec:
  containers:
  - name: web
    image: web:1
    ports:
    - containerPort: 80
    - containerPort: 81
      protocol: UDP
  - name: log
    image: log:1
  tolerations:
  - key: a
"""


def pod(over: str) -> Any:
    (node,) = compose_documents(merge(POD, over))
    data = value_of(node, FILE)
    return data["spec"].get("containers"), data["metadata"]["finalizers"]


def test_lists_of_kubernetes_are_merged_by_their_keys() -> None:
    over = """\
metadata: {finalizers: [z, x]}
spec:
  containers:
  - name: web
    image: web:2
    ports:
    - {containerPort: 80, name: http}
    - {containerPort: 81, protocol: TCP}
  - name: new
  - image: nameless
"""
    containers, finalizers = pod(over)
    assert finalizers == ["x", "w", "z"]
    assert containers == [
        {
            "name": "web",
            "image": "web:2",
            "ports": [
                {"containerPort": 80, "name": "http"},
                {"containerPort": 81, "protocol": "UDP"},
                {"containerPort": 81, "protocol": "TCP"},
            ],
        },
        {"name": "log", "image": "log:1"},
        {"name": "new"},
        {"image": "nameless"},
    ]


def test_items_of_kubernetes_can_be_removed_and_replaced() -> None:
    assert pod("spec: {containers: [{name: log, $patch: delete}]}")[0][1:] == []
    assert pod("spec: {containers: [{$patch: replace}, {name: web, x: 1}]}".replace("web", "one"))[0] == [
        {"name": "one", "x": 1}
    ]
    assert "containers" not in merge(POD, "spec: {containers: [{$patch: delete}]}")
    assert "containers" not in merge(POD, "spec: {containers: null}")


def test_other_lists_of_kubernetes_are_replaced() -> None:
    assert merge(POD, "spec: {tolerations: [{key: b}]}").endswith("  tolerations:\n  - {key: b}\n")


def test_lists_of_other_kinds_are_replaced() -> None:
    base = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec:\n  containers:\n  - name: a\n"
    assert merge(base, "spec: {containers: [{name: b}]}").endswith("containers:\n  - {name: b}\n")


def test_nulls() -> None:
    for text, expected in [("~", True), ("null", True), ("'~'", False), ("!!int x", False), ("[]", False)]:
        document = read_document(text)
        assert document is not None
        assert is_null(document.root) is expected


def test_documents_are_merged_in_place() -> None:
    documents = [read_document("a: 1\n"), read_document("b: 2\n")]
    present = [document for document in documents if document is not None]
    assert merge_documents(present) is present[0]


SCALARS = st.sampled_from(["1", "s", '"q"', "no", "'8080'", "2.50"])
NAMES = st.sampled_from(["a", "b", "c"])


@st.composite
def values(draw: st.DrawFn, anchors: list[tuple[str, bool]], depth: int = 0) -> str:
    """A value in flow style, with anchors, aliases and merges."""
    if anchors and draw(st.integers(0, 3)) == 0:
        return "*" + draw(st.sampled_from(anchors))[0]
    kinds = ["scalar", "map", "map", "list"] if depth < 3 else ["scalar"]
    kind = draw(st.sampled_from(kinds))
    if kind == "scalar":
        text = draw(SCALARS)
    elif kind == "list":
        text = f"[{', '.join(draw(values(anchors, depth + 1)) for _ in range(draw(st.integers(0, 2))))}]"
    else:
        keys = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
        parts = [f"{key}: {draw(values(anchors, depth + 1))}" for key in keys]
        maps = [anchor for anchor, is_map in anchors if is_map]
        if draw(st.integers(0, 1)) and maps:
            parts.append(f"<<: *{draw(st.sampled_from(maps))}")
        text = f"{{{', '.join(parts)}}}"
    if draw(st.integers(0, 1)):
        anchors.append((f"x{len(anchors)}", kind == "map"))
        return f"&{anchors[-1][0]} {text}"
    return text


@st.composite
def maps(draw: st.DrawFn) -> str:
    anchors: list[tuple[str, bool]] = []
    keys = draw(st.lists(st.sampled_from("abcde"), min_size=1, max_size=4, unique=True))
    return "".join(f"{key}: {draw(values(anchors))}\n" for key in keys)


def data_of(text: str) -> Any:
    (node,) = compose_documents(text)
    return value_of(node, FILE)


def merged_data(base: Any, over: Any) -> Any:
    """What plain data comes to."""
    if isinstance(base, dict) and isinstance(over, dict):
        return {**base, **{key: merged_data(base[key], over[key]) if key in base else over[key] for key in over}}
    assume({type(base), type(over)} <= {type(over)} or not isinstance(base, dict | list))
    assume(not isinstance(over, dict | list) or type(base) is type(over))
    return over


@given(maps(), maps())
def test_merging_text_is_merging_its_data(base: str, over: str) -> None:
    """With anchors, aliases and merges in both; without nulls, which remove."""
    expected = merged_data(data_of(base), data_of(over))
    assert data_of(merge(base, over)) == expected
