"""Abort: a request left on a Promotion, and obeyed."""

from __future__ import annotations

import json
import threading

import pytest

from tests.lifecycle.things import NOW, promotion
from tranship.errors import InputError, NotFoundError
from tranship.execution import Cancellation
from tranship.lifecycle.abort import ABORT, abort_message, aborted, obeying, request_abort
from tranship.models.promotion import Promotion, PromotionPhase, PromotionStatus, StepExecutionMetadata
from tranship.store.memory import MemoryStore

NAME = "test.1.fffffff"


def test_a_request_is_an_annotation_that_kargo_understands() -> None:
    store = MemoryStore()
    store.create(promotion())
    asked = request_abort(store, "demo", NAME, actor="jane")
    assert json.loads(asked.metadata.annotations[ABORT]) == {"action": "terminate", "actor": "jane"}
    assert abort_message(asked) == "aborted by jane"


@pytest.mark.parametrize(
    ("request_text", "message"),
    [
        ("", None),
        ("true", "aborted on request"),
        ("terminate", "aborted on request"),
        ('{"action": "terminate"}', "aborted on request"),
        ('{"action": "terminate", "actor": ["x"]}', "aborted on request"),
        ('{"actor": "jane"}', "aborted by jane"),
    ],
)
def test_who_asked(request_text: str, message: str | None) -> None:
    assert abort_message(promotion().with_metadata(annotations={ABORT: request_text})) == message
    assert abort_message(promotion()) is None


def test_what_has_ended_cant_be_aborted() -> None:
    store = MemoryStore()
    store.create(promotion().replace(status=PromotionStatus(phase=PromotionPhase.SUCCEEDED)))
    with pytest.raises(InputError, match=r"the Promotion test\.1\.fffffff has ended already: Succeeded"):
        request_abort(store, "demo", NAME)
    with pytest.raises(NotFoundError):
        request_abort(store, "demo", "other")


def test_a_step_under_way_is_aborted_with_its_promotion() -> None:
    entries = (
        StepExecutionMetadata(alias="a", status="Succeeded", started_at=NOW, finished_at=NOW),
        StepExecutionMetadata(alias="b", status="Running", started_at=NOW),
        StepExecutionMetadata(alias="c"),
    )
    status = aborted(PromotionStatus(step_execution_metadata=entries), "stop", NOW)
    assert (status.phase, status.message, status.finished_at) == (PromotionPhase.ABORTED, "stop", NOW)
    assert [entry.status for entry in status.step_execution_metadata] == ["Succeeded", "Aborted", ""]


@pytest.mark.parametrize("deleted", [False, True])
def test_who_drives_is_told(deleted: bool) -> None:
    store, cancel, told = MemoryStore(), Cancellation(), threading.Event()
    made = store.create(promotion())
    with obeying(store, made, cancel), cancel.when_cancelled(told.set):
        if deleted:
            store.delete(Promotion, "demo", NAME)
        else:
            request_abort(store, "demo", NAME, actor="jane")
        assert told.wait(10)
    assert cancel.reason == ("the Promotion was deleted" if deleted else "aborted by jane")


def test_nobody_is_told_of_nothing() -> None:
    cancel = Cancellation()
    with obeying(MemoryStore(), promotion(), cancel):
        pass
    assert not cancel.cancelled
