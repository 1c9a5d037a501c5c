"""The Freight of a Promotion: whether a Stage may have it, and what goes along with it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from tranship.models.freight import Freight, FreightCollection, FreightReference
from tranship.models.stage import FreightRequest, Stage


def collection_of(references: dict[str, FreightReference]) -> FreightCollection:
    """A collection of Freight by origin. Its id is a digest of the names, as in Kargo."""
    names = ",".join(sorted(reference.name for reference in references.values()))
    return FreightCollection(id=hashlib.sha1(names.encode(), usedforsecurity=False).hexdigest(), items=references)


def target_collection(stage: Stage, target: FreightReference) -> FreightCollection:
    """What a Promotion of ``target`` brings together: it, and what the Stage's last Promotion had of other origins.

    Only a Stage that requests Freight of several origins inherits, and only of origins that it still requests.
    """
    kept: dict[str, FreightReference] = {}
    last = stage.status.last_promotion
    inherited = last.status.freight_collection if last and last.status else None
    if inherited and len(stage.spec.requested_freight) > 1:
        for request in stage.spec.requested_freight:
            if reference := inherited.items.get(str(request.origin)):
                kept[str(request.origin)] = reference
    kept[str(target.origin)] = target
    return collection_of(kept)


def requested(stage: Stage, freight: Freight) -> FreightRequest | None:
    """The Stage's request that the Freight answers, None if it wants none of that origin."""
    return next((request for request in stage.spec.requested_freight if request.origin == freight.origin), None)


def available(stage: Stage, freight: Freight, now: datetime) -> bool:
    """Whether the Stage may have the Freight by its request's sources: directly, by approval, or after other Stages
    have verified it and it has been there for the time asked for."""
    if stage.metadata.namespace != freight.metadata.namespace:
        return False
    request = requested(stage, freight)
    if request is None:
        return False
    if stage.metadata.name in freight.status.approved_for or request.sources.direct:
        return True
    enough = all if request.sources.availability_strategy == "All" else any
    return enough(_ready_in(upstream, freight, request, now) for upstream in request.sources.stages)


def _ready_in(stage: str, freight: Freight, request: FreightRequest, now: datetime) -> bool:
    verified = freight.status.verified_in.get(stage)
    if verified is None:
        return False
    wanted = request.sources.required_soak_time
    if wanted is None:
        return True
    longest = timedelta(seconds=verified.longest_soak.seconds if verified.longest_soak else 0)
    current = freight.status.currently_in.get(stage)
    if current and current.since:
        longest = max(longest, now - current.since)
    return longest.total_seconds() >= wanted.seconds
