"""Images of kustomizations: the data that kustomize reads, and every byte that has nothing to do with it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tranship.errors import EditError
from tranship.formats.kustomization import KEEP, Image, set_images

APP = Image("app", "", "v2")


def edit(text: str, *images: Image) -> str:
    return set_images(text.encode(), images).data.decode()


def refusal(text: str, *images: Image) -> str:
    with pytest.raises(EditError) as refused:
        edit(text, *images or [APP])
    return str(refused.value)


NAMES = st.sampled_from(["app", "ghcr.io/a/b", "localhost:5000/x", "z", "Ä", "1"])
TEXTS = st.sampled_from(["v1", "1.10", "007", "2026-01-31", "12:30:45", "yes", "t", "sha256:00", "x y", "it's", "é"])
FIELDS = ["name", "newName", "newTag", "digest", "tagSuffix"]


@st.composite
def entries(draw: st.DrawFn) -> list[dict[str, str]]:
    names = draw(st.lists(NAMES, max_size=5, unique=True))
    return [{"name": name, **draw(st.dictionaries(st.sampled_from(FIELDS[1:]), TEXTS, max_size=4))} for name in names]


@st.composite
def kustomizations(draw: st.DrawFn, images: list[dict[str, str]]) -> str:
    """A kustomization with these images, written somehow."""
    head = draw(st.sampled_from(["", "---\n", "# head\nresources:\n- a.yaml # b\n\n", "labels: {a: 'b'}\n"]))
    tail = draw(st.sampled_from(["", "\n# tail\n", "namespace: x\n", "patches:\n  - patch: |-\n      - op: add\n"]))
    if not images:
        written = draw(st.sampled_from(["a: b\n", "images:\n", "images: []\n", "images: null # c\n"]))
        return head + written + tail

    def value(text: str) -> str:
        plain = [text] if text[0] not in "0127yt" else []
        return draw(st.sampled_from([f'"{text}"', "'" + text.replace("'", "''") + "'", *plain]))

    if draw(st.booleans()):
        blanks = draw(st.sampled_from(["", "  ", "    "]))
        end = st.sampled_from(["\n", "\n", " # c\n", "\n\n", "\n  # own\n"])
        lines = "images:" + draw(st.sampled_from(["\n", " # c\n", " &i\n"]))
        for image in images:
            pairs = draw(st.permutations(list(image.items())))
            lines += "".join(
                f"{blanks}{'  ' if number else '- '}{key}: {value(text)}{draw(end)}"
                for number, (key, text) in enumerate(pairs)
            )
        return head + lines + tail
    flows = ["{" + ", ".join(f"{key}: {value(text)}" for key, text in image.items()) + "}" for image in images]
    if draw(st.booleans()):
        return head + "images:\n" + "".join(f"- {flow}\n" for flow in flows) + tail
    separator = draw(st.sampled_from([", ", ",\n  "]))
    return head + f"images: [{separator[1:]}{separator.join(flows)}{draw(st.sampled_from(['', ',']))}]\n" + tail


WANTED = st.lists(
    st.builds(Image, NAMES, st.just("") | TEXTS, st.just("") | TEXTS | st.just(KEEP), st.just("") | TEXTS), max_size=4
)


def expected(images: list[dict[str, str]], wanted: list[Image]) -> list[dict[str, str]]:
    """What the images come to, by the plain rule."""
    found = {image["name"]: image for image in images}
    for image in {one.name: one for one in wanted}.values():
        old = found.get(image.name, {})
        new = {"newName": image.new_name, "newTag": image.new_tag, "digest": image.digest}
        kept = {key: old.get(key, "") if text == KEEP else text for key, text in new.items()}
        found[image.name] = {"name": image.name, **{key: text for key, text in kept.items() if text}}
    return sorted(found.values(), key=lambda image: image["name"])


def outside(text: str) -> list[str]:
    """The lines that have nothing to do with images."""
    return [
        line for line in text.splitlines() if line.startswith(("#", "---", "resources", "- a.", "labels", "names", "p"))
    ]


@given(entries(), WANTED, st.data(), st.sampled_from(["\n", "\r\n"]))
def test_the_images_are_those_and_all_else_stays(
    images: list[dict[str, str]], wanted: list[Image], data: st.DataObject, line_break: str
) -> None:
    before = data.draw(kustomizations(images)).replace("\n", line_break)
    after = edit(before, *wanted)
    found, old = yaml.safe_load(after), yaml.safe_load(before)
    assert sorted(found.pop("images"), key=lambda image: str(image["name"])) == expected(images, wanted)
    old.pop("images", None)
    assert found == old
    assert outside(after) == outside(before)
    assert after.count("\n") == after.count(line_break)
    assert edit(after, *wanted) == after


@pytest.mark.parametrize(
    ("before", "image", "after"),
    [
        ("- name: app # a\n  # b\n  newTag: v1 # c\n", APP, "- name: app # a\n  # b\n  newTag: v2 # c\n"),
        ("- name: app\n  newTag: 'v1' # c\n", Image("app", "", "", "d"), "- name: app\n  digest: 'd' # c\n"),
        ("- name: app\n  digest: d # c\n", APP, "- name: app\n  newTag: v2 # c\n"),
        ("- name: app\n  newTag: v1\n", Image("app", "n/a", "v1"), "- name: app\n  newName: n/a\n  newTag: v1\n"),
        ("- name: app\n  newTag: v2\n  tagSuffix: x # c\n", APP, "- name: app\n  newTag: v2\n"),
        ("- newName: q # c\n  name: app\n", APP, "- name: app\n  newTag: v2\n"),
        ("- {newName: q, name: app, newTag: v1}\n", APP, "- {name: app, newTag: v2}\n"),
        ("- name: app\n  digest: d\n", Image("app", KEEP, KEEP, KEEP), "- name: app\n  digest: d\n"),
        ("- name: app\n  newTag: v1\n- name: b\n- name: app\n", APP, "- name: app\n  newTag: v2\n- name: b\n"),
        ("# b\n- name: b # c\n", APP, "- name: app\n  newTag: v2\n# b\n- name: b # c\n"),
        ("- name: z\n- name: b\n", APP, "- name: z\n- name: b\n- name: app\n  newTag: v2\n"),
        ("- name: app\n  newTag: 1.10\n", Image("b"), '- name: app\n  newTag: "1.10"\n- name: b\n'),
    ],
)  # fmt: skip
def test_only_what_was_asked_for_changes(before: str, image: Image, after: str) -> None:
    assert edit(f"images:\n{before}x: 1\n", image) == f"images:\n{after}x: 1\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: b", "a: b\nimages:\n- name: app\n  newTag: v2"),
        ("a:\n  - b\n", "a:\n  - b\nimages:\n  - name: app\n    newTag: v2\n"),
        ("images: # c\na: b\n", "images: # c\n- name: app\n  newTag: v2\na: b\n"),
        ("images: [] # c\n", "images: # c\n- name: app\n  newTag: v2\n"),
        ('{"resources": ["a"]}\n', '{"resources": ["a"], "images": [{"name": "app", "newTag": "v2"}]}\n'),
        ("{a: b}\n", "{a: b, images: [{name: app, newTag: v2}]}\n"),
        ("a: 1\n---\nb: [\n", "a: 1\nimages:\n- name: app\n  newTag: v2\n---\nb: [\n"),
    ],
)
def test_the_first_image(before: str, after: str) -> None:
    assert edit(before, APP) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [("a: b\n", "a: b\nimages: []\n"), ("images:\n", "images: []\n"), ("images: []\n", "images: []\n")],
)
def test_no_images_at_all_are_written_as_an_empty_list(before: str, after: str) -> None:
    assert edit(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "images:\n- name: app\n  newTag: &v v1\n- name: b\n  newTag: *v\nx: *v\n",
            "images:\n- name: app\n  newTag: &v v2\n- name: b\n  newTag: v1\nx: *v\n",
        ),
        (
            "images:\n- &m\n  name: app\n  newTag: v1\n- <<: *m\n  name: b\n- {<<: *m, name: c, newTag: q}\n",
            "images:\n- &m\n  name: app\n  newTag: v2\n- <<: *m\n  name: b\n  newTag: v1\n"
            "- {<<: *m, name: c, newTag: q}\n",
        ),
        (
            "x:\n- &a {name: app, newTag: v1}\nimages:\n- *a\n- name: b\n",
            "x:\n- &a {name: app, newTag: v1}\nimages:\n- name: app\n  newTag: v2\n- name: b\n",
        ),
        (
            "x: &i\n- name: app\n  newTag: v1\n- name: b\nimages: *i # c\n",
            "x: &i\n- name: app\n  newTag: v1\n- name: b\nimages: # c\n- name: app\n  newTag: v2\n- name: b\n",
        ),
        ("x: &i\n- name: app\n  newTag: v2\nimages: *i\n", "x: &i\n- name: app\n  newTag: v2\nimages: *i\n"),
        (
            "x: &m {newName: q}\nimages:\n- <<: *m\n  name: app\n  newTag: v1\n",
            "x: &m {newName: q}\nimages:\n- name: app\n  newTag: v2\n",
        ),
        (
            "x: &m {name: app, newName: q}\nimages:\n- <<: *m # c\n- name: b\n",
            "x: &m {name: app, newName: q}\nimages:\n- name: app # c\n  newTag: v2\n- name: b\n",
        ),
        (
            "x: &m {newTag: v2}\nimages:\n- <<: [*m]\n  name: app\n",
            "x: &m {newTag: v2}\nimages:\n- <<: [*m]\n  name: app\n",
        ),
    ],
)
def test_aliases_keep_their_values_and_merges_what_they_bring(before: str, after: str) -> None:
    assert edit(before, APP) == after


def test_an_anchor_that_is_used_elsewhere_does_not_go() -> None:
    text = "images:\n- name: app\n  newName: &n x\n  newTag: v1\ny: *n\n"
    assert refusal(text) == (
        "the anchor &n in line 3 would go, but line 5 uses it; give that line a value of its own in place of *n"
    )
    moved = edit("images:\n- name: app\n  newTag: &v v1\ny: *v\n", Image("app", "", "", "d"))
    assert moved == "images:\n- name: app\n  digest: &v d\ny: *v\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty; a kustomization has at least one field"),
        ("# c\n", "the file is empty"),
        ("- a\n", "this is no kustomization: a map with fields such as `resources` is expected"),
        ("hello\n", "this is no kustomization"),
        ("images: [\n", "this is no YAML at line 2, column 1"),
        ("images:\n  app: v1\n", "line 2: `images` must be a list"),
        ("images: app\n", "line 1: `images` must be a list"),
        ("images:\n- app\n", "line 2: an image must be a map with a `name`"),
        ("images:\n- name: app\n  newTag: {a: b}\n", "line 3: `newTag` must be a text"),
        ("images: []\nimages: []\n", "line 2: `images` is there a second time, and kustomize takes the last"),
        ("images:\n- name: a\n  name: b\n", "line 3: `name` is there a second time"),
        ("images:\n- <<: 1\n", "line 2: `<<` merges something that is no map"),
    ],
)
def test_what_is_no_kustomization_is_left_alone(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_all_images_come_back_by_name() -> None:
    edited = set_images(b"images:\n- name: z\n  newTag: 1.10\n- name: b\n", [Image("app", "x/y", "v2", "d")])
    assert [str(image) for image in edited.images] == ["x/y:v2@d", "b", "z:1.10"]


def test_of_two_images_of_one_name_the_last_counts() -> None:
    assert edit("images: []\n", Image("app", "", "v1"), APP) == "images:\n- name: app\n  newTag: v2\n"
