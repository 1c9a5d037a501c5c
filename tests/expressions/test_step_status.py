"""The status of a step, as another step asks for it."""

import pytest

from tranship.errors import InputError
from tranship.expressions.step_status import status_of
from tranship.models.promotion import StepExecutionMetadata
from tranship.promotion.ledger import Ledger

ENTRIES = Ledger(
    (
        StepExecutionMetadata(alias="a", status="Succeeded"),
        StepExecutionMetadata(alias="task::a", status="Failed"),
        StepExecutionMetadata(alias="x::y::z", status="Errored"),
    )
)


@pytest.mark.parametrize(
    ("alias", "own", "status"),
    [
        ("a", "b", "Succeeded"),
        ("a", "task::b", "Failed"),
        ("a", "other::b", ""),
        ("task::a", "b", ""),
        ("task::a", "task::b", ""),
        ("A", "b", ""),
        ("x::y::z", "b", "Errored"),
    ],
)
def test_short_names_are_those_of_the_own_task(alias: str, own: str, status: str) -> None:
    assert status_of(alias, own, ENTRIES) == status


def test_an_empty_alias_is_an_error() -> None:
    with pytest.raises(InputError, match=r"status\(\) needs the alias of a step"):
        status_of("", "b", ENTRIES)
