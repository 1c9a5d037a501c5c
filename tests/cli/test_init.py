from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Typed


def test_the_project_passes_its_own_lint_and_tests(typed: Typed) -> None:
    code, out, err = typed("init", "shop", "--project", "shop", "--repository", "https://gitlab.com/acme/shop.git")
    assert (code, err) == (0, "")
    assert out == (
        "wrote shop/kargo/project.yaml\n"
        "wrote shop/kargo/stages.yaml\n"
        "wrote shop/kargo/tasks.yaml\n"
        "wrote shop/kargo/tests/promotion.test.yaml\n"
        "wrote shop/.github/workflows/promotions.yaml\n"
        "\n"
        "Now run the tests, and see what a promotion would do:\n"
        "  tranship test shop/kargo\n"
        "  tranship lint shop/kargo\n"
    )
    assert typed("lint", "shop/kargo") == (0, "nothing found in 4 files\n", "")
    code, out, err = typed("test", "--jobs", "1", "--min-coverage", "100", "shop/kargo")
    assert (code, err) == (0, "")
    assert "3 passed" in out
    assert "coverage 100% (6 of 6 steps, 4 of 4 outcomes of conditions)" in out


def test_what_is_there_is_not_overwritten(typed: Typed) -> None:
    Path("kargo").mkdir()
    Path("kargo/stages.yaml").write_text("mine\n")
    assert typed("init") == (
        3,
        "",
        "kargo/stages.yaml is there already; nothing was written. Name another folder: tranship init FOLDER\n",
    )
    assert [str(one) for one in Path("kargo").iterdir()] == ["kargo/stages.yaml"]


def test_the_workflow_is_that_of_the_ci_system(typed: Typed) -> None:
    assert typed("init", "--ci", "gitlab")[0] == 0
    assert "junit: promotions.xml" in Path(".gitlab-ci.yml").read_text()
    assert typed("init", "other", "--ci", "none")[0] == 0
    assert [one.name for one in Path("other").iterdir()] == ["kargo"]


def test_a_repository_on_an_unknown_forge_is_refused(typed: Typed) -> None:
    code, _, err = typed("init", "--repository", "https://git.acme.dev/x.git")
    assert (code, err.partition(";")[0]) == (3, "it is not known on which forge https://git.acme.dev/x.git is")
