"""A snapshot is the same in every run, and holds all that came of a case."""

from __future__ import annotations

from pathlib import Path

from tests.testing.test_cases import GIT, GIVEN
from tests.testing.trying import tried, write_stage

TELL = """\
- uses: http
  as: tell
  config:
    method: POST
    url: https://chat.acme.dev/x
    body: '${{ quote({"commit": outputs.push.commit, "by": ctx.promotion, "token": secret("chat").token}) }}'
"""


def test_commits_are_numbered_the_promotion_has_no_name_and_secrets_are_masked(tmp_path: Path) -> None:
    write_stage(tmp_path, GIT.replace("{path: ./src}\n", "{path: ./src, targetBranch: new}\n") + TELL)
    rest = f"""\
{GIVEN}
http: {{POST https://chat.acme.dev/x: 204}}
resources:
- {{apiVersion: v1, kind: Secret, metadata: {{name: chat, namespace: demo}}, stringData: {{token: hunter2-hunter2}}}}
expect: {{snapshot: true}}
"""
    first, second = tried(tmp_path, rest), tried(tmp_path, rest)
    assert first.snapshot == second.snapshot
    assert str(first.snapshot_at).endswith(":11:20")
    assert first.snapshot["phase"] == "Succeeded"
    assert first.snapshot["steps"]["push"] == "Succeeded"
    new = first.snapshot["repositories"]["https://git.acme.dev/gitops.git"]["branches"]["new"]
    assert new["commits"] == [
        {"author": "Kargo <no-reply@kargo.io>", "message": "Update to 1.4.2", "files": ["values.yaml"]}
    ]
    assert new["diff"].endswith("-tag: 1.4.1\n+tag: 1.4.2\n")
    (request,) = first.snapshot["requests"]
    assert request["body"] == '{"by":"<promotion>","commit":"<commit 1>","token":"***"}'
