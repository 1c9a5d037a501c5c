"""What came of a promotion in a test: how it ended, how its steps went, and the world as it is then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tranship.credentials.secrets import SecretRegistry
from tranship.store.protocol import Store
from tranship.testing.hosting import Hosted
from tranship.testing.world import World


@dataclass(frozen=True)
class StepOutcome:
    """How a step went. ``place`` is where it was written, ``config`` what its last attempt ran with."""

    alias: str
    kind: str
    status: str
    message: str = ""
    output: Any = None
    config: Any = None
    place: str = ""

    @property
    def title(self) -> str:
        """The step as people are shown it."""
        return f'step "{self.alias}" ({self.kind}{f", {self.place}" if self.place else ""})'


@dataclass(frozen=True)
class Outcome:
    """What came of a promotion; the ``world`` and ``store`` can still be looked into."""

    phase: str
    message: str
    steps: Sequence[StepOutcome]
    world: World
    store: Store
    project: str
    secrets: SecretRegistry = field(default_factory=SecretRegistry)

    def step(self, alias: str) -> StepOutcome | None:
        """The step of an alias; None if there is none."""
        return next((one for one in self.steps if one.alias == alias), None)

    @property
    def guilty(self) -> StepOutcome | None:
        """The step that the promotion failed on, or that it still waits for."""
        bad = [one for one in self.steps if one.status in ("Failed", "Errored", "Aborted")]
        return next(iter(bad or [one for one in self.steps if one.status == "Running"]), None)


def commits_of(hosted: Hosted, branch: str) -> list[dict[str, Any]]:
    """The new commits of a branch, the oldest first."""
    before, after = hosted.before.get(f"refs/heads/{branch}"), hosted.git.head(branch)
    if not after or after == before:
        return []
    # What was there before on any branch is new on none; a branch that was moved back has nothing new either.
    known = [f"^{commit}" for commit in dict.fromkeys(hosted.before.values())]
    listed = hosted.git.git("log", "-z", "--reverse", "--topo-order", "--format=%H%n%an <%ae>%n%B", after, *known)
    found = []
    for record in filter(None, listed.split("\0")):
        commit, author, message = record.split("\n", 2)
        changed = hosted.git.git("show", "--format=", "--name-only", "-z", "-m", "--first-parent", commit)
        files = sorted(filter(None, changed.split("\0")))
        found.append({"id": commit, "author": author, "message": message.rstrip("\n"), "files": files})
    return found


def diff_of(hosted: Hosted, branch: str) -> str:
    """What has changed on a branch; a new one is compared with the default branch."""
    before, after = hosted.before.get(f"refs/heads/{branch}"), hosted.git.head(branch)
    base = before or hosted.before.get(f"refs/heads/{hosted.given.branch}")
    if not after or base == after:
        return ""
    empty = hosted.git.git("hash-object", "-t", "tree", "--stdin", "-w")
    return f"{hosted.git.git('diff', '--no-color', '--no-ext-diff', base or empty, after)}\n".lstrip("\n")


def file_at(hosted: Hosted, branch: str, path: str) -> str | None:
    """The text of a file on a branch; None if it is not there."""
    commit = hosted.git.head(branch)
    if not commit or not hosted.git.git("ls-tree", "--name-only", commit, "--", path):
        return None
    return hosted.git.feed(b"", "cat-file", "blob", f"{commit}:{path}").decode("utf-8", "replace")


def new_tags(hosted: Hosted) -> list[str]:
    """The names of tags that were not there before, or are elsewhere now."""
    now = hosted.refs()
    return sorted(
        ref.removeprefix("refs/tags/")
        for ref, commit in now.items()
        if ref.startswith("refs/tags/") and hosted.before.get(ref) != commit
    )


def pull_requests_of(hosted: Hosted) -> list[dict[str, Any]]:
    """The pull requests that the promotion has opened."""
    if hosted.forge is None:
        return []
    return [
        {
            "source": one.source,
            "target": one.target,
            "title": one.title,
            "description": one.description,
            "labels": sorted(one.labels),
            "state": str(one.state),
        }
        for one in hosted.forge.pull_requests(hosted.name)[hosted.opened :]
    ]


def changed_branches(hosted: Hosted) -> list[str]:
    """The branches that are new, gone, or elsewhere now."""
    now, before = hosted.refs(), hosted.before
    names: Mapping[str, None] = dict.fromkeys([*before, *now])
    return [
        ref.removeprefix("refs/heads/")
        for ref in names
        if ref.startswith("refs/heads/") and now.get(ref) != before.get(ref)
    ]
