"""The context of a promotion: everything the engine and expressions may know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from tranship.credentials.secrets import SecretRegistry
from tranship.exprlang import Unknown
from tranship.models.freight import FreightCollection, FreightReference
from tranship.models.promotion import ExpressionVariable, StepExecutionMetadata
from tranship.models.stage import FreightRequest
from tranship.promotion.state import State


@dataclass(frozen=True)
class Context:
    """What a promotion is about, and how far it has come.

    ``work_dir`` is the folder that its steps work in; empty: the engine makes one and removes it afterwards.
    ``freight`` holds the Freight that is promoted and what the Stage keeps of other origins; ``target_freight_ref``
    is the one that is promoted. ``start_from_step`` is an index into the steps, from 0; ``step_execution_metadata``
    and ``state`` are those of the last Result. ``interrupted`` is the alias of a step whose last attempt was cut off
    before anybody could note what it came to. ``clock`` is what ``now()`` asks, if it is not the machine's; ``words``
    are texts that stand in metadata for what a plan can't know. ``vars`` are the Stage's and the template's.
    ``secrets`` collects the secret values that the promotion touches, so that no text shows them.
    """

    ui_base_url: str = ""
    work_dir: str = ""
    project: str = ""
    stage: str = ""
    promotion: str = ""
    freight_requests: tuple[FreightRequest, ...] = ()
    freight: FreightCollection = FreightCollection(id="")
    target_freight_ref: FreightReference = FreightReference()
    target_freight_alias: str = ""
    start_from_step: int = 0
    step_execution_metadata: tuple[StepExecutionMetadata, ...] = ()
    state: State = field(default_factory=State)
    interrupted: str = ""
    vars: tuple[ExpressionVariable, ...] = ()
    actor: str = ""
    rollback: bool = False
    clock: Callable[[], datetime] | None = field(default=None, compare=False)
    words: Mapping[str, Unknown] = field(default_factory=dict, compare=False)
    secrets: SecretRegistry = field(default_factory=SecretRegistry, compare=False)

    def deep_copy(self) -> Context:
        """A context whose state is its own; everything else in it is frozen and shared."""
        return replace(self, state=self.state.deep_copy())
