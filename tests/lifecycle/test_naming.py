"""Names of Promotions sort by time and fit into Kubernetes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.lifecycle.things import NOW
from tranship.lifecycle.naming import promotion_name, ulid


def test_a_ulid_is_time_then_randomness() -> None:
    # The moment of the example in ULID's specification.
    example = datetime.fromtimestamp(1469918176.385, UTC)
    assert ulid(example, 0) == "01aryz6s41" + "0" * 16
    assert ulid(example, 2**80 - 1) == "01aryz6s41" + "z" * 16
    assert len(ulid(NOW)) == 26


def test_ulids_sort_by_time() -> None:
    moments = [NOW + timedelta(milliseconds=step) for step in range(0, 5000, 37)]
    names = [ulid(moment) for moment in moments]
    assert names == sorted(names)


def test_a_name_is_lower_case_and_not_too_long() -> None:
    name = promotion_name("S" * 300, "ABCDEFGHI", NOW)
    assert len(name) == 253
    assert name == name.lower()
    assert name.endswith(".abcdefg")
