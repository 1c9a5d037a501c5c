from __future__ import annotations

import pytest

from tests.lint.looking import STAGE, found, pointed_at

CLONE = "- uses: git-clone\n  config: {repoURL: 'https://a/b', checkout: [{branch: main, path: ./r}]}\n"


def written(value: str, variables: str = "") -> str:
    """A step that writes a value into a file."""
    own = f"  vars: [{variables}]\n" if variables else ""
    steps = CLONE + "- uses: yaml-update\n" + own
    return steps + f"  config:\n    path: ./r/values.yaml\n    updates:\n    - key: image.tag\n      value: {value}\n"


@pytest.mark.parametrize(
    ("value", "finding"),
    [
        (
            "${{ imageFrom('a/b').Tag }}",
            "an unquoted tag such as 1.10 becomes the number 1.1 | write ${{ quote(imageFrom('a/b').Tag) }}",
        ),
        (
            "${{ imageFrom('a/b')?.Tag ?? 'none' }}",
            "an unquoted tag such as 1.10 becomes the number 1.1 | write ${{ quote(imageFrom('a/b')?.Tag ?? 'none') }}",
        ),
        (
            "${{ commitFrom('https://a/b').ID[:7] }}",
            "an unquoted commit such as 0123456 becomes the number 123456 | "
            "write ${{ quote(commitFrom('https://a/b').ID[:7]) }}",
        ),
        (
            "${{ trimPrefix(commitFrom('https://a/b').Tag, 'v') }}",
            "an unquoted tag such as 1.10 becomes the number 1.1 | "
            "write ${{ quote(trimPrefix(commitFrom('https://a/b').Tag, 'v')) }}",
        ),
        (
            "${% imageFrom('a/b').Tag %}",
            "an unquoted tag such as 1.10 becomes the number 1.1 | write ${% quote(imageFrom('a/b').Tag) %}",
        ),
        ("|\n        ${{ '1e3' }}", "\"1e3\" becomes the number 1000 | write ${{ quote('1e3') }}"),
        ("0${{ '42' }}", '"042" becomes the number 42 | put double quotes around the whole text, within those of YAML'),
    ],
)
def test_a_text_that_becomes_a_number(value: str, finding: str) -> None:
    (one,) = found(written(value))
    assert one.startswith(f"TS310 {finding}")


@pytest.mark.parametrize(
    "value",
    [
        "${{ quote(imageFrom('a/b').Tag) }}",
        "v${{ imageFrom('a/b').Tag }}",
        "a/b:${{ imageFrom('a/b').Tag }}",
        "'\"${{ imageFrom('a/b').Tag }}\"'",
        "${{ imageFrom('a/b').Digest }}",
        "${{ commitFrom('https://a/b').ID }}",
        "${{ chartFrom('https://a/b', 'c').Version }}",
        "${{ 'v' + imageFrom('a/b').Tag }}",
        "${{ outputs.x?.y ?? nil }}",
        "${{ 3 }}",
        "${{ '3' }}",
        "${{ 'true' }}",
        "'1.10'",
        "${{ ctx.stage }}",
    ],
)
def test_what_stays_as_it_is(value: str) -> None:
    assert [one for one in found(written(value)) if one.startswith("TS310")] == []


def test_variables_carry_what_they_were_made_of() -> None:
    repo, tag = "{name: repo, value: a/b}", '{name: tag, value: "${{ quote(imageFrom(vars.repo).Tag) }}"}'
    text = written("${{ vars.tag }}", f"{repo}, {tag}")
    assert found(text) == ["TS310 an unquoted text such as 1.10 becomes the number 1.1 | write ${{ quote(vars.tag) }}"]
    assert pointed_at(text) == ["${{ vars.tag }}"]
    assert found(written("${{ quote(vars.tag) }}", f"{repo}, {tag}")) == []


def test_a_variable_that_is_a_number_already_is_found_where_it_is_made() -> None:
    text = written("a:${{ vars.tag }}", "{name: tag, value: \"${{ imageFrom('a/b').Tag }}\"}")
    assert pointed_at(text) == ["${{ imageFrom('a/b').Tag }}"]


def test_a_constant_of_the_variables_is_known_to_the_letter() -> None:
    assert found(written("${{ vars.v }}", "{name: v, value: '1.10'}")) == [
        'TS310 "1.10" becomes the number 1.1 | write ${{ quote(vars.v) }}'
    ]


def test_fields_that_take_text_only_refuse_a_number_themselves() -> None:
    images = "images: [{image: b, tag: \"${{ imageFrom('b').Tag }}\"}]"
    assert found(CLONE + f"- uses: kustomize-set-image\n  config: {{path: ./r, {images}}}\n") == []


WAREHOUSE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Warehouse
metadata: {name: main, namespace: demo}
spec:
  subscriptions:
  - image: {repoURL: a/b, SUBSCRIPTION}
---
"""


@pytest.mark.parametrize(
    ("subscription", "example"),
    [
        ("imageSelectionStrategy: SemVer", ""),
        ("constraint: ^1.0.0", ""),
        ("strictSemvers: false", "1.10"),
        ("imageSelectionStrategy: NewestBuild", "1.10"),
        ("imageSelectionStrategy: NewestBuild, allowTagsRegexes: ['^main-']", ""),
        ("imageSelectionStrategy: NewestBuild, allowTagsRegexes: ['^main-', '^[0-9a-f]{7}$']", "0123456"),
        ("imageSelectionStrategy: Lexical, ignoreTagsRegexes: ['^[0-9.]+$']", "1234e56"),
        ("imageSelectionStrategy: Lexical, allowTagsRegexes: ['(']", ""),
        ("imageSelectionStrategy: Digest, constraint: latest", ""),
        ("imageSelectionStrategy: Digest, constraint: '3.20'", "3.20"),
    ],
)
def test_the_warehouse_says_which_tags_can_come(subscription: str, example: str) -> None:
    step = "".join(f"      {line}\n" for line in written("${{ imageFrom('a/b').Tag }}").splitlines())
    text = WAREHOUSE.replace("SUBSCRIPTION", subscription) + STAGE + step
    begins = [one.partition(" becomes")[0] for one in found(text)]
    assert begins == ([f"TS310 an unquoted tag such as {example}"] if example else [])


TASK = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: PromotionTask
metadata: {name: update, namespace: demo}
spec:
  vars: [{name: image}]
  steps:
  - uses: yaml-update
    config: {path: ./a, updates: [{key: b, value: "${{ imageFrom(vars.image).Tag }}"}]}
---
"""
USE = (
    STAGE
    + "      - {uses: file-write, config: {path: ./a, contents: 'b: c'}}\n"
    + "      - task: {name: update}\n        vars: [{name: image, value: a/b}]\n"
)


def test_a_task_by_itself_may_be_for_any_image_and_in_use_for_those_that_it_gets() -> None:
    warning = (
        "TS310 an unquoted tag such as 1.10 becomes the number 1.1 | write ${{ quote(imageFrom(vars.image).Tag) }}"
    )
    semver = WAREHOUSE.replace("SUBSCRIPTION", "constraint: ^1.0.0")
    assert found(TASK) == [warning]
    assert found(TASK + USE) == [warning]
    assert found(TASK + semver + USE) == []


def test_variables_without_number_or_measure_are_passed_over() -> None:
    many = ", ".join(f"{{name: v{at}, value: '${{{{ vars.v{at - 1} + vars.v{at - 1} }}}}'}}" for at in range(1, 60))
    text = written("${{ vars.v59 }}", "{name: v0, value: '1.10'}, " + many)
    assert [one for one in found(text) if "vars.v59" in one] == []
