"""How a step is written: a typed configuration, a plain function, and one declaration that binds them to a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from tranship.authoring.effects import NEEDS_PREVIEW, Effects, Preview
from tranship.authoring.toolbox import Toolbox
from tranship.execution import Execution
from tranship.expressions.plain import replaced_unknowns, unknowns_in
from tranship.gotypes.duration import Duration
from tranship.models.base import KargoModel
from tranship.promotion.config import Config, config_to_struct
from tranship.promotion.registry import (
    StepRunnerCapabilities,
    StepRunnerCapability,
    StepRunnerMetadata,
    StepRunnerRegistration,
)
from tranship.promotion.results import StepContext, StepResult

C = TypeVar("C", bound=KargoModel)


@dataclass(frozen=True)
class StepRun(Generic[C]):
    """Everything one run of a step works with."""

    context: StepContext
    config: C
    capabilities: StepRunnerCapabilities
    toolbox: Toolbox
    execution: Execution


Outputs = Mapping[str, Any]
"""The names that a step puts out, each with its type (a Python type, or ``Any``)."""

OutputsOf = Callable[[Mapping[str, Any]], Outputs | None]
"""The outputs of a step by its configuration as it was written; None where they can't be known before it runs."""


@dataclass(frozen=True)
class StepDefinition(StepRunnerRegistration):
    """A kind of step, complete: what the engine needs, and what plans, the linter and the reference pages read.

    ``effects_of`` and ``outputs_of`` take a configuration: for ``effects_of`` the validated model, for
    ``outputs_of`` the mapping as it was written. ``effects`` and ``outputs`` are the same for every configuration;
    None where it makes a difference.
    """

    kind: str = ""
    config: type[KargoModel] = KargoModel
    effects_of: Callable[[Any], Effects] = field(default=lambda _config: frozenset())
    effects: Effects | None = None
    outputs_of: OutputsOf = field(default=lambda _config: {})
    outputs: Outputs | None = None
    preview: Callable[[StepRun[Any]], Preview] | None = None
    may_be_unknown: Mapping[str, Any] = field(default_factory=dict)
    is_request: bool = False
    summary: str = ""

    def prepare(
        self, context: StepContext, capabilities: StepRunnerCapabilities, execution: Execution
    ) -> StepRun[KargoModel]:
        """What a run or a preview of this step works with.

        :raises StepFailed: the configuration does not fit the model.
        """
        return _prepare(self.config, context, capabilities, execution)

    def prepare_unknown(
        self, context: StepContext, capabilities: StepRunnerCapabilities, execution: Execution
    ) -> StepRun[KargoModel] | None:
        """What a preview works with where values of the configuration are Unknown; None if it can't do without them.

        Texts that may be unknown are then words such as ``(known after push)``, other fields are Unknown. In the
        configuration of the ``context`` they are as they came.

        :raises StepFailed: the rest of the configuration does not fit the model.
        """
        given = context.config or Config()
        stand_ins = self._stand_ins(given)
        if stand_ins is None:
            return None
        config = Config(replaced_unknowns(given, stand_ins))
        run = self.prepare(replace(context, config=config), capabilities, execution)
        names = {info.alias or name: name for name, info in self.config.model_fields.items()}
        unknown = {path[0]: given[path[0]] for path, value in stand_ins.items() if not isinstance(value, str)}
        return replace(
            run, context=context, config=run.config.model_copy(update={names[key]: unknown[key] for key in unknown})
        )

    def _stand_ins(self, config: Config) -> dict[tuple[Any, ...], Any] | None:
        """What stands in for each Unknown, by its path; None if there is none, or one that nothing stands in for."""
        found: dict[tuple[Any, ...], Any] = {}
        for path, unknown in unknowns_in(config):
            pattern = ".".join("*" if isinstance(key, int) else str(key) for key in path)
            # A map whose keys the user chooses is written with a star as well.
            for name in (pattern, ".".join([*pattern.split(".")[:-1], "*"])):
                if name in self.may_be_unknown:
                    stand_in = self.may_be_unknown[name]
                    found[path] = unknown.words if stand_in is str else stand_in
                    break
            else:
                return None
        return found or None


def _prepare(
    model: type[C], context: StepContext, capabilities: StepRunnerCapabilities, execution: Execution
) -> StepRun[C]:
    toolbox = cast("Toolbox", capabilities.toolbox or Toolbox())
    return StepRun(context, config_to_struct(context.config, model), capabilities, toolbox, execution)


class _FunctionRunner(Generic[C]):
    """Runs a step that is written as a function."""

    def __init__(
        self,
        run: Callable[[StepRun[C]], StepResult],
        config: type[C],
        capabilities: StepRunnerCapabilities,
    ) -> None:
        self._run = run
        self._config = config
        self._capabilities = capabilities

    def run(self, context: StepContext, execution: Execution) -> StepResult:
        """Read the configuration and call the function."""
        return self._run(_prepare(self._config, context, self._capabilities, execution))


def step_runner(
    *,
    kind: str,
    config: type[C],
    run: Callable[[StepRun[C]], StepResult],
    effects: Effects | Callable[[C], Effects],
    outputs: Outputs | OutputsOf | None = None,
    preview: Callable[[StepRun[C]], Preview] | None = None,
    may_be_unknown: Mapping[str, Any] = MappingProxyType({}),
    is_request: bool = False,
    capabilities: Iterable[StepRunnerCapability] = (),
    default_timeout: Duration = Duration(0),
    default_error_threshold: int = 1,
) -> StepDefinition:
    """Declare a kind of step.

    :param kind: the name that ``uses`` gives.
    :param config: the model of its configuration, the one source of its schema, its reference page and its checks.
    :param run: does the work. Raises :class:`~tranship.errors.StepError` and its kin; see there.
    :param effects: what it may touch, or a function of the configuration.
    :param outputs: what later steps can read, or a function of the configuration as it was written.
    :param preview: says what ``run`` would do, without doing it; needed by a step that writes outside or waits.
    :param may_be_unknown: the fields that a plan can do without where they depend on what it can't know, by their
        paths in YAML with a star for each index and free key, such as ``updates.*.value``. To each belongs ``str``,
        which is for texts and has words such as ``(known after push)`` in their place; or, for fields of the first
        level, a value that stands in while the rest is checked, and they are then Unknown.
    :param is_request: whether it is one request and nothing else. A plan sends it if it only reads, also if the step
        waits for a certain answer; and otherwise as the user says.
    :param capabilities: what it has to be given beyond the toolbox.
    :param default_timeout: how long it is tried if ``retry.timeout`` does not say; 0 is for ever.
    :param default_error_threshold: errors in a row that end it if ``retry.errorThreshold`` does not say.
    :raises ValueError: it writes or waits, and has no preview.
    """
    effects_of = effects if callable(effects) else lambda _config: effects
    if not callable(effects) and effects & NEEDS_PREVIEW and preview is None:
        raise ValueError(f'the step kind "{kind}" acts outside of its work directory and needs a preview')
    declared = outputs or {}
    return StepDefinition(
        factory=lambda granted: _FunctionRunner(run, config, granted),
        metadata=StepRunnerMetadata(default_timeout, default_error_threshold, frozenset(capabilities)),
        kind=kind,
        config=config,
        effects_of=effects_of,
        effects=None if callable(effects) else effects,
        outputs_of=declared if callable(declared) else lambda _config: declared,
        outputs=None if callable(declared) else declared,
        preview=cast("Callable[[StepRun[Any]], Preview] | None", preview),
        may_be_unknown=may_be_unknown,
        is_request=is_request,
        summary=(run.__doc__ or "").strip().partition("\n")[0],
    )
