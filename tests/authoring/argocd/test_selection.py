"""Who may change an Application: the Stages that it names, and nobody by a trick."""

from __future__ import annotations

import pytest

from tests.authoring.argocd.apps import app
from tranship.authoring.argocd.selection import AppConfig, is_authorized, select
from tranship.errors import FieldsError, InputError, StepError
from tranship.models.base import read_model
from tranship.store.memory import MemoryStore


@pytest.mark.parametrize(
    ("annotation", "answer"),
    [
        ("demo:test", True),
        (" demo:test ", True),
        ("other:x, demo:test,", True),
        ("demo:test,demo:prod", True),
        ("demo:tests", False),
        ("demo:tes", False),
        ("Demo:test", False),
        ("demo:test:x", False),
        ("test", False),
        ("", False),
        (",", False),
        ("*:*", False),
        ("demo:*", False),
        ("demo:test,*:x", False),
        ("demo:test,x", False),
        ("demo:test,:x", False),
        ("demo:test,x:", False),
        ("demo: test", True),
        (" other : x , demo : test ,", True),
        ("demo: ", False),
    ],
)
def test_authorization(annotation: str, answer: bool) -> None:
    application = app(annotations={"kargo.akuity.io/authorized-stage": annotation})
    assert is_authorized(application, "demo", "test") is answer


def test_without_the_annotation_nobody_may() -> None:
    assert not is_authorized(app(annotations={}), "demo", "test")


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    for name in ("b", "a", "c"):
        made.create(app(name))
    return made


def test_selected_by_name(store: MemoryStore) -> None:
    assert [one.name for one in select(store, AppConfig(name="a"))] == ["a"]
    with pytest.raises(StepError, match='there is no Application "x" in the namespace "argocd"'):
        select(store, AppConfig(name="x"))


def test_selected_by_labels_in_order_of_name(store: MemoryStore) -> None:
    wanted = read_model(
        AppConfig, {"selector": {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["c"]}]}}
    )
    assert [one.name for one in select(store, wanted)] == ["a", "b"]
    nobody = read_model(AppConfig, {"selector": {"matchLabels": {"team": "z"}}})
    with pytest.raises(StepError, match="no Application in the namespace"):
        select(store, nobody)
    bad = read_model(AppConfig, {"selector": {"matchLabels": {"team": "!"}}})
    with pytest.raises(InputError):
        select(store, bad)


def test_the_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    assert AppConfig(name="a").place == "argocd"
    monkeypatch.setenv("ARGOCD_NAMESPACE", "gitops")
    assert AppConfig(name="a").place == "gitops"
    assert AppConfig(name="a", namespace="x").place == "x"


@pytest.mark.parametrize("data", [{}, {"name": "a", "selector": {"matchLabels": {"a": "b"}}}])
def test_name_or_selector(data: dict[str, object]) -> None:
    with pytest.raises(FieldsError, match="needs exactly one of name and selector"):
        read_model(AppConfig, data)
