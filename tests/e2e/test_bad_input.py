"""What bad input gets: one clear message with its place, before anything runs wherever that is possible."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import PASSWORD, STEPS, Playground, Screen


def refused(playground: Playground, screen: Screen) -> str:
    """What is said of input that is refused before anything runs: no Promotion is made, nothing is pushed."""
    assert screen.code == 3, screen.text
    assert screen.out == ""
    assert playground.pushes == 0
    for kind in ("promotions", "stages", "warehouses", "freight"):
        assert playground.tranship("get", kind, "-o", "name").out == ""
    return screen.err.replace(f"{playground.kargo}/", "kargo/")


def failed(playground: Playground, screen: Screen, code: int) -> str:
    """What is said of a step that failed: nothing is pushed."""
    assert screen.code == code, screen.text
    assert playground.pushes == 0
    assert PASSWORD not in screen.text
    return screen.out.replace(f"{playground.kargo}/", "kargo/")


def test_a_typo_in_a_step_kind(playground: Playground) -> None:
    playground.write_stage(STEPS.replace("uses: git-commit", "uses: git-comit"))
    assert refused(playground, playground.promote()) == (
        'kargo/stages.yaml:26:15: step "commit": there is no step kind "git-comit"; did you mean "git-commit"?\n'
    )


def test_an_unknown_configuration_key(playground: Playground) -> None:
    playground.write_stage(STEPS.replace("    message:", "    mesage:"))
    assert refused(playground, playground.promote()) == (
        'kargo/stages.yaml:30:11: step "commit": config.mesage: unknown field "mesage" (did you mean "message"?)\n'
    )


def test_a_key_of_the_manifest_that_is_unknown(playground: Playground) -> None:
    playground.write_stage(STEPS.replace("  as: clone", "  az: clone"))
    assert refused(playground, playground.promote()).startswith("kargo/stages.yaml:14:9: ")


def test_an_expression_that_can_not_be_read(playground: Playground) -> None:
    playground.write_stage(STEPS.replace("${{ vars.repo }}", "${{ vars.repo + }}"))
    assert refused(playground, playground.promote()) == (
        'kargo/stages.yaml:16:36: step "clone": config.repoURL: the expression ends too early: a value is missing\n'
        "  ${{ vars.repo + }}\n"
        "                  ^\n"
    )


def test_an_expression_that_is_never_closed(playground: Playground) -> None:
    playground.write_stage(STEPS.replace("${{ vars.repo }}", "${{ vars.repo"))
    assert refused(playground, playground.promote()) == (
        'kargo/stages.yaml:16:20: step "clone": config.repoURL: the expression is never closed: "}}" is missing\n'
        "  ${{ vars.repo\n"
        "  ^^^\n"
    )


def test_a_function_that_does_not_exist(playground: Playground) -> None:
    playground.write_stage(STEPS.replace("quote(imageFrom", "quote(imgFrom"))
    text = refused(playground, playground.promote())
    assert text == (
        'kargo/stages.yaml:25:28: step "image": config.images[0].tag: there is no function "imgFrom"; '
        'did you mean "imageFrom"?\n'
        '  ${{ quote(imgFrom("ghcr.io/acme/web").Tag) }}\n'
        "            ^^^^^^^\n"
    )


def test_a_variable_that_is_not_there(playground: Playground) -> None:
    playground.write_stage(STEPS.replace("vars.repo", "vars.rpo"))
    assert refused(playground, playground.promote()) == (
        'kargo/stages.yaml:16:24: step "clone": config.repoURL: there is no variable "rpo" (did you mean "repo"?); '
        "add it to vars, or give it with --var rpo=VALUE\n"
        "  ${{ vars.rpo }}\n"
        "      ^^^^^^^^\n"
    )


def test_all_problems_at_once(playground: Playground) -> None:
    playground.write_stage(STEPS.replace("uses: git-commit", "uses: git-comit").replace("vars.repo", "vars.rpo"))
    text = refused(playground, playground.promote())
    assert 'step "clone"' in text
    assert 'step "commit"' in text


def test_a_plan_refuses_the_same(playground: Playground) -> None:
    playground.write_stage(STEPS.replace("uses: git-commit", "uses: git-comit"))
    assert "kargo/stages.yaml:26:15" in refused(playground, playground.plan())


@pytest.mark.parametrize("path", ["../../secrets", "/etc/passwd"])
def test_a_path_outside_the_work_directory(playground: Playground, path: str) -> None:
    copy = f"- uses: copy\n  as: steal\n  config: {{inPath: {path}, outPath: ./src/stolen}}\n"
    playground.write_stage(STEPS.replace("- uses: git-commit", f"{copy}- uses: git-commit"))
    text = failed(playground, playground.promote(), 2)
    assert 'kargo/stages.yaml:26:9: step "steal" (copy) errored:\n' in text
    assert f'"{path}"' in text


def test_a_repository_that_refuses_the_password(playground: Playground) -> None:
    file = playground.kargo / "project.yaml"
    file.write_text(file.read_text().replace(PASSWORD, "wrong-wrong-wrong"))
    text = failed(playground, playground.promote(), 2)
    assert 'kargo/stages.yaml:13:9: step "clone" (git-clone) errored:\n' in text
    assert f'{playground.server.url}/gitops.git refused the password for user "bot" (HTTP 401)' in text
    assert "Secret demo/gitops-creds" in text
    assert "wrong-wrong-wrong" not in text
    assert "  It ran with:\n" in text


def test_a_repository_that_is_not_there(playground: Playground) -> None:
    file = playground.kargo / "project.yaml"
    file.write_text(file.read_text().replace("gitops.git", "nothing.git"))
    playground.write_stage(STEPS.replace("${{ vars.repo }}", f"{playground.server.url}/nothing.git"))
    assert "there is no repository at" in failed(playground, playground.promote(), 2)


def test_a_url_that_is_an_option(playground: Playground) -> None:
    marker = playground.kargo / "pwned"
    playground.write_stage(STEPS.replace("${{ vars.repo }}", f"--upload-pack=touch {marker}"))
    text = failed(playground, playground.promote(), 2)
    assert 'step "clone" (git-clone) errored:\n' in text
    assert not marker.exists()


def test_an_address_of_metadata_services(playground: Playground) -> None:
    playground.write_stage(STEPS.replace("${{ vars.repo }}", "http://169.254.169.254/latest/meta-data.git"))
    assert "169.254.169.254" in failed(playground, playground.promote(), 2)


def test_freight_that_the_stage_does_not_request(playground: Playground) -> None:
    text = refused(playground, playground.promote(image="ghcr.io/acme/other:1"))
    assert text.startswith('no Warehouse that the Stage "test" requests Freight of (web) subscribes to all of these')


def test_manifests_that_are_not_there(playground: Playground) -> None:
    screen = playground.tranship("promote", "-f", "nowhere/", "--stage", "test", "--image", "x:1")
    assert "nowhere" in refused(playground, screen)
