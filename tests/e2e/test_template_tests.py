"""`tranship test` by the front door: sealed off from the user and the network, and gone without a trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.testing.test_cases import GIT, GIVEN
from tests.testing.trying import write_stage, write_test

CASES = (
    GIVEN
    + """\
cases:
- name: it is updated
  expect: {snapshot: true}
- name: what is not given can't be reached
  repositories: {https://git.acme.dev/gitops.git: {password: only-the-test-knows}}
  expect: {phase: Errored, message: {contains: credentials of type git}}
"""
)


def test_nothing_of_the_user_is_used_and_nothing_is_left_behind(tmp_path: Path) -> None:
    home, manifests, scratch = tmp_path / "home", tmp_path / "manifests", tmp_path / "scratch"
    for folder in (home, manifests, scratch):
        folder.mkdir()
    marker = tmp_path / "helper-was-asked"
    (home / ".gitconfig").write_text(
        f'[credential]\n\thelper = "!touch {marker}; echo password=x; echo username=x; false"\n'
        '[url "https://elsewhere.example/"]\n\tinsteadOf = https://git.acme.dev/\n'
        "[user]\n\tname = Somebody\n\temail = somebody@example.com\n[commit]\n\tgpgSign = true\n"
    )
    write_stage(manifests, GIT)
    write_test(manifests, CASES)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HOME": str(home),
        "TMPDIR": str(scratch),
        "HTTPS_PROXY": "http://127.0.0.1:1",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
        "ARGOCD_SERVER": "argocd.example.com",
        "TRANSHIP_GIT_CACHE": str(tmp_path / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def tranship_test(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tranship", "test", *arguments, str(manifests)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    before = sorted(tmp_path.rglob("*"))
    first = tranship_test("--jobs", "2")
    assert first.returncode == 1
    assert "there is no snapshot of it yet" in first.stdout
    assert "1 passed, 1 failed" in first.stdout
    assert sorted(tmp_path.rglob("*")) == before
    assert tranship_test("-k", "is updated", "--update").returncode == 0
    snapshot = manifests / "it.test.snapshot.yaml"
    assert sorted(tmp_path.rglob("*")) == sorted([*before, snapshot])
    assert "author: Kargo <no-reply@kargo.io>" in snapshot.read_text()
    assert not marker.exists()
