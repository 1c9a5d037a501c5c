from __future__ import annotations

from typing import Any

from tests.cli.things import WEB, freight, promotion, stage
from tranship.cli.view.headline import describe_freight, headline
from tranship.models.freight import Chart, Freight, GitCommit, Image
from tranship.models.promotion import ExpressionVariable, PromotionStep
from tranship.models.resource import ObjectMeta


def clone(**config: Any) -> PromotionStep:
    return PromotionStep(uses="git-clone", as_="clone", config=config)


PUSH = PromotionStep(uses="git-push", as_="push", config={"path": "./src"})


def first_lines(*steps: PromotionStep, **variables: str) -> list[str]:
    made = promotion(*steps)
    values = tuple(ExpressionVariable(name=name, value=value) for name, value in variables.items())
    made = made.replace(spec=made.spec.replace(vars=values))
    return headline(made, freight(), stage()).splitlines()


def test_it_says_what_goes_where() -> None:
    assert first_lines() == ["Promotion test.01k4.3f2c1ab", "Freight web 1.4.2 → Stage test"]


def test_it_says_which_repositories_are_written_to() -> None:
    lines = first_lines(clone(repoURL="https://git.acme.dev/gitops.git"), PUSH)
    assert lines[1] == "Freight web 1.4.2 → Stage test · will push to git.acme.dev/gitops.git"


def test_a_repository_in_a_variable_is_found() -> None:
    lines = first_lines(clone(repoURL="${{ vars.repo }}"), PUSH, repo="https://git.acme.dev/gitops.git")
    assert lines[1].endswith("will push to git.acme.dev/gitops.git")


def test_a_repository_that_only_an_expression_knows_is_not_guessed() -> None:
    assert first_lines(clone(repoURL="${{ ctx.project + vars.repo }}"), PUSH, repo="x")[1].endswith("Stage test")


def test_user_and_password_of_an_address_are_not_shown() -> None:
    lines = first_lines(clone(repoURL="https://me:s3cret@git.acme.dev/gitops.git"), PUSH)
    assert lines[1].endswith("will push to git.acme.dev/gitops.git")


def test_nothing_is_said_of_repositories_that_are_only_read() -> None:
    assert first_lines(clone(repoURL="https://git.acme.dev/gitops.git"))[1] == "Freight web 1.4.2 → Stage test"


def test_freight_is_called_by_its_alias_and_artifacts() -> None:
    whole = Freight(
        metadata=ObjectMeta(name="3f2c1ab0"),
        alias="happy-otter",
        origin=WEB,
        images=(Image(repo_url="ghcr.io/acme/web", digest="sha256:" + "a" * 64),),
        commits=(GitCommit(repo_url="https://git.acme.dev/app.git", id="9ab31c7" + "0" * 33),),
        charts=(Chart(repo_url="oci://ghcr.io/acme/chart", version="2.0.0"),),
    )
    text = "Freight happy-otter (web sha256:aaaaaaaaaaaa, app 9ab31c7, chart 2.0.0)"
    assert describe_freight(whole) == text
    assert describe_freight(Freight(metadata=ObjectMeta(name="3f2c1ab0"), origin=WEB)) == "Freight 3f2c1ab"
