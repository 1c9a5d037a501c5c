"""Sources are found by repository and chart; what an update does not name stays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.authoring.argocd.apps import REPO, app
from tranship.authoring.argocd.sources import SourceUpdate, desired_revisions, sources_of, updated_spec
from tranship.errors import FieldsError, StepError
from tranship.models.base import read_model

CHART = {"repoURL": "https://charts.example.com", "chart": "web", "targetRevision": "1.0.0"}


def update(**data: Any) -> SourceUpdate:
    return read_model(SourceUpdate, {"repoURL": REPO, **data})


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ({"repoURL": REPO}, True),
        ({"repoURL": "https://GIT.example.com/acme/deploy/"}, True),
        ({"repoURL": "https://user@git.example.com/acme/deploy"}, True),
        ({"repoURL": "git@git.example.com:acme/deploy"}, False),
        ({"repoURL": REPO, "chart": "web"}, False),
        ({}, False),
    ],
)
def test_git_repositories_are_compared_by_any_spelling(source: dict[str, str], answer: bool) -> None:
    assert update().is_for(source) is answer


def test_charts_are_compared_by_the_letter() -> None:
    wanted = update(repoURL="https://charts.example.com", chart="web")
    assert wanted.is_for(CHART)
    assert not wanted.is_for({**CHART, "repoURL": "https://charts.example.com/"})
    assert not wanted.is_for({"repoURL": "https://charts.example.com"})


def test_sources_whichever_way_they_are_written() -> None:
    assert [one["repoURL"] for one in sources_of(app())] == [REPO]
    assert sources_of(app(spec={"sources": [CHART]})) == [CHART]
    assert sources_of(app(spec={"sources": [], "source": CHART})) == [CHART]
    assert sources_of(app(spec={})) == []


def test_desired_revisions_are_those_of_the_sources() -> None:
    updates = [update(desiredRevision="abc"), update(repoURL="https://charts.example.com", chart="web")]
    assert desired_revisions(updates, [CHART, {"repoURL": REPO}, {"repoURL": "https://other"}]) == ["", "abc", ""]


def test_the_first_update_of_a_source_has_its_revision() -> None:
    first, second = (
        update(helm={"images": [{"key": "tag", "value": "v2"}]}),
        update(desiredRevision="abc", updateTargetRevision=True),
    )
    spec = updated_spec(app(), [first, second])
    assert spec["source"]["targetRevision"] == "main"
    assert updated_spec(app(), [second, first])["source"]["targetRevision"] == "abc"


def test_what_is_not_named_stays() -> None:
    source = {
        "repoURL": REPO,
        "path": "x",
        "kustomize": {"namePrefix": "p-", "images": ["old"]},
        "helm": {"values": "a: b"},
    }
    images = [{"repoURL": "r/a", "tag": "1"}, {"repoURL": "r/b", "newName": "r/c", "digest": "sha256:0"}]
    parameters = [{"key": "a", "value": "1"}]
    wanted = update(
        desiredRevision="abc", updateTargetRevision=True, kustomize={"images": images}, helm={"images": parameters}
    )
    assert updated_spec(app(spec={"source": source}), [wanted]) == {
        "source": {
            "repoURL": REPO,
            "path": "x",
            "targetRevision": "abc",
            "kustomize": {"namePrefix": "p-", "images": ["r/a:1", "r/b=r/c@sha256:0"]},
            "helm": {"values": "a: b", "parameters": [{"name": "a", "value": "1"}]},
        }
    }


def test_parameters_change_in_place_or_come_last() -> None:
    present = [{"name": "a", "value": "1", "forceString": True}, {"name": "b", "value": "2"}]
    wanted = update(helm={"images": [{"key": "c", "value": "3"}, {"key": "a", "value": ""}]})
    spec = updated_spec(app(spec={"source": {"repoURL": REPO, "helm": {"parameters": present}}}), [wanted])
    assert spec["source"]["helm"]["parameters"] == [
        {"name": "a", "value": "", "forceString": True},
        {"name": "b", "value": "2"},
        {"name": "c", "value": "3"},
    ]


def test_several_sources_stay_several() -> None:
    spec = updated_spec(
        app(spec={"sources": [CHART, {"repoURL": REPO}]}), [update(helm={"images": [{"key": "a", "value": "1"}]})]
    )
    assert spec == {"sources": [CHART, {"repoURL": REPO, "helm": {"parameters": [{"name": "a", "value": "1"}]}}]}


def test_nothing_to_update_is_no_spec() -> None:
    assert updated_spec(app(), []) == {}


def test_an_update_for_no_source_is_an_error() -> None:
    with pytest.raises(
        StepError, match='the Application "web" has no source with the repoURL "https://x" and chart "y"'
    ):
        updated_spec(app(), [update(repoURL="https://x", chart="y")])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"updateTargetRevision": True}, "updateTargetRevision needs a desiredRevision"),
        ({"kustomize": {"images": [{"repoURL": "a"}]}}, "needs exactly one of tag and digest"),
        (
            {"kustomize": {"images": [{"repoURL": "a", "tag": "1", "digest": "d"}]}},
            "needs exactly one of tag and digest",
        ),
    ],
)
def test_what_excludes_each_other(data: dict[str, Any], message: str) -> None:
    with pytest.raises(FieldsError, match=message):
        update(**data)
