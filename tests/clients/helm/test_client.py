"""Charts rendered by the real programs: Helm 3 and Helm 4 come to the same bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.clients.helm.charts import CHART, CONFIG_MAP, JOB, LOCAL_DEPENDENCY, database, web
from tranship.clients.helm import ChartFiles, HelmClient, HelmSettings, SetValue, TemplateRequest
from tranship.errors import CancelledError, ClientError, PathError
from tranship.execution import BACKGROUND, Cancellation, Execution


@pytest.fixture(params=["helm3", "helm4"])
def helm(request: pytest.FixtureRequest) -> HelmClient:
    return HelmClient(HelmSettings(executable=request.param))


def request(root: Path, **changes: object) -> TemplateRequest:
    return replace(TemplateRequest(root, root / "chart", "r", "demo"), **changes)  # type: ignore[arg-type]


def test_a_chart_is_rendered_the_same_by_every_helm(tmp_path: Path, helm: HelmClient) -> None:
    web(tmp_path, cm=CONFIG_MAP, job=JOB)
    text = helm.template(request(tmp_path), BACKGROUND)
    config_map = CONFIG_MAP.replace("{{ .Capabilities.KubeVersion.Version }}", "v1.20.0")
    config_map = config_map.replace('{{ .Values.value | default "none" | quote }}', '"none"')
    assert text == f"---\n# Source: web/templates/cm.yaml\n{config_map}---\n# Source: web/templates/job.yaml\n{JOB}"


def test_a_folder_is_filled_the_same_by_every_helm(tmp_path: Path, helm: HelmClient) -> None:
    web(tmp_path, job=JOB)
    helm.template_into(request(tmp_path), tmp_path / "out", BACKGROUND, by_release=True)
    assert (tmp_path / "out/r/web/templates/job.yaml").read_text() == f"---\n# Source: web/templates/job.yaml\n{JOB}"


def test_versions_and_values_are_told(tmp_path: Path, helm: HelmClient) -> None:
    web(tmp_path)
    (tmp_path / "v.yaml").write_text("value: file\n")
    told = request(tmp_path, kube_version="1.31.0", values_files=(tmp_path / "v.yaml",))
    text = helm.template(told, BACKGROUND)
    assert "kube: v1.31.0" in text
    assert 'value: "file"' in text
    literal = replace(told, set_values=(SetValue("value", "a,b={c}", literal=True), SetValue("value", "set")))
    assert 'value: "a,b={c}"' in helm.template(literal, BACKGROUND)


def test_an_error_has_helms_words_and_no_path_of_this_machine(tmp_path: Path, helm: HelmClient) -> None:
    web(tmp_path, bad='{{ required "value is needed" .Values.nothing }}')
    with pytest.raises(ClientError, match=r"^helm: .*value is needed") as caught:
        helm.template(request(tmp_path), BACKGROUND)
    assert f"{tmp_path}/" not in str(caught.value)


def test_a_symlink_out_of_the_work_directory_is_not_followed(tmp_path: Path, helm: HelmClient) -> None:
    root = tmp_path / "work"
    chart = web(root)
    (chart / "templates/leak.yaml").symlink_to("/etc/hostname")
    for work in (
        lambda: helm.template(request(root), BACKGROUND),
        lambda: helm.template_into(request(root), root / "out", BACKGROUND, by_release=False),
    ):
        with pytest.raises(PathError, match="leads out of the work directory"):
            work()


def test_dependencies_are_built_and_updated(tmp_path: Path, helm: HelmClient) -> None:
    chart = ChartFiles(tmp_path, web(tmp_path, CHART + LOCAL_DEPENDENCY))
    database(tmp_path)
    helm.update_dependencies(chart, [], BACKGROUND, plain_http=False)
    assert [(one.name, one.version) for one in chart.locked() or ()] == [("db", "0.1.0")]
    (tmp_path / "chart/charts/db-0.1.0.tgz").unlink()
    helm.build_dependencies(chart, [], BACKGROUND, plain_http=False)
    assert (tmp_path / "chart/charts/db-0.1.0.tgz").is_file()


def test_dependencies_that_can_not_be_had_are_an_error_with_its_own_cause(tmp_path: Path, helm: HelmClient) -> None:
    chart = ChartFiles(tmp_path, web(tmp_path, CHART + LOCAL_DEPENDENCY))
    (tmp_path / "db").mkdir()
    (tmp_path / "db/Chart.yaml").write_text("apiVersion: v2\nname: db\nversion: not a version\n")
    with pytest.raises(ClientError, match=r"chart\.metadata\.version") as caught:
        helm.update_dependencies(chart, [], BACKGROUND, plain_http=False)
    assert caught.value.__cause__ is not caught.value


def test_nothing_of_the_users_helm_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HELM_REPOSITORY_CONFIG", "HELM_PLUGINS", "HELM_NAMESPACE", "HELM_KUBEAPISERVER", "KUBECONFIG"):
        monkeypatch.setenv(name, "/etc/passwd")
    web(tmp_path, cm="kind: X\nmetadata: {name: x, namespace: {{ .Release.Namespace }}}\n")
    assert "namespace: demo" in HelmClient().template(request(tmp_path), BACKGROUND)


def test_a_render_can_be_stopped(tmp_path: Path) -> None:
    web(tmp_path)
    cancel = Cancellation()
    cancel.cancel("enough")
    with pytest.raises(CancelledError):
        HelmClient().template(request(tmp_path), Execution(cancel))


def test_without_helm_it_says_so(tmp_path: Path) -> None:
    web(tmp_path)
    with pytest.raises(
        ClientError, match='the program "helm-99" is not on PATH; install it: charts are rendered by it'
    ):
        HelmClient(HelmSettings(executable="helm-99")).template(request(tmp_path), BACKGROUND)
