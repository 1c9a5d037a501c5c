"""Manifests read as kubectl would, with all problems at their places and nothing of their values."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tranship.errors import ManifestError, Position
from tranship.manifests import Manifests, read_manifests
from tranship.models.argocd import Application
from tranship.models.core import ConfigMap, Secret
from tranship.models.project import Project
from tranship.models.stage import Stage
from tranship.models.warehouse import Warehouse

PROJECT = "apiVersion: kargo.akuity.io/v1alpha1\nkind: Project\nmetadata: {name: demo}\n"
STAGE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata:
  name: test
  namespace: demo
spec:
  requestedFreight:
  - origin: {kind: Warehouse, name: web}
    sources: {direct: true}
  promotionTemplate:
    spec:
      steps:
      - uses: fail
        as: stop
        if: ${{ always() }}
        config:
          message: >-
            one
            ${{ ctx.stage }}
"""
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "kargo"
    path.mkdir()
    return path


def read(text: str, **options: bool) -> Manifests:
    """What is in a text that comes from stdin."""
    return read_manifests(["-"], stdin=io.StringIO(text), **options)


def problems(text: str) -> list[str]:
    with pytest.raises(ManifestError) as refused:
        read(text)
    return [str(problem) for problem in refused.value.problems]


def skipped(found: Manifests) -> list[tuple[str, str, bool]]:
    return [(str(one.position), one.reason, one.unreadable) for one in found.skipped]


def test_a_stream_of_documents() -> None:
    found = read(f"{PROJECT}---\n{STAGE}---\n# nothing\n---\n")
    project, stage = found.resources
    assert isinstance(project, Project)
    assert isinstance(stage, Stage)
    assert (stage.namespace, stage.name) == ("demo", "test")
    assert (found.skipped, found.files) == ((), ("stdin",))


def test_models_know_their_places() -> None:
    (stage,) = read(STAGE).resources
    assert isinstance(stage, Stage)
    assert stage.source is not None
    assert stage.source.locate(("spec", "requestedFreight", 0)) == Position("stdin", 8, 5)
    assert stage.spec.promotion_template is not None
    step = stage.spec.promotion_template.spec.steps[0]
    assert step.source is not None
    assert str(step.source.locate(("if",))) == "stdin:15:13"
    assert str(step.source.locate_key(("if",))) == "stdin:15:9"
    assert step.config is not None
    offset = step.config["message"].index("ctx")
    assert str(step.source.locate_within(("config", "message"), offset)) == "stdin:19:17"


def test_bytes_of_stdin_are_read_whatever_the_locale_is() -> None:
    text = PROJECT.replace("demo", "demo, labels: {a: größe}")
    for data in (text.encode(), b"\xff\xfe" + text.encode("utf-16-le"), b"\xef\xbb\xbf" + text.encode()):
        (project,) = read_manifests(["-"], stdin=io.TextIOWrapper(io.BytesIO(data), "ascii")).resources
        assert project.metadata.labels == {"a": "größe"}


def test_what_kubectl_prints_is_read() -> None:
    text = f"""\
apiVersion: v1
kind: List
metadata: {{resourceVersion: "", selfLink: ""}}
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: a
    uid: 3f2c1ab0
    resourceVersion: "12"
    generation: 2
    creationTimestamp: "2026-01-31T12:00:00Z"
    annotations: {{kubectl.kubernetes.io/last-applied-configuration: "{{}}"}}
    managedFields: [{{manager: kubectl, operation: Apply, fieldsV1: {{"f:data": {{}}}}}}]
  data: {{k: v}}
- {STAGE.replace(chr(10), chr(10) + "  ").rstrip()}
  status: {{freightHistory: [], lastHandledRefresh: x, ofTomorrow: 1}}
"""
    config, stage = read(text).resources
    assert isinstance(config, ConfigMap)
    assert isinstance(stage, Stage)
    assert config.metadata.generation == 2
    assert config.source is not None
    assert str(config.source.locate(("data", "k"))) == "stdin:15:13"
    assert stage.status.last_handled_refresh == "x"


def test_lists_of_one_kind_stand_for_their_items() -> None:
    text = (
        f"apiVersion: kargo.akuity.io/v1alpha1\nkind: ProjectList\nitems:\n- {PROJECT.replace(chr(10), chr(10) + '  ')}"
    )
    assert [one.name for one in read(text).resources] == ["demo"]


def test_json_is_read_too(folder: Path) -> None:
    data = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "stringData": {"k": "/ 🚀"}}
    (folder / "a.json").write_text(json.dumps(data).replace("/", "\\/"))
    (folder / "b.json").write_text(json.dumps([1, 2]))
    found = read_manifests(["kargo"])
    (secret,) = found.resources
    assert isinstance(secret, Secret)
    assert secret.string_data == {"k": "/ 🚀"}
    assert len(found.skipped) == 1


