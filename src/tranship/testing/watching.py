"""Whoever watches the promotion of a test: notes how steps go, and does what others do meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tranship.errors import InputError
from tranship.promotion.observer import SilentObserver, StepSnapshot
from tranship.testing import clusters, given
from tranship.testing.forges import ConflictError, How, State
from tranship.testing.hosting import Hosted, Hosting
from tranship.testing.world import World

_WAYS = {"merge": How.MERGE, "squash": How.SQUASH, "rebase": How.REBASE}


class Watcher(SilentObserver):
    """Watches a promotion in a world.

    :param events: what others do, each once.
    """

    def __init__(self, world: World, events: Sequence[given.Event]) -> None:
        self.outputs: dict[str, Any] = {}
        """The last output of each step."""
        self.configs: dict[str, Any] = {}
        """The configuration of each step's last attempt, masked."""
        self._world = world
        self._events = list(events)

    @property
    def missed(self) -> tuple[given.Event, ...]:
        """The events whose time never came."""
        return tuple(self._events)

    def step_started(self, snapshot: StepSnapshot) -> None:
        """Note which step runs."""
        self._world.step = snapshot.metadata.alias

    def step_finished(self, snapshot: StepSnapshot) -> None:
        """Note how the step stands, and let others act."""
        alias = snapshot.metadata.alias
        if snapshot.config is not None:
            self.configs[alias] = snapshot.config
        if alias in snapshot.outputs:
            self.outputs[alias] = snapshot.outputs[alias]
        self._world.step = ""
        if self._world.argocd is not None:
            clusters.follow(self._world.argocd, self._world.hosting)
        waits = not snapshot.done
        due = [
            one
            for one in self._events
            if (one.after == alias and not waits)
            or (one.during == alias and waits)
            or (waits and not one.after and not one.during)
        ]
        for event in due:
            self._events.remove(event)
            happen(event, self._world)


def happen(event: given.Event, world: World) -> None:
    """Do what somebody else does.

    :raises InputError: it can't be done.
    """
    if event.merge is not None:
        _end_pull_requests(_on_forge(world.hosting, event.merge.repository), _WAYS[event.merge.how])
    elif event.close is not None:
        _end_pull_requests(_on_forge(world.hosting, event.close.repository), None)
    elif event.commit is not None:
        hosted = _repository(list(world.hosting), event.commit.repository, world.hosting)
        branch = event.commit.branch or hosted.given.branch
        hosted.git.commit(branch, event.commit.files, event.commit.message)
    elif event.application is not None:
        one = event.application
        changes = {name: getattr(one, name) for name in ("health", "phase") if getattr(one, name) is not None}
        namespace, name = clusters.place_of(one.name)
        if world.argocd is None:
            raise InputError(f'events: there is no Application "{one.name}"')
        try:
            world.argocd.script(name, namespace, **changes)
        except KeyError:
            raise InputError(f'events: there is no Application "{one.name}"') from None


def _on_forge(hosting: Hosting, url: str) -> Hosted:
    return _repository([one for one in hosting if one.forge is not None], url, hosting)


def _repository(candidates: Sequence[Hosted], url: str, hosting: Hosting) -> Hosted:
    found = hosting.find(url) if url else candidates[0] if len(candidates) == 1 else None
    if found is None or found not in candidates:
        what = f"{url} is none of the repositories, or on no forge" if url else "say which repository is meant"
        raise InputError(f"events: {what}")
    return found


def _end_pull_requests(hosted: Hosted, how: How | None) -> None:
    forge = hosted.forge
    if forge is None:
        return
    for one in forge.pull_requests(hosted.name):
        if one.is_open and how is not None:
            try:
                forge.merge(hosted.name, one.number, how)
            except ConflictError as error:
                raise InputError(f'events: "{one.title}" can\'t be merged into {one.target}: {error}') from None
        elif one.is_open:
            forge.change(hosted.name, one.number, state=State.CLOSED)
