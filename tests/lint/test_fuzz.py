"""Whatever the input is, the linter ends with findings; it never raises."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tranship.builtin_steps import step_definitions
from tranship.lint.examples import manifests_of
from tranship.lint.linter import Report, lint
from tranship.lint.reports import WRITERS
from tranship.lint.rules import RULES

EXAMPLES = [manifests_of(text) for rule in RULES for text in (rule.bad, rule.good)]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def lint_bytes(data: bytes) -> Report:
    class Stdin:
        buffer = io.BytesIO(data)

    stdin: Any = Stdin()
    report = lint(["-"], step_definitions(), stdin=stdin)
    for write in WRITERS.values():
        assert isinstance(write(report), str)
    return report


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    assert lint_bytes(data).files == ("stdin",)


@QUICK
@given(st.sampled_from(EXAMPLES), st.integers(0, 700), st.integers(0, 40), st.text(max_size=12))
def test_manifests_that_are_cut_and_spliced(text: str, at: int, length: int, other: str) -> None:
    lint_bytes((text[:at] + other + text[at + length :]).encode("utf-8", "surrogatepass"))
    lint_bytes(text[:at].encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**20) | st.floats() | st.text(max_size=8) | st.just("${{ vars.a }}"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
FIELDS = st.sampled_from(
    ["spec", "vars", "steps", "config", "uses", "as", "if", "task", "name", "value", "requestedFreight", "retry"]
)


@QUICK
@given(
    st.sampled_from(["Stage", "PromotionTask", "Promotion", "Warehouse", "Freight", "ProjectConfig", "Secret"]),
    st.recursive(JSON, lambda inner: st.dictionaries(FIELDS, inner, max_size=5), max_leaves=20),
)
def test_resources_of_any_shape(kind: str, spec: object) -> None:
    import json

    version = "v1" if kind == "Secret" else "kargo.akuity.io/v1alpha1"
    data = {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}, "spec": spec, "data": spec}
    lint_bytes(json.dumps(data).encode())


STEPS = manifests_of("- uses: compose-output\n  config:\n    value: ")


@pytest.mark.parametrize(
    "text",
    [
        STEPS + "[" * 50_000,
        STEPS + "{a: " * 5_000 + "1" + "}" * 5_000,
        STEPS + "${{ " + "(" * 20_000 + " }}",
        STEPS + "${{ " + "-" * 5_000 + "1 }}",
        STEPS + "${{ " + "a." * 5_000 + "b }}",
        STEPS + "${{ " + "f(" * 3_000 + ")" * 3_000 + " }}",
        STEPS + "&a [*a]",
        STEPS + "&a {b: *a}",
        "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
        + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 10)}]\n" for i in range(9))
        + STEPS
        + "*j",
        "apiVersion: kargo.akuity.io/v1alpha1\nkind: [Stage]\n",
        "apiVersion: kargo.akuity.io/v1alpha1\nkind: Stage\nmetadata: 1\nspec: 2\n",
        "---\n" * 3_000,
        "\x00\x01\x02",
        "\ufeff" + STEPS + "1",
    ],
    ids=range(14),
)
def test_deep_cyclic_and_odd_input(text: str) -> None:
    assert lint_bytes(text.encode()).files == ("stdin",)


def test_a_huge_file_is_refused() -> None:
    (error,) = lint_bytes(b"a" * ((16 << 20) + 1)).refused
    assert str(error) == "stdin is longer than 16 MiB, more than any manifest"


FILES = sorted((Path(__file__).parents[2] / "examples" / "demo" / "kargo").glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
@pytest.mark.parametrize("change", ["cut", "CRLF", "tabs", "UTF-16", "BOM", "NUL"])
def test_real_manifests_that_are_damaged(file: Path, change: str) -> None:
    data = file.read_bytes()
    damaged = {
        "cut": data[: len(data) * 2 // 3],
        "CRLF": data.replace(b"\n", b"\r\n"),
        "tabs": data.replace(b"  ", b"\t"),
        "UTF-16": data.decode().encode("utf-16"),
        "BOM": b"\xef\xbb\xbf" + data,
        "NUL": data[:100] + b"\0" + data[100:],
    }
    report = lint_bytes(damaged[change])
    if change in ("CRLF", "UTF-16", "BOM"):
        assert report.findings == ()
    else:
        assert len(report.findings) >= (change != "cut")


def test_many_findings_and_many_variables_take_no_time_that_grows_with_their_square() -> None:
    variables = "".join(f"  - {{name: v{at}, value: '${{{{ vars.v{at - 1} }}}}'}}\n" for at in range(2_000))
    text = STEPS.replace("  promotionTemplate", f"  vars:\n{variables}  promotionTemplate")
    text += "\n" + "".join(f"          k{at}: '${{{{ vars.none{at} }}}}'\n" for at in range(500))
    assert len(lint_bytes(text.encode()).findings) == 501


def test_a_resource_that_no_cluster_takes_is_not_looked_through() -> None:
    steps = STEPS + "a\n" + "      - {uses: fail}\n" * 80_000
    (one,) = lint_bytes(b"a: b\n---\n" + steps.encode()).findings
    assert (one.position.line, one.rule.code) == (2, "TS101")
    assert one.problem.message.startswith("this document is longer than 1.5 MiB")


def test_a_text_with_very_many_expressions_is_placed_where_it_begins() -> None:
    text = STEPS.rstrip("\n") + " '" + "${{ vars.none }} " * 1_000 + "'\n"
    places = {one.position.column for one in lint_bytes(text.encode()).findings}
    assert len(places) == 1