def test_all_problems_are_told_at_once_each_with_its_place() -> None:
    bad = STAGE.replace("uses:", "usse:").replace("direct: true", "direct: s3cret").replace("name: test", "nmae: test")
    assert problems(f"{bad}---\n{PROJECT}spec: {{s3cret: 1}}\n---\nkind: Stage\n---\na: @s3cret\n") == [
        "stdin:3:1: metadata.name: is required, but missing",
        'stdin:24:1: spec: unknown field "spec"; the fields here are metadata, status',
        "stdin:26:1: this is no manifest: one is a mapping with apiVersion and kind",
        "stdin:28:4: no value can begin with this character: put the value in quotes",
    ]
    assert problems(bad.replace("nmae", "name")) == [
        "stdin:9:23: spec.requestedFreight[0].sources.direct: must be true or false, but is text",
        'stdin:13:9: spec.promotionTemplate.spec.steps[0].usse: unknown field "usse" (did you mean "uses"?)',
    ]


def test_a_key_that_comes_twice_is_an_error() -> None:
    assert problems(f"{STAGE}  vars: []\n  vars: []\n") == [
        'stdin:21:3: the key "vars" is already set in line 20',
    ]


def test_an_unknown_kind_of_kargo_is_an_error() -> None:
    text = "apiVersion: kargo.akuity.io/v1alpha1\nkind: {}\nmetadata: {{name: a}}\n"
    assert problems(text.format("Stages")) == [
        'stdin:2:7: the kind "Stages" is none of Kargo\'s; did you mean "Stage"?'
    ]
    (problem,) = problems(text.format("'s3cret value'"))
    assert problem.startswith("stdin:2:7: this kind is none of Kargo's; there are ClusterConfig, ClusterPromotionTask,")


def test_another_version_of_kargo_is_an_error() -> None:
    assert problems(PROJECT.replace("v1alpha1", "v2")) == ["stdin:1:1: apiVersion must be kargo.akuity.io/v1alpha1"]


def test_a_resource_needs_a_name() -> None:
    assert problems(PROJECT.replace("name: demo", "")) == ["stdin:3:1: metadata.name: is required, but missing"]
    assert problems(PROJECT.replace("metadata: {name: demo}\n", "")) == [
        "stdin:1:1: metadata.name: is required, but missing"
    ]
    (promotion,) = read(PROJECT.replace("name: demo", "generateName: demo-")).resources
    assert promotion.metadata.generate_name == "demo-"


def test_values_of_secrets_are_not_repeated() -> None:
    text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {k: s3cret!}\nstringData: {m: 1234567890}\n"
    assert problems(text) == [
        "stdin:4:11: data.k: must be base64 text (write plain text under stringData)",
        "stdin:5:17: stringData.m: must be text, but is a number",
    ]


def test_other_groups_are_skipped_wherever_they_are(folder: Path) -> None:
    (folder / "a.yaml").write_text(f"{DEPLOYMENT}---\n{PROJECT}---\n{DEPLOYMENT}")
    for names in (["kargo"], ["kargo/a.yaml"]):
        found = read_manifests(names)
        assert [one.name for one in found.resources] == ["demo"]
        assert skipped(found) == [
            ("kargo/a.yaml:1:1", 'the kind "Deployment" is not for Kargo', False),
            ("kargo/a.yaml:9:1", 'the kind "Deployment" is not for Kargo', False),
        ]


def test_files_of_a_folder_that_have_nothing_for_kargo_are_not_looked_into(folder: Path) -> None:
    (folder / "many.yaml").write_text(f"# head\n---\n{DEPLOYMENT}---\n# none\n---\n  {DEPLOYMENT}---\n")
    (folder / "template.yaml").write_text("a: {{ .Values.a }}-\n{{- if }}\n")
    assert skipped(read_manifests(["kargo"])) == [
        ("kargo/many.yaml:3:1", "it is not for Kargo", False),
        ("kargo/many.yaml:9:3", "it is not for Kargo", False),
        ("kargo/template.yaml:1:1", "it is not for Kargo", False),
    ]


def test_what_is_no_manifest_is_skipped_in_a_folder_only(folder: Path) -> None:
    (folder / "kustomization.yaml").write_text("resources: [stage.yaml]\n# kargo.akuity.io\n")
    (folder / "stage.yaml").write_text(STAGE)
    found = read_manifests(["kargo"])
    assert [one.name for one in found.resources] == ["test"]
    assert [one.reason for one in found.skipped] == ["this is no manifest: one is a mapping with apiVersion and kind"]
    with pytest.raises(ManifestError, match=r"^kargo/kustomization\.yaml:1:1: this is no manifest"):
        read_manifests(["kargo/kustomization.yaml"])


