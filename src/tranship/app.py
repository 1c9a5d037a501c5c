"""The composition root: the only place that wires store, credentials, clients and engine together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tranship.errors import InputError
from tranship.execution import BACKGROUND, utc_now
from tranship.models.core import Secret
from tranship.store.layered import LayeredStore
from tranship.store.location import default_path
from tranship.store.memory import MemoryStore
from tranship.store.overlay import OverlayStore
from tranship.store.protocol import Store
from tranship.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from tranship.authoring import Toolbox
    from tranship.clients.addresses import AddressPolicy
    from tranship.clients.git import GitClient
    from tranship.clients.stand_in import StandIn
    from tranship.credentials.database import Database
    from tranship.credentials.sources import SecretSources
    from tranship.health import CheckerRegistry
    from tranship.lifecycle.drive import Driver
    from tranship.lifecycle.git_user import SystemGitUser
    from tranship.plan import Planner
    from tranship.promotion import SimpleEngine
    from tranship.store.applications import Applications

_CACHED_FOR = 14 * 86400.0
"""Seconds that the cache of Git objects keeps what no promotion uses."""
_SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True)
class Settings:
    """How this process works; the same for all promotions.

    :param state: the file of the store. Work directories are in the folder ``work`` beside it.
    :param keep_work_dirs: leave the work directory of a promotion that has ended.
    :param user_credentials: where no Secret opens a repository, ask the user's own Git credential helpers and Docker
        logins. For a laptop or CI; a controller has no user.
    :param allow_http_credentials: send credentials also over plain HTTP to other machines.
    :param google_identity: where no Secret opens a registry of Google's, use the account of this process; on Google's
        machines alone.
    :param shared_namespace: where Secrets for all Projects are; empty: nowhere.
    :param system_namespace: where the Secret of the system's signing key is.
    :param ui_base_url: the address of Kargo's user interface, for templates; empty where there is none.
    :param allow_private_addresses: steps may reach addresses that are not of the Internet, such as an in-house Git.
    :param allow_loopback_addresses: steps may reach this machine itself; for a laptop, CI and tests.
    :param allow_file_repositories: steps may use Git repositories on this machine's disk.
    :param allow_remote_bases: kustomize may fetch bases from other places.
    :param largest_oci_push: bytes of an artifact that oci-push copies to another repository, at most: 0 forbids such
        copies, and less than 0 is no limit.
    :param push_integration_policy: how git-push integrates what others have pushed; Kargo's names.
    :param forge_apis: the URLs of forges' APIs that don't follow from the addresses of their repositories, by the hosts
        of those.
    :param git_cache: where Git's objects are kept for later promotions; None: nowhere.
    :param argocd_kubernetes: Argo CD's Applications are read and changed in the cluster that this process runs in, or
        that the kubeconfig names; else by Argo CD's API, if the environment names its server.
    :param environment: this process's environment.
    :param stand_in: what answers in the place of all servers, in a test of a template; no environment sets it.
    """

    state: Path
    keep_work_dirs: bool = False
    user_credentials: bool = True
    allow_http_credentials: bool = False
    google_identity: bool = False
    shared_namespace: str = ""
    system_namespace: str = "kargo-system-resources"
    ui_base_url: str = ""
    allow_private_addresses: bool = True
    allow_loopback_addresses: bool = True
    allow_file_repositories: bool = False
    allow_remote_bases: bool = False
    largest_oci_push: int = 1 << 30
    push_integration_policy: str = "AlwaysRebase"
    forge_apis: Mapping[str, str] = field(default_factory=dict)
    git_cache: Path | None = None
    argocd_kubernetes: bool = False
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    stand_in: StandIn | None = None

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] = os.environ, *, state: str | None = None, keep_work_dirs: bool = False
    ) -> Settings:
        """The settings that environment variables make, by Kargo's names where Kargo has one.

        :param state: the file of the store, if the user named one.
        :raises InputError: a variable that is a switch is neither on nor off, or one that is a number is none.
        """
        return cls(
            state=Path(state).absolute() if state else default_path(environment),
            keep_work_dirs=keep_work_dirs,
            user_credentials=_is_on(environment, "TRANSHIP_USER_CREDENTIALS", default=True),
            allow_http_credentials=_is_on(environment, "ALLOW_CREDENTIALS_OVER_HTTP"),
            google_identity=_is_on(environment, "TRANSHIP_GOOGLE_IDENTITY"),
            allow_private_addresses=_is_on(environment, "TRANSHIP_ALLOW_PRIVATE_ADDRESSES", default=True),
            allow_loopback_addresses=_is_on(environment, "TRANSHIP_ALLOW_LOOPBACK_ADDRESSES", default=True),
            allow_file_repositories=_is_on(environment, "TRANSHIP_ALLOW_FILE_REPOSITORIES"),
            allow_remote_bases=_is_on(environment, "TRANSHIP_ALLOW_REMOTE_BASES"),
            largest_oci_push=_number(environment, "MAX_OCI_PUSH_ARTIFACT_SIZE", cls.largest_oci_push),
            push_integration_policy=environment.get("GIT_PUSH_INTEGRATION_POLICY", "") or cls.push_integration_policy,
            forge_apis=_forge_apis(environment),
            git_cache=_git_cache(environment),
            shared_namespace=environment.get("SHARED_RESOURCES_NAMESPACE", ""),
            system_namespace=environment.get("SYSTEM_RESOURCES_NAMESPACE", "") or cls.system_namespace,
            ui_base_url=environment.get("API_SERVER_BASE_URL", ""),
            argocd_kubernetes=_is_on(environment, "TRANSHIP_ARGOCD_KUBERNETES"),
            environment=dict(environment),
        )


def _git_cache(environment: Mapping[str, str]) -> Path | None:
    """What ``TRANSHIP_GIT_CACHE`` names, ``off`` being nowhere; by default the user's folder for caches."""
    named = environment.get("TRANSHIP_GIT_CACHE", "")
    if named.lower() == "off":
        return None
    if named:
        return Path(named).absolute()
    caches, home = Path(environment.get("XDG_CACHE_HOME", "")), environment.get("HOME", "")
    if not caches.is_absolute():
        caches = (Path(home) if home else Path.home()) / ".cache"
    return caches / "tranship" / "git"


