"""Running Git steps against a server, for real and in a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.clients.git.scene import Scene
from tranship.authoring import Preview, StepContext, StepDefinition, StepResult, StepRun, Toolbox
from tranship.clients.git import GitClient
from tranship.credentials.database import Credentials, CredentialType
from tranship.execution import BACKGROUND, Execution
from tranship.promotion import Config, GitUser, State, StepRunnerCapabilities
from tranship.steps import git_clone, git_commit


class OnePassword:
    """Knows the credentials of all Git repositories, and who asked for them."""

    def __init__(self, credentials: Credentials | None = None) -> None:
        self.credentials = credentials
        self.asked: list[tuple[str, str, str]] = []

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        self.asked.append((namespace, credential_type.value, repo_url))
        return self.credentials


@dataclass(frozen=True)
class TheUser:
    """The system's Git user."""

    user: GitUser = field(default_factory=lambda: GitUser("System", "system@example.com"))

    def resolve(self) -> GitUser:
        return self.user


@dataclass
class Steps:
    """Runs steps in a scene's work directory."""

    scene: Scene
    database: OnePassword = field(default_factory=OnePassword)
    git: GitClient | None = None
    user: TheUser = field(default_factory=TheUser)
    state: dict[str, Any] = field(default_factory=dict)

    def _prepared(self, definition: StepDefinition, alias: str, config: dict[str, Any], execution: Execution) -> Any:
        context = StepContext(
            str(self.scene.work),
            alias,
            project="demo",
            stage="test",
            promotion="test.p",
            config=Config(config),
            shared_state=State(self.state),
        )
        capabilities = StepRunnerCapabilities(
            creds_db=self.database, git_users=self.user, toolbox=Toolbox(git=self.git or self.scene.client)
        )
        return context, capabilities, execution

    def run(
        self, definition: StepDefinition, *, alias: str = "step", execution: Execution = BACKGROUND, **config: Any
    ) -> StepResult:
        """Run a step once."""
        context, capabilities, execution = self._prepared(definition, alias, config, execution)
        return definition.factory(capabilities).run(context, execution)

    def preview(self, definition: StepDefinition, *, alias: str = "step", **config: Any) -> Preview:
        """Have a step tell what it would do."""
        prepared: StepRun[Any] = definition.prepare(*self._prepared(definition, alias, config, BACKGROUND))
        assert definition.preview is not None
        return definition.preview(prepared)

    def clone(self, *checkout: dict[str, Any], **config: Any) -> StepResult:
        """Clone the scene's repository; by default ``main`` into ``src``."""
        wanted = list(checkout) or [{"branch": "main", "path": "./src"}]
        return self.run(
            git_clone.registration, alias="clone", **{"repoURL": self.scene.url(), "checkout": wanted, **config}
        )

    def change(self, files: dict[str, str], message: str = "change", path: str = "src") -> str:
        """Write files in a work tree and commit them."""
        self.scene.write({f"{path}/{name}": content for name, content in files.items()})
        result = self.run(git_commit.registration, alias=f"commit-{message}", path=f"./{path}", message=message)
        assert result.output is not None
        return str(result.output["commit"])


def scratch_client(scene: Scene, folder: Path) -> GitClient:
    """The client of a plan."""
    return GitClient(scene.client.settings, folder)
