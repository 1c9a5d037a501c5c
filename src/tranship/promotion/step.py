"""A single step of a promotion, as it was written, and the evaluation of it against a context."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tranship.expressions.document import CompiledDocument, compile_document
from tranship.exprlang import Unknown
from tranship.models.promotion import ExpressionVariable, Promotion, PromotionStepRetry
from tranship.models.source import SourceMap
from tranship.promotion.config import Config
from tranship.promotion.context import Context
from tranship.promotion.evaluation import Cache, Environment, StepEnvOption, StepEvaluation, build_env
from tranship.promotion.ledger import Ledger
from tranship.store.protocol import Store

RESERVED_STEP_ALIAS_REGEX = re.compile(r"^(step|task)-[0-9]+\Z")
"""Aliases that are given to steps without one, and that nobody else may use."""


@dataclass(frozen=True)
class Step:
    """A step: its ``kind``, and how it was written.

    ``alias`` keys its output and is unique in a promotion. ``if_`` is a template that must come out as a boolean.
    ``config`` is any JSON value with templates in its texts, None for no configuration. ``source`` is where it stands.
    """

    kind: str
    alias: str = ""
    if_: str = ""
    continue_on_error: bool = False
    retry: PromotionStepRetry | None = None
    vars: tuple[ExpressionVariable, ...] = ()
    config: Any = None
    source: SourceMap | None = field(default=None, compare=False, repr=False)

    @cached_property
    def compiled_config(self) -> CompiledDocument:
        """The configuration with its templates parsed, once for all attempts."""
        return compile_document(self.config, ("config",))

    def build_env(self, context: Context, *options: StepEnvOption) -> Environment:
        """The names that expressions of this step see: ``ctx`` and what the options add."""
        return build_env(context, self.alias, *options)

    def get_vars(self, client: Store | None, cache: Cache | None, context: Context) -> dict[str, Any]:
        """The promotion's variables and the step's own, evaluated in order.

        :raises TranshipError: a variable can't be evaluated.
        """
        return dict(self._evaluation(client, cache, context).variables)

    def get_config(self, client: Store | None, cache: Cache | None, context: Context) -> Config | None:
        """The configuration with all expressions evaluated; None where the step has none.

        :raises TranshipError: an expression in it, or in a variable, can't be evaluated.
        """
        return self._evaluation(client, cache, context).config()

    def skip(self, client: Store | None, cache: Cache | None, context: Context) -> bool | Unknown:
        """Whether the step is to be skipped: its condition is false, or it has none and an earlier step has failed.

        Unknown where the condition depends on what is not known yet (in a plan).

        :raises TranshipError: the condition can't be evaluated, or is no boolean.
        """
        condition = self._evaluation(client, cache, context).condition()
        return condition if isinstance(condition, Unknown) else not condition

    def _evaluation(self, client: Store | None, cache: Cache | None, context: Context) -> StepEvaluation:
        return StepEvaluation(self, context, Ledger(context.step_execution_metadata), client, cache)


def steps_of(promotion: Promotion) -> Sequence[Step]:
    """The steps of a Promotion as the engine takes them; tasks must have been inflated."""
    return [
        Step(
            kind=step.uses,
            alias=step.as_,
            if_=step.if_,
            continue_on_error=step.continue_on_error,
            retry=step.retry,
            vars=tuple(step.vars),
            config=step.config,
            source=step.source,
        )
        for step in promotion.spec.steps
    ]
