"""Charts for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
CONFIG_MAP = """apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  kube: {{ .Capabilities.KubeVersion.Version }}
  value: {{ .Values.value | default "none" | quote }}
"""
JOB = """apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations: {helm.sh/hook: pre-install}
"""
LOCAL_DEPENDENCY = 'dependencies:\n- name: db\n  version: ">=0.1.0"\n  repository: file://../db\n'


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def web(root: Path, manifest: str = CHART, **templates: str) -> Path:
    files = {f"templates/{name}.yaml": text for name, text in (templates or {"cm": CONFIG_MAP}).items()}
    return write(root / "chart", {"Chart.yaml": manifest, "values.yaml": "", **files})


def database(root: Path, version: str = "0.1.0") -> Path:
    return write(root / "db", {"Chart.yaml": f"apiVersion: v2\nname: db\nversion: {version}\n", "values.yaml": ""})
