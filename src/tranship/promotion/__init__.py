"""The promotion engine: the documented API, re-exported. It knows no step and does no I/O but in the work directory."""

from tranship.errors import StepError, StepFailed, TerminalError
from tranship.promotion.config import Config, config_to_struct
from tranship.promotion.context import Context
from tranship.promotion.engine import Engine, ExprDataCacheFn, SimpleEngine, default_expr_data_cache_fn
from tranship.promotion.evaluation import (
    StepEnvOption,
    step_env_with_outputs,
    step_env_with_step_metas,
    step_env_with_task_outputs,
    step_env_with_vars,
)
from tranship.promotion.observer import SILENT, Observer, SilentObserver, StepSnapshot
from tranship.promotion.outcomes import is_terminal
from tranship.promotion.registry import (
    GitUser,
    GitUserResolver,
    StepRunner,
    StepRunnerCapabilities,
    StepRunnerCapability,
    StepRunnerMetadata,
    StepRunnerRegistration,
    StepRunnerRegistry,
    get_step_runner_registration,
    register_step_runner,
)
from tranship.promotion.results import Result, StepContext, StepResult
from tranship.promotion.state import State
from tranship.promotion.step import RESERVED_STEP_ALIAS_REGEX, Step, steps_of

__all__ = [
    "RESERVED_STEP_ALIAS_REGEX",
    "SILENT",
    "Config",
    "Context",
    "Engine",
    "ExprDataCacheFn",
    "GitUser",
    "GitUserResolver",
    "Observer",
    "Result",
    "SilentObserver",
    "SimpleEngine",
    "State",
    "Step",
    "StepContext",
    "StepEnvOption",
    "StepError",
    "StepFailed",
    "StepResult",
    "StepRunner",
    "StepRunnerCapabilities",
    "StepRunnerCapability",
    "StepRunnerMetadata",
    "StepRunnerRegistration",
    "StepRunnerRegistry",
    "StepSnapshot",
    "TerminalError",
    "config_to_struct",
    "default_expr_data_cache_fn",
    "get_step_runner_registration",
    "is_terminal",
    "register_step_runner",
    "step_env_with_outputs",
    "step_env_with_step_metas",
    "step_env_with_task_outputs",
    "step_env_with_vars",
    "steps_of",
]
