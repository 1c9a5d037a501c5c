from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.e2e.conftest import IMAGE, PASSWORD, Playground


def test_an_image_is_promoted_from_the_command_line_to_the_server(playground: Playground) -> None:
    screen = playground.promote()
    assert screen.code == 0, screen.text
    assert playground.git("show", "main:env/test/kustomization.yaml") == (
        "# Kept as it is.\nimages:\n  - name: ghcr.io/acme/web\n    newTag: 1.4.2  # set by promotions\n"
    )
    commit = playground.git("rev-parse", "main").strip()
    assert screen.out.startswith("Succeeded in ")
    assert f"commit {commit[:7]}" in screen.out
    assert "✓ push    git-push" in screen.err
    assert PASSWORD not in screen.text


def test_the_result_is_available_as_json_alone_on_stdout(playground: Playground) -> None:
    screen = playground.promote("-o", "json")
    assert json.loads(screen.out)["status"]["phase"] == "Succeeded"


def test_promoting_again_changes_nothing(playground: Playground) -> None:
    playground.promote()
    before = playground.git("rev-parse", "main")
    screen = playground.promote()
    assert screen.code == 0, screen.text
    assert playground.git("rev-parse", "main") == before


def test_what_was_promoted_can_be_listed_described_and_read(playground: Playground) -> None:
    playground.promote()
    listed = playground.tranship("get", "promotions").out.splitlines()
    assert listed[0].split() == ["NAME", "STAGE", "FREIGHT", "PHASE", "STEP", "AGE"]
    assert listed[1].split()[1] == "test"
    assert listed[1].split()[3] == "Succeeded"
    described = playground.tranship("describe", "promotion").out
    assert "✓ image  kustomize-set-image  Succeeded" in described
    assert "stages.yaml:19:9" in described
    assert playground.tranship("get", "stages").out.splitlines()[1].split()[:2] == ["test", "web"]
    assert playground.tranship("get", "freight", "-o", "name").code == 0
    assert playground.tranship("logs").code == 0


def test_freight_goes_on_to_the_next_stage_when_it_is_available(playground: Playground) -> None:
    file = playground.write_stage(name="prod", file="prod.yaml")
    file.write_text(file.read_text().replace("sources: {direct: true}", "sources: {stages: [test]}"))
    refused = playground.promote("--require-available", stage="prod")
    assert refused.code == 3
    assert 'is not available to the Stage "prod" yet' in refused.err
    assert playground.promote().code == 0
    assert playground.promote("--require-available", stage="prod").code == 0
    assert "newTag: 1.4.2" in playground.git("show", "main:env/prod/kustomization.yaml")


def test_the_user_s_own_git_helpers_serve_where_no_secret_does(playground: Playground) -> None:
    (playground.kargo / "project.yaml").write_text(
        (playground.kargo / "project.yaml").read_text().partition("---\napiVersion: v1\nkind: Secret")[0]
    )
    host = playground.server.host
    home = playground.kargo.parent
    (home / ".gitconfig").write_text("[credential]\n\thelper = store\n")
    (home / ".git-credentials").write_text(f"http://bot:{PASSWORD}@{host}\n")
    screen = playground.promote()
    assert screen.code == 0, screen.text
    assert playground.pushes == 1


def test_the_user_s_helpers_can_be_switched_off(playground: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    (playground.kargo / "project.yaml").write_text(
        (playground.kargo / "project.yaml").read_text().partition("---\napiVersion: v1\nkind: Secret")[0]
    )
    home = playground.kargo.parent
    (home / ".gitconfig").write_text("[credential]\n\thelper = store\n")
    (home / ".git-credentials").write_text(f"http://bot:{PASSWORD}@{playground.server.host}\n")
    monkeypatch.setenv("TRANSHIP_USER_CREDENTIALS", "false")
    screen = playground.promote()
    assert screen.code == 2
    assert "asks for credentials, and there are none for it" in screen.out


def test_a_password_can_come_from_the_environment(playground: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    file = playground.kargo / "project.yaml"
    file.write_text(file.read_text().replace(f"  password: {PASSWORD}\n", ""))
    monkeypatch.setenv("GIT_TOKEN", PASSWORD)
    screen = playground.promote("--secret", "gitops-creds.password=env:GIT_TOKEN")
    assert screen.code == 0, screen.text
    assert PASSWORD not in screen.text


def test_variables_can_be_set_on_the_command_line(playground: Playground) -> None:
    steps = "- uses: compose-output\n  as: say\n  config: {hello: '${{ vars.who }}'}\n"
    playground.write_stage(steps)
    screen = playground.promote("--var", "who=world", "-o", "json")
    assert json.loads(screen.out)["status"]["state"]["say"] == {"hello": "world"}


def test_freight_by_name_is_the_same_as_by_image(playground: Playground) -> None:
    playground.promote()
    name = playground.tranship("get", "freight", "-o", "name").out.strip()
    screen = playground.tranship("promote", "-f", str(playground.kargo), "--stage", "test", "--freight", name[:7])
    assert screen.code == 0, screen.text
    assert f"{IMAGE.rpartition('/')[2]} 1.4.2" in screen.err


def test_a_reader_that_has_seen_enough_does_not_change_the_outcome(playground: Playground) -> None:
    arguments = f"promote -f {playground.kargo} --stage test --image {IMAGE}:1.4.2 -o yaml"
    command = f"{sys.executable} -m tranship {arguments} | true; exit ${{PIPESTATUS[0]}}"
    finished = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    assert "newTag: 1.4.2" in playground.git("show", "main:env/test/kustomization.yaml")
    assert "Traceback" not in finished.stderr


def test_a_work_directory_can_be_kept(playground: Playground) -> None:
    screen = playground.promote("--keep-work-dir")
    (folder,) = (playground.kargo.parent / "state" / "tranship" / "work").iterdir()
    assert screen.out.endswith(f"Its work directory: {folder}\n")
    assert (folder / "src" / "env" / "test" / "kustomization.yaml").exists()
