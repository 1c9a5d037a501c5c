"""imageFrom() and its kin over what a Warehouse has discovered."""

from typing import Any

import pytest

from tranship.errors import ExprError
from tranship.expressions import raw
from tranship.expressions.discovery import discovery_functions

DISCOVERED = {
    "images": [
        {"repoURL": "docker.io/library/nginx", "references": []},
        {
            "repoURL": "ghcr.io/acme/web",
            "references": [
                {"tag": "1.10", "digest": "sha256:12", "createdAt": "2026-01-31T12:00:00Z", "annotations": {"a": "b"}},
                {"tag": "1.9", "digest": "sha256:11"},
            ],
        },
    ],
    "git": [
        {
            "repoURL": "https://git.acme.dev/web.git",
            "commits": [{"id": "abc", "tag": "1.10", "subject": "Add", "creatorDate": "2026-01-31T12:00:00Z"}],
        }
    ],
    "charts": [
        {"repoURL": "https://charts.acme.dev", "name": "cache", "versions": ["3.0.0"]},
        {"repoURL": "https://charts.acme.dev", "name": "web", "versions": ["2.0.0", "1.0.0"]},
        {"repoURL": "oci://ghcr.io/acme/charts/web", "versions": ["2.1.0"]},
    ],
    "results": [{"name": "model", "artifactReferences": [{"subscriptionName": "model", "version": "7"}]}],
}


def value(expression: str, discovered: dict[str, Any] | None = DISCOVERED) -> Any:
    return raw.evaluate(expression, {}, ("expression",), discovery_functions(discovered))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("imageFrom('ghcr.io/acme/web').Tag", "1.10"),
        ("imageFrom('GHCR.io/acme/web').RepoURL", "ghcr.io/acme/web"),
        ("imageFrom('ghcr.io/acme/web').Annotations.a", "b"),
        ("imageFrom('ghcr.io/acme/web').CreatedAt.Year()", 2026),
        ("imageFrom('nginx')", None),
        ("commitFrom('https://git.acme.dev/Web/').ID", "abc"),
        ("commitFrom('https://git.acme.dev/web').Subject", "Add"),
        ("commitFrom('https://git.acme.dev/web').CreatorDate.Day()", 31),
        ("commitFrom('https://git.acme.dev/else')", None),
        ("chartFrom('https://charts.acme.dev', 'web').Version", "2.0.0"),
        ("chartFrom('https://charts.acme.dev').Name", "cache"),
        ("chartFrom('ghcr.io/acme/charts/web').Version", "2.1.0"),
        ("chartFrom('https://charts.acme.dev', 'none')", None),
        ("artifactFrom('model').Version", "7"),
        ("artifactFrom('none')", None),
        ("imageFrom('ghcr.io/acme/web').Tag == commitFrom('https://git.acme.dev/web').Tag", True),
        ("semverDiff(imageFrom('ghcr.io/acme/web').Tag, '1.9')", "Minor"),
    ],
)
def test_the_newest_of_each_artifact_is_found(expression: str, expected: Any) -> None:
    assert value(expression) == expected


def test_before_anything_was_discovered_all_is_nil() -> None:
    assert value("[imageFrom('a'), commitFrom('a'), chartFrom('a'), artifactFrom('a')]", None) == [None] * 4


@pytest.mark.parametrize(
    "expression", ["imageFrom()", "imageFrom(1)", "imageFrom('a', 'b')", "warehouse('a')", "secret('a')", "quote(1)"]
)
def test_other_arguments_and_functions_are_errors(expression: str) -> None:
    with pytest.raises(ExprError):
        value(expression)
