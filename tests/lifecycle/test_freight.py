"""Which Freight a Stage may have, and what goes along with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.lifecycle.things import NOW, ORIGIN, freight, stage
from tranship.lifecycle.freight import available, collection_of, requested, target_collection
from tranship.models.base import dump
from tranship.models.stage import Stage

OTHER = {"kind": "Warehouse", "name": "config"}


def request(origin: dict[str, str], **sources: Any) -> dict[str, Any]:
    return {"origin": origin, "sources": sources}


def wanting(*requests: dict[str, Any], last: dict[str, Any] | None = None) -> Stage:
    wanted = stage({"uses": "fail"}, requestedFreight=list(requests))
    if last is None:
        return wanted
    status = {"lastPromotion": {"name": "p", "status": {"freightCollection": last}}}
    return type(wanted).model_validate({**dump(wanted), "status": status})


def test_a_collection_is_named_by_its_freights_names() -> None:
    one = collection_of({"Warehouse/web": freight("a").reference(), "Warehouse/config": freight("b").reference()})
    two = collection_of({"Warehouse/x": freight("b").reference(), "Warehouse/y": freight("a").reference()})
    assert one.id == two.id
    assert len(one.id) == 40


def test_freight_of_other_origins_is_inherited() -> None:
    last = {"id": "x", "items": {"Warehouse/config": dump(freight("c", "config").reference())}}
    both = [request(ORIGIN, direct=True), request(OTHER, direct=True)]
    names = {
        key: one.name
        for key, one in target_collection(wanting(*both, last=last), freight("t").reference()).items.items()
    }
    assert names == {"Warehouse/config": "c", "Warehouse/web": "t"}


def test_nothing_is_inherited_for_one_request_or_an_origin_that_is_not_requested_any_more() -> None:
    last = {"id": "x", "items": {"Warehouse/config": dump(freight("c", "config").reference())}}
    third = {"kind": "Warehouse", "name": "third"}
    for requests in ([request(ORIGIN, direct=True)], [request(ORIGIN, direct=True), request(third, direct=True)]):
        collection = target_collection(wanting(*requests, last=last), freight("t").reference())
        assert list(collection.items) == ["Warehouse/web"]


def test_the_target_takes_the_place_of_what_was_inherited() -> None:
    last = {"id": "x", "items": {"Warehouse/web": dump(freight("old").reference())}}
    both = [request(ORIGIN, direct=True), request(OTHER, direct=True)]
    assert target_collection(wanting(*both, last=last), freight("new").reference()).items["Warehouse/web"].name == "new"


def test_a_stage_requests_freight_by_origin() -> None:
    wanted = wanting(request(ORIGIN, direct=True))
    assert requested(wanted, freight()) is not None
    assert requested(wanted, freight(origin="config")) is None


def verified(ago: str = "", **stages: Any) -> dict[str, Any]:
    return {"status": {"verifiedIn": stages}}


@pytest.mark.parametrize(
    ("sources", "status", "answer"),
    [
        ({"direct": True}, {}, True),
        ({"stages": ["dev"]}, {}, False),
        ({"stages": ["dev"]}, {"verifiedIn": {"dev": {}}}, True),
        ({"stages": ["dev"]}, {"approvedFor": {"test": {}}}, True),
        ({"stages": ["dev", "qa"]}, {"verifiedIn": {"dev": {}}}, True),
        ({"stages": ["dev", "qa"], "availabilityStrategy": "All"}, {"verifiedIn": {"dev": {}}}, False),
        ({"stages": ["dev", "qa"], "availabilityStrategy": "All"}, {"verifiedIn": {"dev": {}, "qa": {}}}, True),
        ({"stages": ["dev"], "requiredSoakTime": "1h"}, {"verifiedIn": {"dev": {}}}, False),
        ({"stages": ["dev"], "requiredSoakTime": "1h"}, {"verifiedIn": {"dev": {"longestSoak": "1h"}}}, True),
        (
            {"stages": ["dev"], "requiredSoakTime": "1h"},
            {"verifiedIn": {"dev": {}}, "currentlyIn": {"dev": {"since": "2026-01-02T02:00:00Z"}}},
            True,
        ),
        (
            {"stages": ["dev"], "requiredSoakTime": "2h"},
            {"verifiedIn": {"dev": {}}, "currentlyIn": {"dev": {"since": "2026-01-02T02:00:00Z"}}},
            False,
        ),
    ],
)
def test_whether_freight_is_available(sources: dict[str, Any], status: dict[str, Any], answer: bool) -> None:
    assert available(wanting(request(ORIGIN, **sources)), freight(status=status), NOW) is answer


def test_freight_of_another_project_or_origin_is_not_available() -> None:
    wanted = wanting(request(ORIGIN, direct=True))
    assert not available(wanted, freight(origin="config"), NOW)
    assert not available(wanted, freight(metadata={"name": "f", "namespace": "other"}), NOW + timedelta(days=1))
