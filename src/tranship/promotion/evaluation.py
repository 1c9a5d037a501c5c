"""The evaluation of one step: its variables, its condition and its configuration, each at most once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tranship.errors import ExprError, StepError
from tranship.expressions.env import StepMetas, context_values
from tranship.expressions.functions import step_functions, variable_functions
from tranship.expressions.json_view import JSONView
from tranship.expressions.places import placed
from tranship.expressions.sources import Sources
from tranship.expressions.template import BoundFunctions, evaluate_template
from tranship.exprlang import Unknown
from tranship.models.promotion import ExpressionVariable
from tranship.promotion.config import Config
from tranship.promotion.context import Context
from tranship.promotion.ledger import Ledger
from tranship.promotion.state import State
from tranship.store.protocol import Store

if TYPE_CHECKING:
    from tranship.promotion.step import Step

Environment = dict[str, Any]
StepEnvOption = Callable[[Environment], None]
"""Adds names to the environment that expressions of a step see."""

Cache = MutableMapping[Any, Any]
"""Keeps what functions have read, for the time of one step."""


def step_env_with_outputs(outputs: State) -> StepEnvOption:
    """Add ``outputs``: what earlier steps have put out, by alias."""
    return lambda env: env.update(outputs=JSONView(outputs))


def step_env_with_task_outputs(alias: str, outputs: State) -> StepEnvOption:
    """Add ``task.outputs`` where the step ``alias`` belongs to a task: the task's outputs by their short names."""
    task_outputs = outputs.task_outputs(alias)
    if task_outputs is None:
        return lambda env: None  # noqa: ARG005 - there is nothing to add
    return lambda env: env.update(task={"outputs": JSONView(task_outputs)})


def step_env_with_step_metas(context: Context) -> StepEnvOption:
    """Add ``stepMetas``: the execution metadata of steps so far, by alias."""
    metas = StepMetas(Ledger(context.step_execution_metadata))
    return lambda env: env.update(stepMetas=metas)


def step_env_with_vars(variables: Mapping[str, Any]) -> StepEnvOption:
    """Add ``vars``: evaluated variables by name."""
    return lambda env: env.update(vars=variables)


def build_env(context: Context, alias: str, *options: StepEnvOption) -> Environment:
    """The names that expressions of the step ``alias`` see: ``ctx``, and what the options add."""
    target = context.target_freight_ref
    env: Environment = {
        "ctx": context_values(
            ui_base_url=context.ui_base_url,
            project=context.project,
            promotion=context.promotion,
            stage=context.stage,
            freight_name=target.name,
            freight_alias=context.target_freight_alias,
            freight_origin=target.origin.name,
            actor=context.actor,
            rollback=context.rollback,
            alias=alias,
        )
    }
    for option in options:
        option(env)
    return env


class StepEvaluation:
    """Evaluates one step, once. What its functions read from the store is kept in ``cache`` for as long.

    :raises TranshipError: from every method, where an expression or what it reads is wrong; the text says which
        variable or field is meant.
    """

    def __init__(self, step: Step, context: Context, ledger: Ledger, client: Store | None, cache: Cache | None) -> None:
        self._step = step
        self._context = context
        self._ledger = ledger
        self._sources = Sources(
            client=client,
            cache=cache,
            project=context.project,
            freight_requests=context.freight_requests,
            freight=context.freight,
            secrets=context.secrets,
            clock=context.clock,
            words=context.words,
        )

    @cached_property
    def variables(self) -> Mapping[str, Any]:
        """The promotion's variables, then the step's, each seeing those before it; only the step's see outputs."""
        variables: dict[str, Any] = {}
        functions = variable_functions(self._sources)
        env = build_env(self._context, self._step.alias, step_env_with_vars(variables))
        for variable in self._context.vars:
            variables[variable.name] = _evaluate_variable(variable, env, functions)
        if self._step.vars:
            env = self._step_env(variables)
            for variable in self._step.vars:
                variables[variable.name] = _evaluate_variable(variable, env, functions)
        return variables

    def condition(self) -> Any:
        """What the step's ``if`` comes to: a boolean, or Unknown where it depends on what is not known yet.

        Without one it is whether no step so far has failed.
        """
        condition = self._step.if_
        if not condition:
            return not self._ledger.has_failures
        try:
            value = evaluate_template(condition, self.env, self.functions, ("if",))
            if not isinstance(value, bool | Unknown):
                message = "the condition must come out as true or false; write it between ${{ and }}"
                raise ExprError(message, condition, 0, len(condition), field=("if",))
        except ExprError as error:
            raise placed(error, self._step.source) from error.__cause__
        return value

    def config(self) -> Config | None:
        """The evaluated configuration; None where the step has none."""
        if self._step.config is None:
            return None
        if not isinstance(self._step.config, Mapping):
            raise StepError("the configuration must be a map of fields", field=("config",))
        try:
            return Config(self._step.compiled_config.evaluate(self.env, self.functions))
        except ExprError as error:
            raise placed(error, self._step.source) from error.__cause__

    @cached_property
    def env(self) -> Environment:
        """The names that the step's condition and configuration see."""
        return self._step_env(self.variables)

    @cached_property
    def functions(self) -> BoundFunctions:
        """What the step's condition and configuration may call."""
        return step_functions(self._sources, self._step.alias, self._ledger)

    def _step_env(self, variables: Mapping[str, Any]) -> Environment:
        state = self._context.state
        env = build_env(
            self._context,
            self._step.alias,
            step_env_with_outputs(state),
            step_env_with_task_outputs(self._step.alias, state),
            step_env_with_vars(variables),
        )
        env["stepMetas"] = StepMetas(self._ledger)
        return env


def _evaluate_variable(variable: ExpressionVariable, env: Environment, functions: BoundFunctions) -> Any:
    try:
        return evaluate_template(variable.value, env, functions, ("vars", variable.name))
    except ExprError as error:
        raise placed(error, variable.source, ("value",)) from error.__cause__
