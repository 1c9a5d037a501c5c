"""Kinds of steps: how a runner is made, what it may touch, and the registry that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from tranship.credentials.database import Database
from tranship.execution import Execution
from tranship.gotypes.duration import Duration
from tranship.promotion.results import StepContext, StepResult
from tranship.store.applications import Applications
from tranship.store.protocol import Store


class StepRunner(Protocol):
    """Carries out steps of one kind."""

    def run(self, context: StepContext, execution: Execution) -> StepResult:
        """Run one step once.

        A returned result is taken as it is; StepError and its subclasses say that it went wrong (see
        :mod:`tranship.errors`). Any other exception is a bug of the step and ends it for good.
        """


@dataclass(frozen=True)
class GitUser:
    """Who commits: name, e-mail address, and an armored private key to sign with, if any."""

    name: str = ""
    email: str = ""
    signing_key: str = field(default="", repr=False)


class GitUserResolver(Protocol):
    """Knows the system's own Git user."""

    def resolve(self) -> GitUser:
        """Return the user that commits where a step names none.

        :raises CredentialsError: its signing key can't be read.
        """


@dataclass(frozen=True)
class StepRunnerCapabilities:
    """What a runner is given: only what its kind asks for is set; the ``toolbox`` of clients always is."""

    kargo_client: Store | None = None
    argocd_client: Applications | None = None
    creds_db: Database | None = None
    git_users: GitUserResolver | None = None
    toolbox: object | None = None


class StepRunnerCapability(StrEnum):
    """What a kind of step may ask for."""

    ACCESS_ARGOCD = "access-argocd"
    ACCESS_CONTROL_PLANE = "access-control-plane"
    ACCESS_CREDENTIALS = "access-credentials"
    ACCESS_GIT_USER = "access-git-user"
    TASK_OUTPUT_PROPAGATION = "task-output-propagation"


@dataclass(frozen=True)
class StepRunnerMetadata:
    """What the engine has to know of a kind.

    ``default_timeout``: how long attempts go on after the first began; 0 is for ever. It is looked at after an
    attempt, so a step may run once beyond it. ``default_error_threshold``: at so many errors in a row the step ends;
    anything below 1 becomes 1 at registration. Both can be set anew by a step's ``retry``.
    """

    default_timeout: Duration = Duration(0)
    default_error_threshold: int = 1
    required_capabilities: frozenset[StepRunnerCapability] = frozenset()


@dataclass(frozen=True)
class StepRunnerRegistration:
    """How runners of a kind are made, and what the engine has to know of them."""

    factory: Callable[[StepRunnerCapabilities], StepRunner]
    metadata: StepRunnerMetadata = field(default_factory=StepRunnerMetadata)


class StepRunnerRegistry(Mapping[str, StepRunnerRegistration]):
    """Registrations by kind. A later registration of a kind takes the place of the earlier one."""

    def __init__(self, registrations: Iterable[tuple[str, StepRunnerRegistration]] = ()) -> None:
        self._registrations: dict[str, StepRunnerRegistration] = {}
        for kind, registration in registrations:
            self.register(kind, registration)

    def register(self, kind: str, registration: StepRunnerRegistration) -> None:
        """Add a kind.

        :raises ValueError: the kind is empty, or nothing makes its runners.
        """
        if not kind:
            raise ValueError("a step kind needs a name")
        if not callable(registration.factory):
            raise ValueError(f'the step kind "{kind}" needs a factory that makes its runners')
        if registration.metadata.default_error_threshold < 1:
            registration = replace(registration, metadata=replace(registration.metadata, default_error_threshold=1))
        self._registrations[kind] = registration

    def __getitem__(self, kind: str) -> StepRunnerRegistration:
        return self._registrations[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._registrations)

    def __len__(self) -> int:
        return len(self._registrations)


DEFAULT_REGISTRY = StepRunnerRegistry()
"""The registry of this process: what an engine uses that is given none."""


def register_step_runner(kind: str, registration: StepRunnerRegistration) -> None:
    """Add a kind to the process's registry.

    :raises ValueError: the kind is empty, or nothing makes its runners.
    """
    DEFAULT_REGISTRY.register(kind, registration)


def get_step_runner_registration(kind: str) -> StepRunnerRegistration | None:
    """The registration of a kind in the process's registry, None if there is none."""
    return DEFAULT_REGISTRY.get(kind)
