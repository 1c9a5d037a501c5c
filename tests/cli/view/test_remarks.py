from __future__ import annotations

from typing import Any

import pytest

from tranship.cli.view.remarks import remark

COMMIT = "9ab31c7" + "0" * 33
MAIN = {"checkout": [{"branch": "main", "path": "./src"}]}


@pytest.mark.parametrize(
    ("kind", "outputs", "config", "expected"),
    [
        ("git-clone", {"commits": {"./src": COMMIT}}, MAIN, "main @ 9ab31c7"),
        ("git-clone", {"commits": {"out": COMMIT}}, {"checkout": [{"path": "./out", "as": "out"}]}, "./out @ 9ab31c7"),
        ("git-clone", {"commits": {}}, {"checkout": [{"tag": "v1", "path": "a"}]}, "v1"),
        ("git-clone", {}, MAIN, ""),
        ("git-commit", {"commit": COMMIT}, {"message": "Updated\n\n- web"}, '9ab31c7 "Updated"'),
        ("git-commit", {"commit": COMMIT}, None, "9ab31c7"),
        ("git-push", {"branch": "main", "commit": COMMIT}, {}, "main @ 9ab31c7"),
        (
            "git-open-pr",
            {"pr": {"id": 7, "url": "https://git.example.com/pulls/7"}},
            {},
            "https://git.example.com/pulls/7",
        ),
        (
            "kustomize-set-image",
            {"commitMessage": "Updated"},
            {
                "images": [
                    {"image": "ghcr.io/acme/web", "tag": "1.4.2"},
                    {"image": "db", "digest": "sha256:" + "a" * 64},
                ]
            },
            "web 1.4.2, db sha256:aaaaaaaaaaaa",
        ),
        ("kustomize-set-image", {"commitMessage": "Updated a\n\n- web:1"}, {}, "Updated a: web:1"),
        ("yaml-update", {"commitMessage": "Updated values.yaml\n\n- a: 1\n- b: 2"}, {}, "Updated values.yaml: a: 1 …"),
        ("compose-output", {"a": 1, "b": 2}, {}, "a, b"),
        ("http", {"status": 200}, {}, ""),
        ("fail", None, None, ""),
    ],
)
def test_what_is_worth_seeing(kind: str, outputs: Any, config: Any, expected: str) -> None:
    assert remark(kind, outputs, config) == expected
