from __future__ import annotations

from typing import Any

from tests.cli.things import freight, promotion, stage, store_of
from tranship.credentials.secrets import SecretRegistry
from tranship.lifecycle.context import promotion_context
from tranship.lifecycle.push_targets import push_targets
from tranship.models.promotion import ExpressionVariable, PromotionStep
from tranship.promotion.step import steps_of

REPO = "https://git.acme.dev/gitops.git"


def clone(*checkouts: dict[str, Any], repo: str = REPO) -> PromotionStep:
    return PromotionStep(uses="git-clone", as_="clone", config={"repoURL": repo, "checkout": list(checkouts)})


def push(path: str = "./src", **config: Any) -> PromotionStep:
    return PromotionStep(uses="git-push", as_="push", config={"path": path, **config})


def targets(*steps: PromotionStep, **variables: str) -> tuple[str, ...]:
    made = promotion(*steps)
    values = tuple(ExpressionVariable(name=name, value=value) for name, value in variables.items())
    made = made.replace(spec=made.spec.replace(vars=values))
    context = promotion_context(made, stage(), freight(), work_dir="", ui_base_url="", secrets=SecretRegistry())
    return push_targets(context, steps_of(made), store_of())


def test_a_push_goes_where_its_work_tree_came_from() -> None:
    assert targets(clone({"branch": "main", "path": "./src"}), push()) == ("git.acme.dev/gitops (main)",)
    assert targets(clone({"branch": "main", "path": "src"}), push("./src/env/test")) == ("git.acme.dev/gitops (main)",)
    assert targets(clone({"path": "./src"}), push()) == ("git.acme.dev/gitops",)


def test_each_is_named_once() -> None:
    both = clone({"branch": "main", "path": "./src"}, {"branch": "env/prod", "path": "./out"})
    assert targets(both, push("./out"), push(), push("./out")) == (
        "git.acme.dev/gitops (env/prod)",
        "git.acme.dev/gitops (main)",
    )


def test_what_the_push_says_goes_before_the_work_tree() -> None:
    source = clone({"branch": "main", "path": "./src"})
    assert targets(source, push(targetBranch="release")) == ("git.acme.dev/gitops (release)",)
    assert targets(source, push(generateTargetBranch=True)) == ("git.acme.dev/gitops (a branch of its own)",)
    assert targets(source, push(tag="v1")) == ("git.acme.dev/gitops (v1)",)


def test_expressions_are_evaluated() -> None:
    source = clone({"branch": "env/${{ ctx.stage }}", "path": "./${{ vars.dir }}"}, repo="${{ vars.repo }}")
    assert targets(source, push("./out"), dir="out", repo=REPO) == ("git.acme.dev/gitops (env/test)",)


def test_what_only_later_steps_know_is_left_out() -> None:
    source = clone({"branch": "main", "path": "./src"})
    assert targets(source, push(targetBranch="${{ outputs.x.branch }}")) == ("git.acme.dev/gitops (main)",)
    assert targets(clone({"path": "./src"}, repo="${{ outputs.x.repo }}"), push()) == ()
    assert targets(source, push("./elsewhere")) == ()
    assert targets(clone({"path": "./src"}, repo="${{ vars. }}"), push()) == ()


def test_passwords_in_addresses_are_not_shown() -> None:
    source = clone({"path": "./src"}, repo="https://me:s3cret@git.acme.dev/gitops.git")
    assert targets(source, push()) == ("git.acme.dev/gitops",)


def test_what_is_only_read_is_no_target() -> None:
    assert targets(clone({"branch": "main", "path": "./src"})) == ()
