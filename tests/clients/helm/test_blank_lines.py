"""Helm 4's blank lines go; those that Helm 3 writes, too, stay."""

from __future__ import annotations

import pytest

from tranship.clients.helm.blank_lines import as_helm_3


@pytest.mark.parametrize(
    ("helm4", "helm3"),
    [
        (
            b"---\n# Source: a/templates/x.yaml\na: 1\n\n---\nb: 1\n\n",
            b"---\n# Source: a/templates/x.yaml\na: 1\n---\nb: 1\n",
        ),
        (b"---\n# Source: a/crds/x.yaml\na: 1\n\n---\nb: 1\n", b"---\n# Source: a/crds/x.yaml\na: 1\n\n---\nb: 1\n"),
        (b"---\na: |\n  x\n\n  y\n", b"---\na: |\n  x\n\n  y\n"),
        (b"\n---\na: 1\n", b"\n---\na: 1\n"),
        (b"", b""),
    ],
)
def test_lines_behind_templates(helm4: bytes, helm3: bytes) -> None:
    assert as_helm_3(helm4) == helm3
