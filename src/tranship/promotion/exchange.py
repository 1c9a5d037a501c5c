"""What passes between a promotion and one of its steps: clients and context go in, output comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tranship.credentials.database import Database, NoCredentials
from tranship.credentials.recording import RecordingDatabase
from tranship.credentials.secrets import SecretRegistry
from tranship.promotion.config import Config
from tranship.promotion.context import Context
from tranship.promotion.registry import (
    GitUserResolver,
    StepRunnerCapabilities,
    StepRunnerCapability,
    StepRunnerMetadata,
)
from tranship.promotion.results import StepContext
from tranship.promotion.state import State, task_namespace
from tranship.store.applications import Applications
from tranship.store.protocol import Store


@dataclass(frozen=True)
class Services:
    """All that steps may be given.

    :param kargo_client: the resources of Kargo's control plane, for functions and steps that read or change them.
    :param argocd_client: those of Argo CD's, None where there is none.
    :param creds_db: answers which credentials a repository has.
    :param git_users: knows the system's Git user.
    :param toolbox: the clients that steps work with; opaque here.
    """

    kargo_client: Store | None = None
    argocd_client: Applications | None = None
    creds_db: Database | None = None
    git_users: GitUserResolver | None = None
    toolbox: object | None = None

    def granted(self, metadata: StepRunnerMetadata, secrets: SecretRegistry) -> StepRunnerCapabilities:
        """What a kind of step is given: what it asks for, and the toolbox. Credentials are recorded in ``secrets``."""
        wanted = metadata.required_capabilities
        credentials = RecordingDatabase(self.creds_db or NoCredentials(), secrets)
        return StepRunnerCapabilities(
            kargo_client=self.kargo_client if StepRunnerCapability.ACCESS_CONTROL_PLANE in wanted else None,
            argocd_client=self.argocd_client if StepRunnerCapability.ACCESS_ARGOCD in wanted else None,
            creds_db=credentials if StepRunnerCapability.ACCESS_CREDENTIALS in wanted else None,
            git_users=self.git_users if StepRunnerCapability.ACCESS_GIT_USER in wanted else None,
            toolbox=self.toolbox,
        )


def step_context(context: Context, alias: str, config: Config | None) -> StepContext:
    """What the step ``alias`` may know while it runs; the state is as it is now, whatever is set later."""
    return StepContext(
        work_dir=context.work_dir,
        alias=alias,
        project=context.project,
        stage=context.stage,
        promotion=context.promotion,
        promotion_actor=context.actor,
        rollback=context.rollback,
        ui_base_url=context.ui_base_url,
        config=config,
        shared_state=context.state.snapshot(),
        freight_requests=context.freight_requests,
        freight=context.freight,
        target_freight_ref=context.target_freight_ref,
        target_freight_alias=context.target_freight_alias,
        secrets=context.secrets,
        interrupted=alias == context.interrupted,
    )


def publish(state: State, alias: str, output: Any, *, propagates: bool) -> dict[str, Any]:
    """Store what a step has put out; returns the entries of the state that this changed.

    :param propagates: within a task, it is also the task's own output.
    """
    state.set(alias, output)
    changed = [alias]
    namespace = task_namespace(alias)
    if namespace and propagates:
        before = state.get(namespace)
        own = output if isinstance(output, Mapping) else {}
        state.set(namespace, {**(before if isinstance(before, Mapping) else {}), **own})
        changed.append(namespace)
    return {key: state[key] for key in changed}