@pytest.mark.parametrize(
    ("text", "reason", "unreadable"),
    [
        (STAGE.replace("name: test", "name: {{ .Values.name }}-x"), "a key is expected here", True),
        (STAGE.replace("name: test", "name: {{ .Values.name }}"), "it is a template that is not rendered", False),
        (STAGE.replace("name: test", 'name: "{{ .Values.name }}"'), "it is a template that is not rendered", False),
        (STAGE + "{{- end }}\n", "", True),
        (STAGE + "\t@", "", True),
    ],
)
def test_what_can_not_be_read_is_skipped_in_a_folder_only(
    folder: Path, text: str, reason: str, unreadable: bool
) -> None:
    (folder / "a.yaml").write_text(f"{PROJECT}---\n{text}")
    found = read_manifests(["kargo"])
    assert [one.name for one in found.resources] == ([] if unreadable else ["demo"])
    (one,) = found.skipped
    assert one.unreadable is unreadable
    assert one.reason.startswith(reason)
    if 'name: "{{' not in text:
        with pytest.raises(ManifestError, match=r"^kargo/a\.yaml:\d+:\d+: "):
            read_manifests(["kargo/a.yaml"])


def test_expressions_of_kargo_are_no_templates_of_helm(folder: Path) -> None:
    (folder / "a.yaml").write_text(STAGE.replace("uses: fail", "usse: fail"))
    with pytest.raises(ManifestError, match="did you mean"):
        read_manifests(["kargo"])


def test_bytes_that_are_no_text_are_skipped_in_a_folder_only(folder: Path) -> None:
    (folder / "a.yaml").write_bytes(b"\x00\xff\xfe kargo.akuity.io")
    (folder / "b.yaml").write_text(PROJECT)
    found = read_manifests(["kargo"])
    assert skipped(found) == [("kargo/a.yaml:1:2", "this is no text in UTF-8", True)]
    with pytest.raises(ManifestError, match=r"^kargo/a\.yaml:1:2: this is no text in UTF-8$"):
        read_manifests(["kargo/a.yaml", "kargo/b.yaml"])


def test_secrets_of_sops_are_skipped_in_a_folder_only(folder: Path) -> None:
    text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {k: 'ENC[AES256_GCM,data:x]'}\nsops: {mac: x}\n"
    (folder / "a.yaml").write_text(text)
    (one,) = read_manifests(["kargo"]).skipped
    assert one.reason.startswith("it is encrypted by SOPS; decrypt it and pipe it in")
    with pytest.raises(ManifestError, match=r"^kargo/a\.yaml:1:1: it is encrypted by SOPS"):
        read_manifests(["kargo/a.yaml"])


def test_problems_of_several_files_are_told_at_once(folder: Path) -> None:
    (folder / "a.yaml").write_text(PROJECT.replace("kind: Project", "kind: Projekt"))
    (folder / "b.yaml").write_text(STAGE.replace("uses", "usse"))
    with pytest.raises(ManifestError) as refused:
        read_manifests(["kargo", "kargo/none.yaml", "kargo/b.yml"])
    assert [str(one).partition(" ")[0] for one in refused.value.problems] == [
        "kargo/a.yaml:2:7:",
        "kargo/b.yaml:13:9:",
        "there",
        "there",
    ]


def test_folders_within_are_read_if_asked(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "a.yaml").write_text(PROJECT)
    (folder / "deep" / "b.yaml").write_text(STAGE)
    assert [one.name for one in read_manifests(["kargo"]).resources] == ["demo"]
    found = read_manifests(["kargo"], recursive=True)
    assert [one.name for one in found.resources] == ["demo", "test"]
    assert found.files == ("kargo/a.yaml", "kargo/deep/b.yaml")


def test_namespaces_are_those_that_are_written() -> None:
    text = f"""\
{PROJECT.replace("{name: demo}", "{name: demo, namespace: other}")}
---
apiVersion: kargo.akuity.io/v1alpha1
kind: Warehouse
metadata: {{name: web}}
spec: {{subscriptions: []}}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: web}}
spec: {{}}
"""
    project, warehouse, application = read(text).resources
    assert isinstance(warehouse, Warehouse)
    assert isinstance(application, Application)
    assert [one.namespace for one in (project, warehouse, application)] == ["", "", "argocd"]
    assert application.source is not None


def test_nothing_named_is_nothing_read() -> None:
    assert read_manifests([]) == Manifests()
