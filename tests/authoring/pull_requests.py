"""Steps for pull requests on a forge's double: what the tests of these steps start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clients.forges.scene import CLIENT, TOKEN, Scene
from tranship.authoring import Preview, StepContext, StepDefinition, StepResult, Toolbox
from tranship.clients.addresses import AddressPolicy
from tranship.clients.git import GitClient, GitSettings
from tranship.credentials.database import Credentials, CredentialType
from tranship.execution import BACKGROUND, Execution
from tranship.promotion import Config, State, StepRunnerCapabilities


class OneToken:
    """A database of credentials that has the same for all."""

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        """The token, with a user's name."""
        return Credentials("x-token-auth", TOKEN, source="Secret demo/forge")


TOOLBOX = Toolbox(git=GitClient(GitSettings(addresses=AddressPolicy(allow_loopback=True))), forges=CLIENT)
CAPABILITIES = StepRunnerCapabilities(creds_db=OneToken(), toolbox=TOOLBOX)


@dataclass(frozen=True)
class Runs:
    """Runs a step against a scene; every run is a new attempt."""

    definition: StepDefinition
    scene: Scene
    work: Path

    def context(self, *, context: dict[str, Any] | None = None, **config: Any) -> StepContext:
        """What the step is given: the scene's repository, and more."""
        given = Config({"repoURL": self.scene.url, "provider": str(self.scene.kind), **config})
        more = {"project": "demo", "stage": "test", **(context or {})}
        return StepContext(str(self.work), "step", config=given, **more)

    def run(self, execution: Execution = BACKGROUND, **config: Any) -> StepResult:
        """One attempt."""
        return self.definition.factory(CAPABILITIES).run(self.context(**config), execution)

    def after(self, output: dict[str, Any], **config: Any) -> StepResult:
        """One more attempt of a step that has put this out."""
        return self.run(context={"shared_state": State({"step": output})}, **config)

    def preview(self, **config: Any) -> Preview:
        """What a plan says."""
        assert self.definition.preview is not None
        return self.definition.preview(self.definition.prepare(self.context(**config), CAPABILITIES, BACKGROUND))
