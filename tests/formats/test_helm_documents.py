"""The flat layout: one file for each rendered resource."""

from __future__ import annotations

import pytest

from tranship.errors import PathError
from tranship.formats.helm_documents import flat_files

STREAM = """---
# Source: web/templates/a.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: Web.Example, namespace: prod}
---
# Source: web/templates/b.yaml
# nothing but a comment
---
# Source: web/templates/b.yaml
kind: Job
metadata: {generateName: x-}
---
# Source: web/templates/hook.yaml
apiVersion: v1
kind: Pod
metadata: {name: t, annotations: {helm.sh/hook: test}}
"""


def test_names_and_texts() -> None:
    assert flat_files(STREAM) == {
        "networking_k8s_io-ingress-prod-web.example.yaml": "---\n# Source: web/templates/a.yaml\n"
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: Web.Example, namespace: prod}",
        "resource-0.yaml": "# Source: web/templates/b.yaml\n# nothing but a comment",
        "resource-1.yaml": "# Source: web/templates/b.yaml\nkind: Job\nmetadata: {generateName: x-}",
        "pod-t.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}",
    }


def test_lines_end_as_kargo_ends_them() -> None:
    files = flat_files("---\r\nkind: A\r\nmetadata:\r\n  name: x\r\n")
    assert files == {"a-x.yaml": "---\nkind: A\nmetadata:\n  name: x"}


def test_nothing_is_no_file() -> None:
    assert flat_files("\n") == {}


def test_a_name_that_leads_elsewhere_is_refused() -> None:
    with pytest.raises(PathError):
        flat_files("kind: ConfigMap\nmetadata: {name: ../../evil}\n")
