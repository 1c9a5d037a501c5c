"""The engine of a case: the built-in steps with the real clients, the scripted steps, and the case's own answers."""

from __future__ import annotations

from tests.conformance.answers import CaseCredentials, CaseGitUser
from tests.conformance.case import Case
from tests.conformance.resources import Stores
from tests.conformance.scripted_steps import scripted_steps
from tests.conformance.toolbox import case_toolbox
from tests.conformance.world import World
from tranship.builtin_steps import step_definitions
from tranship.execution import Cancellation
from tranship.promotion import Engine, SimpleEngine, StepRunnerRegistry


def make_engine(case: Case, stores: Stores, cancel: Cancellation, world: World) -> Engine:
    """The engine that runs ``case``."""
    registry = StepRunnerRegistry([*step_definitions().items(), *scripted_steps(cancel).items()])
    return SimpleEngine(
        stores.kargo,
        None if case.context.get("noArgoCD") else stores.argocd,
        CaseCredentials(case.credentials),
        git_users=CaseGitUser(case.git_user),
        toolbox=case_toolbox(world),
        registry=registry,
    )
