"""What a case promotes: Stages, tasks, and Freight of all kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.testing.trying import problems, tried, write_stage

SAY = "- uses: compose-output\n  as: say\n  config:\n"
TASK = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: {kind}
metadata: {{name: greet{namespace}}}
spec:
  vars: [{{name: who}}]
  steps:
  - uses: compose-output
    as: say
    config: {{text: 'hello ${{{{ vars.who }}}} in ${{{{ ctx.project }}}}'}}
"""


@pytest.mark.parametrize(
    ("kind", "namespace", "project"),
    [("PromotionTask", ", namespace: shop", "shop"), ("ClusterPromotionTask", "", "default")],
)
def test_a_task_is_run_by_itself(tmp_path: Path, kind: str, namespace: str, project: str) -> None:
    (tmp_path / "task.yaml").write_text(TASK.format(kind=kind, namespace=namespace))
    expect = f"expect: {{outputs: {{greet::say: {{text: hello you in {project}}}}}}}\n"
    result = tried(tmp_path, f"task: greet\nvars: {{who: you}}\n{expect}")
    assert (problems(result), result.refused) == ([], "")


def test_what_keeps_a_task_from_being_run_can_be_expected(tmp_path: Path) -> None:
    (tmp_path / "task.yaml").write_text(TASK.format(kind="PromotionTask", namespace=""))
    assert 'needs a value for its variable "who"' in tried(tmp_path, "task: greet\n").refused
    assert tried(tmp_path, 'task: greet\nexpect: {error: {contains: variable "who"}}\n').passed


def test_freight_of_all_kinds(tmp_path: Path) -> None:
    write_stage(
        tmp_path,
        SAY
        + """\
    image: ${{ imageFrom("ghcr.io/acme/web").Digest }}
    chart: ${{ chartFrom("https://charts.acme.dev", "web").Version }}
    commit: ${{ commitFrom("https://git.acme.dev/app.git").ID }}
    message: ${{ commitFrom("https://git.acme.dev/app.git").Message }}
    alias: ${{ ctx.targetFreight.alias ?? "" }}
""",
    )
    digest = f"sha256:{'ab' * 32}"
    result = tried(
        tmp_path,
        f"""\
stage: test
freight:
  alias: happy-otter
  images: [{{repoURL: ghcr.io/acme/web, digest: "{digest}"}}]
  charts: ["https://charts.acme.dev:web@1.2.3"]
  commits: ["https://git.acme.dev/app.git@v1"]
repositories:
  https://git.acme.dev/app.git: {{files: {{a: b}}, tags: {{v1: main}}}}
expect:
  outputs:
    say:
      image: "{digest}"
      chart: 1.2.3
      commit: {{matches: "^[0-9a-f]{{40}}$"}}
      message: what is there before the test
""",
    )
    assert (problems(result), result.refused) == ([], "")


def test_freight_of_the_manifests_by_name_or_alias(tmp_path: Path) -> None:
    write_stage(tmp_path, SAY + '    tag: ${{ imageFrom("ghcr.io/acme/web").Tag }}\n')
    (tmp_path / "freight.yaml").write_text(
        "apiVersion: kargo.akuity.io/v1alpha1\nkind: Freight\nmetadata: {name: abc, namespace: demo}\n"
        "alias: otter\norigin: {kind: Warehouse, name: web}\nimages: [{repoURL: ghcr.io/acme/web, tag: 7.0.0}]\n"
    )
    for name in ("abc", "otter"):
        assert tried(tmp_path, f"stage: test\nfreight: {name}\nexpect: {{outputs: {{say: {{tag: 7.0.0}}}}}}\n").passed


def test_freight_of_several_origins_goes_together(tmp_path: Path) -> None:
    write_stage(
        tmp_path,
        SAY + '    web: ${{ imageFrom("web").Tag }}\n    api: ${{ imageFrom("api", warehouse("api")).Tag }}\n',
    )
    text = (tmp_path / "stage.yaml").read_text()
    more = "  - origin: {kind: Warehouse, name: api}\n    sources: {direct: true}\n  promotionTemplate:"
    (tmp_path / "stage.yaml").write_text(text.replace("  promotionTemplate:", more))
    result = tried(
        tmp_path,
        """\
stage: test
freight: [{images: [web:v1], origin: web}, {images: [api:v2], origin: api}]
expect: {outputs: {say: {web: v1, api: v2}}}
""",
    )
    assert (problems(result), result.refused) == ([], "")


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("freight: {images: [web]}", '"web" is no image version'),
        ("freight: {commits: [x]}", 'freight: "x" is no commit; write REPO@REVISION'),
        (
            "freight: {commits: ['https://a.b/c@gone']}\nrepositories: {https://a.b/c: {files: {a: b}}}",
            'freight: there is no commit "gone" in https://a.b/c',
        ),
        ("freight: {images: ['a:1'], origin: other}", 'requests no Freight of the Warehouse "other"'),
        ("project: other", 'there is no Stage "test" in the project "other" in the manifests'),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path: Path, rest: str, message: str) -> None:
    write_stage(tmp_path, SAY + "    a: b\n")
    assert message in tried(tmp_path, f"stage: test\n{rest}\n").refused
