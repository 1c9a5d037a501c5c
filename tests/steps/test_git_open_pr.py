"""git-open-pr opens one pull request, however often it is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.authoring.pull_requests import Runs
from tests.clients.forges.scene import DOUBLES, scene_of
from tranship.authoring import ChangeKind, StepError, StepFailed, TerminalError
from tranship.clients.forges import ForgeKind, RefusedError
from tranship.credentials.secrets import SecretRegistry, SecretSource
from tranship.errors import GitError, HTTPError
from tranship.exprlang import Unknown
from tranship.steps.git_open_pr import registration
from tranship.testing.forges import Failure, State

BRANCHES: dict[str, Any] = {"sourceBranch": "work", "targetBranch": "main"}


@pytest.fixture(params=list(DOUBLES), ids=str)
def any_forge(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Runs]:
    kind: ForgeKind = request.param
    with scene_of(kind, tmp_path) as scene:
        yield Runs(registration, scene, tmp_path)


@pytest.fixture
def step(tmp_path: Path) -> Iterator[Runs]:
    with scene_of(ForgeKind.GITHUB, tmp_path) as scene:
        yield Runs(registration, scene, tmp_path)


def test_opening_twice_finds_the_first(any_forge: Runs) -> None:
    first = any_forge.run(**BRANCHES, title="Promote")
    second = any_forge.run(**BRANCHES, title="Promote again")
    (kept,) = any_forge.scene.double.pull_requests(any_forge.scene.name)
    assert first.output == second.output
    assert first.output is not None
    assert first.output["pr"]["id"] == 1
    assert first.output["pr"]["url"].startswith(any_forge.scene.double.url)
    assert kept.title == "Promote"


def test_a_crash_after_the_creation_is_made_good_by_the_next_attempt(any_forge: Runs) -> None:
    any_forge.scene.double.fail(Failure(502, method="POST", done=True))
    with pytest.raises(HTTPError, match="502"):
        any_forge.run(**BRANCHES)
    result = any_forge.run(**BRANCHES)
    assert result.output is not None
    assert result.output["pr"]["id"] == 1
    assert len(any_forge.scene.double.pull_requests(any_forge.scene.name)) == 1


def test_what_was_put_out_is_not_looked_for_again(step: Runs) -> None:
    known = {"pr": {"id": 7, "url": "u"}}
    assert step.after(known, **BRANCHES).output == known
    assert step.scene.double.requests == ()


@pytest.mark.parametrize("broken", [{}, {"pr": {}}, {"pr": {"id": True}}, {"pr": {"id": "7"}}])
def test_an_output_without_a_pull_request_is_none(step: Runs, broken: dict[str, Any]) -> None:
    result = step.after(broken, **BRANCHES)
    assert result.output is not None
    assert result.output["pr"]["id"] == 1


def test_one_of_another_head_or_closed_is_not_ours(step: Runs) -> None:
    step.scene.create()
    step.scene.double.change(step.scene.name, 1, state=State.CLOSED)
    result = step.run(**BRANCHES)
    assert result.output is not None
    assert result.output["pr"]["id"] == 2


def test_title_and_description_are_of_the_last_commit(step: Runs) -> None:
    step.scene.git.commit("work", {"a.txt": "x"}, "Promote web\n\nTo 1.4.2.\n")
    step.run(**BRANCHES, context={"ui_base_url": "https://kargo.acme.dev"}, labels=["prod"])
    (made,) = step.scene.double.pull_requests(step.scene.name)
    assert (made.title, made.labels) == ("Promote web", ("prod",))
    link = "[View in Kargo UI](https://kargo.acme.dev/project/demo/stage/test)"
    assert made.description == f"\nTo 1.4.2.\n\n\n{link}"


@pytest.mark.parametrize("texts", [{"title": "use s3cr3t-value"}, {"description": "czNjcjN0LXZhbHVl"}])
def test_a_text_that_would_show_a_secret_is_not_sent(step: Runs, texts: dict[str, Any]) -> None:
    secrets = SecretRegistry()
    secrets.record("s3cr3t-value", SecretSource("Secret", "demo", "s", "k"))
    with pytest.raises(TerminalError, match="title or description would show a secret, so it is not opened"):
        step.run(**BRANCHES, **texts, context={"secrets": secrets})
    assert step.scene.double.pull_requests(step.scene.name) == ()


def test_without_a_difference_there_is_nothing_to_open(step: Runs) -> None:
    step.scene.double.merge(step.scene.name, step.scene.create().number)
    result = step.run(**BRANCHES)
    assert (result.status, result.output) == ("Skipped", None)
    assert result.message == "the branches have the same files; there is nothing to merge"


def test_branches_that_are_missing(step: Runs) -> None:
    with pytest.raises(GitError, match='has no branch "gone"'):
        step.run(sourceBranch="gone", targetBranch="main")
    with pytest.raises(StepError, match='the repository has no branch "gone" to merge into'):
        step.run(sourceBranch="work", targetBranch="gone")


def test_a_refusal_is_an_error_in_the_forge_s_words(step: Runs) -> None:
    step.scene.double.fail(Failure(403, "Resource not accessible by personal access token", method="POST"))
    with pytest.raises(RefusedError, match=r"403 to POST .*: Resource not accessible by personal access token$"):
        step.run(**BRANCHES)


def test_a_plan_shows_it_and_makes_nothing(any_forge: Runs) -> None:
    shown = any_forge.preview(**BRANCHES, labels=["prod"])
    (change,) = shown.changes
    place = any_forge.scene.url.removeprefix("http://").removesuffix(".git").lower()
    assert (change.kind, change.summary) == (ChangeKind.PULL_REQUEST, "Update web")
    assert change.target.lower() == f"{place} work → main"
    assert change.details == {"title": "Update web", "description": "", "labels": ["prod"]}
    assert "-5\n+five\n" in change.diff
    assert shown.output is not None
    assert isinstance(shown.output["pr"]["id"], Unknown)
    assert {request.method for request in any_forge.scene.double.requests} == {"GET"}


def test_a_plan_knows_one_that_is_open_already(step: Runs) -> None:
    made = step.scene.create()
    shown = step.preview(**BRANCHES)
    assert (shown.output, shown.changes) == ({"pr": {"id": made.number, "url": made.url}}, ())
    assert shown.notes == (f"the pull request {made.number} is open already: {made.url}",)


def test_a_plan_says_when_the_forge_can_not_be_asked(step: Runs) -> None:
    step.scene.double.fail(Failure(403, "no", method="GET"))
    shown = step.preview(**BRANCHES)
    assert len(shown.changes) == 1
    assert shown.notes[0].startswith("whether one is open already is not known: ")


def test_a_plan_without_a_difference(step: Runs) -> None:
    step.scene.double.merge(step.scene.name, step.scene.create().number)
    shown = step.preview(**BRANCHES)
    assert (shown.changes, shown.notes) == ((), ("the branches have the same files; there is nothing to merge",))


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"repoURL": "git@github.com:a/b", **BRANCHES}, "repoURL: must be a URL with a scheme"),
        ({**BRANCHES, "provider": "sourceforge"}, "provider: "),
        ({"sourceBranch": "work"}, "targetBranch: "),
        ({**BRANCHES, "title": ""}, "title: "),
    ],
)
def test_a_wrong_configuration_fails(step: Runs, config: dict[str, Any], message: str) -> None:
    with pytest.raises(StepFailed, match=message):
        step.run(**config)