def _forge_apis(environment: Mapping[str, str]) -> dict[str, str]:
    """The pairs in ``TRANSHIP_FORGE_APIS``: ``git.acme.dev=https://api.acme.dev/v3``, with commas between them."""
    found = {}
    for pair in filter(None, map(str.strip, environment.get("TRANSHIP_FORGE_APIS", "").split(","))):
        host, _, url = pair.partition("=")
        if not host or "/" in host or not url.startswith(("https://", "http://")):
            raise InputError("the environment variable TRANSHIP_FORGE_APIS must be a list of HOST=URL")
        found[host.lower()] = url
    return found


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    """The whole number in the variable ``name``."""
    value = environment.get(name, "")
    try:
        return int(value) if value else default
    except ValueError:
        raise InputError(f"the environment variable {name} must be a whole number") from None


def _is_on(environment: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """Whether the variable ``name`` switches something on."""
    value = environment.get(name, "").lower()
    if value and value not in _SWITCH:
        raise InputError(f"the environment variable {name} must be true or false")
    return _SWITCH.get(value, default)


class App:
    """What the verbs work with. Its parts are made when they are first asked for, so that listing loads no client."""

    def __init__(self, settings: Settings, store: Store, clock: Callable[[], datetime] | None = None) -> None:
        self.settings = settings
        self.store = store
        self._given_clock = clock
        self._clock = clock or utc_now

    @cached_property
    def driver(self) -> Driver:
        """Drives promotions that are in the store."""
        from tranship.builtin_steps import step_definitions
        from tranship.lifecycle.drive import Driver
        from tranship.lifecycle.work_dir import WorkDirs

        return Driver(
            store=self.store,
            engine=self.engine,
            work_dirs=WorkDirs(self.settings.state.with_name("work"), self._salvage, self._seal),
            resolve_secret=self.resolve_secret,
            registry=step_definitions(),
            ui_base_url=self.settings.ui_base_url,
            keep_work_dirs=self.settings.keep_work_dirs,
            clock=self._clock,
            now=self._given_clock,
        )

    @cached_property
    def engine(self) -> SimpleEngine:
        """Runs the steps of promotions."""
        from tranship.builtin_steps import step_definitions
        from tranship.promotion import SimpleEngine

        return SimpleEngine(
            self.store,
            self.argocd,
            self.credentials,
            git_users=self._git_users,
            toolbox=self._toolbox,
            registry=step_definitions(),
            clock=self._clock,
        )

    @cached_property
    def argocd(self) -> Applications | None:
        """Where Argo CD's Applications are, None if nobody has said.

        :raises InputError: what was said can't be used.
        """
        settings = self.settings
        if settings.argocd_kubernetes:
            return _applications_in_cluster(settings.environment)
        from tranship.clients.argocd import ArgoCDClient, ArgoCDSettings

        server = ArgoCDSettings.from_environment(settings.environment)
        return None if server is None else ArgoCDClient.connected(server, self._toolbox.http)

    @cached_property
    def _toolbox(self) -> Toolbox:
        return make_toolbox(self.settings)

    def _seal(self, work_dir: Path) -> None:
        """Take out of a work directory that stays what opens servers."""
        self._toolbox.git.forget_secrets(work_dir)

    def _salvage(self, work_dir: Path) -> None:
        """Keep what later promotions can use of a work directory; drop what none has used for long."""
        self._toolbox.git.retire(work_dir, BACKGROUND)
        self._toolbox.git.prune(BACKGROUND, unused_for=_CACHED_FOR)

    @contextmanager
    def planner(self) -> Iterator[Planner]:
        """Says what promotions would do; what they would push is in a scratch folder until the block ends."""
        from tranship.builtin_steps import step_definitions
        from tranship.plan import Planner
        from tranship.promotion.exchange import Services

        with TemporaryDirectory(prefix="tranship-plan-", ignore_cleanup_errors=True) as scratch:
            toolbox = make_toolbox(self.settings, scratch=Path(scratch, "pushed"))
            services = Services(self.store, self.argocd, self.credentials, self._git_users, toolbox)
            work_dir = Path(scratch, "work")
            work_dir.mkdir()
            yield Planner(
                services,
                step_definitions(),
                work_dir,
                ui_base_url=self.settings.ui_base_url,
                made_commits=lambda: toolbox.git.made,
            )

    @property
    def git(self) -> GitClient:
        """Works with Git, apart from promotions."""
        return self._toolbox.git

    @cached_property
    def credentials(self) -> Database:
        """Answers which credentials a repository has."""
        from tranship.clients.http import HTTPClient
        from tranship.credentials.chain import ChainDatabase
        from tranship.credentials.exchange import TokenServices
        from tranship.credentials.kubernetes_secrets import SecretsDatabase
        from tranship.credentials.providers.builtin import builtin_providers
        from tranship.credentials.tokens import TokenCache

        settings = self.settings
        secrets = SecretsDatabase(
            self.store,
            builtin_providers(
                TokenServices(HTTPClient(_address_policy(settings))),
                TokenCache(utc_now),
                settings.environment,
                google_identity=settings.google_identity,
            ),
            shared_namespace=settings.shared_namespace,
            allow_http=settings.allow_http_credentials,
        )
        if not settings.user_credentials:
            return secrets
        from tranship.credentials.docker_config import UserDockerConfig
        from tranship.credentials.git_helpers import UserGitHelpers

        helpers = UserGitHelpers(settings.environment, allow_http=settings.allow_http_credentials)
        return ChainDatabase(secrets, helpers, UserDockerConfig(settings.environment))

    @cached_property
    def health_checkers(self) -> CheckerRegistry:
        """Who judges what promotions have left to check, by kind."""
        from tranship.health.argocd import KIND, ArgoCDChecker

        return {KIND: ArgoCDChecker(self.argocd, self.settings.environment.get("ARGOCD_NAMESPACE", "") or "argocd")}

    @cached_property
    def resolve_secret(self) -> SecretSources:
        """Reads secrets anew that a promotion has used before."""
        from tranship.credentials.sources import SecretSources

        return SecretSources(self.store, self.credentials)

    @cached_property
    def _git_users(self) -> SystemGitUser:
        from tranship.lifecycle.git_user import SystemGitUser

        return SystemGitUser(self.store, self.settings.system_namespace, self.settings.environment)


def _address_policy(settings: Settings) -> AddressPolicy:
    """Where steps, and what finds credentials for them, may go."""
    from tranship.clients.addresses import AddressPolicy

    return AddressPolicy(
        allow_private=settings.allow_private_addresses,
        allow_loopback=settings.allow_loopback_addresses,
        environment=settings.environment,
        stand_in=settings.stand_in,
    )


def _applications_in_cluster(environment: Mapping[str, str]) -> Applications:
    try:
        from tranship.store.kubernetes import KubernetesStore
        from tranship.store.kubernetes_config import cluster_config
    except ModuleNotFoundError as error:
        raise InputError(
            f"TRANSHIP_ARGOCD_KUBERNETES needs the package {error.name}; install tranship[cluster]"
        ) from None
    return KubernetesStore(cluster_config(environment))


def make_toolbox(settings: Settings, *, scratch: Path | None = None) -> Toolbox:
    """The clients that steps work with.

    :param scratch: a folder in which pushes land instead of on their servers; for plans.
    """
    from tranship.authoring import Toolbox
    from tranship.clients.forges import ForgesClient
    from tranship.clients.git import GitClient, GitSettings
    from tranship.clients.helm import HelmClient
    from tranship.clients.http import HTTPClient
    from tranship.clients.kustomize import KustomizeClient, KustomizeSettings
    from tranship.clients.oci import OCIClient

    addresses = _address_policy(settings)
    cache = settings.git_cache
    git = GitSettings(
        addresses=addresses,
        allow_file=settings.allow_file_repositories,
        push_integration_policy=settings.push_integration_policy,
        # A plan pushes nowhere that others push to, and leaves nothing behind.
        lock_dir=settings.state.with_name("locks") if scratch is None else None,
        cache_dir=cache if scratch is None or (cache and cache.exists()) else None,
    )
    http = HTTPClient(addresses)
    return Toolbox(
        addresses=addresses,
        http=http,
        oci=OCIClient(http, settings.largest_oci_push),
        git=GitClient(git, scratch),
        kustomize=KustomizeClient(KustomizeSettings(allow_remote=settings.allow_remote_bases), addresses),
        helm=HelmClient(addresses=addresses),
        forges=ForgesClient(http, settings.forge_apis),
    )


@contextmanager
def open_app(settings: Settings) -> Iterator[App]:
    """The application on its store. Secrets stay in memory, and so does nothing else.

    :raises StoreError: the store can't be opened.
    """
    with SqliteStore(settings.state) as disk:
        yield App(settings, LayeredStore(MemoryStore(), disk, frozenset({Secret})))


@contextmanager
def open_apart(settings: Settings) -> Iterator[App]:
    """The application on what its store holds, where whatever is done with it leaves no trace.

    :raises StoreError: the store can't be read.
    """
    if not settings.state.exists():
        yield App(settings, MemoryStore())
        return
    with SqliteStore(settings.state) as disk:
        yield App(settings, OverlayStore(disk))
