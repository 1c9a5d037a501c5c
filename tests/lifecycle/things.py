"""Stages, Freight and Promotions for tests: small, and all of one project."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tranship.models.base import read_model
from tranship.models.freight import Freight
from tranship.models.promotion import Promotion
from tranship.models.stage import Stage
from tranship.models.task import ClusterPromotionTask, PromotionTask
from tranship.models.warehouse import Warehouse

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ORIGIN = {"kind": "Warehouse", "name": "web"}


def stage(*steps: dict[str, Any], name: str = "test", **spec: Any) -> Stage:
    template = {"promotionTemplate": {"spec": {"steps": list(steps)}}} if steps else {}
    requests = [{"origin": ORIGIN, "sources": {"direct": True}}]
    data = {
        "metadata": {"name": name, "namespace": "demo"},
        "spec": {"requestedFreight": requests, **template, **spec},
    }
    return read_model(Stage, data)


def freight(name: str = "f" * 40, origin: str = "web", **fields: Any) -> Freight:
    data = {
        "metadata": {"name": name, "namespace": "demo"},
        "origin": {"kind": "Warehouse", "name": origin},
        "images": [{"repoURL": "registry.example/web", "tag": "1.0.0"}],
    }
    return read_model(Freight, {**data, **fields})


def task(*steps: dict[str, Any], name: str = "shared", variables: dict[str, str] | None = None) -> PromotionTask:
    return read_model(PromotionTask, _task(name, steps, variables, {"namespace": "demo"}))


def cluster_task(*steps: dict[str, Any], name: str = "shared") -> ClusterPromotionTask:
    return read_model(ClusterPromotionTask, _task(name, steps, None, {}))


def _task(
    name: str, steps: tuple[dict[str, Any], ...], variables: dict[str, str] | None, metadata: dict[str, str]
) -> dict[str, Any]:
    listed = [{"name": key, "value": value} for key, value in (variables or {}).items()]
    return {"metadata": {"name": name, **metadata}, "spec": {"vars": listed, "steps": list(steps)}}


def warehouse(name: str = "web", **spec: Any) -> Warehouse:
    subscriptions = [{"image": {"repoURL": "registry.example/web"}}]
    data = {"metadata": {"name": name, "namespace": "demo"}, "spec": {"subscriptions": subscriptions, **spec}}
    return read_model(Warehouse, data)


def promotion(*steps: dict[str, Any], name: str = "test.1.fffffff", **fields: Any) -> Promotion:
    data = {
        "metadata": {"name": name, "namespace": "demo"},
        "spec": {"stage": "test", "freight": "f" * 40, "steps": list(steps)},
    }
    return read_model(Promotion, {**data, **fields})
