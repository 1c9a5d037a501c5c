"""Answers that are none of an API server's."""

from __future__ import annotations

import pytest

from tests.servers.http_routes import Answer, Route, RouteServer
from tests.store.test_kubernetes import config
from tranship.errors import StoreError
from tranship.models.core import ConfigMap
from tranship.store.kubernetes import KubernetesStore

JSON = {"Content-Type": "application/json"}
NOBODY = "what answered when asked to read the ConfigMap demo/c is no API server of Kubernetes; check the kubeconfig"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(200, JSON, b"<html>"), NOBODY),
        (Answer(200, JSON, b"[]"), "the cluster answered with something that is no ConfigMap; check the kubeconfig"),
        (
            Answer(200, JSON, b'{"data": 1}'),
            "the ConfigMap without a name in the cluster is none that tranship can read: data: ",
        ),
        (Answer(503, body=b"upstream"), "the cluster could not read the ConfigMap demo/c: it answered 503"),
        (Answer(503), NOBODY),
        (Answer(500, JSON, b"{"), NOBODY),
        (
            Answer(429, JSON, b'{"kind": "Status", "code": 429, "message": "too many requests"}'),
            "the cluster refused to read the ConfigMap demo/c: too many requests",
        ),
        (
            Answer(500, JSON, b'{"kind": "Status", "code": 500}'),
            "the cluster refused to read the ConfigMap demo/c: it gave no reason",
        ),
    ],
)
def test_what_users_read(answer: Answer, message: str) -> None:
    with (
        RouteServer([Route("/api/v1/namespaces/demo/configmaps/c", (answer,))]) as server,
        KubernetesStore(config(server.url)) as store,
        pytest.raises(StoreError) as raised,
    ):
        store.get(ConfigMap, "demo", "c")
    assert str(raised.value).startswith(message)
