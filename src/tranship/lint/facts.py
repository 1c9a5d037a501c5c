"""Facts: everything that rules share, worked out once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from tranship.authoring import StepDefinition
from tranship.errors import FieldPath
from tranship.lint.findings import Problem
from tranship.lint.flows import Flow, StepFacts, Tasks, flows
from tranship.lint.knowledge import Knowledge, is_filled_elsewhere
from tranship.lint.raw_sites import RawSite, raw_sites_of_step, raw_sites_of_warehouse
from tranship.lint.reading import Corpus, Fault
from tranship.lint.sites import Site, Use, sites_of
from tranship.models.resource import Resource
from tranship.models.stage import Stage
from tranship.models.warehouse import RepoSubscription, Warehouse

R = TypeVar("R", bound=Resource)


@dataclass(frozen=True)
class Facts:
    """What was read, and what follows from it.

    :param corpus: what was read.
    :param definitions: the kinds of steps.
    """

    corpus: Corpus
    definitions: Mapping[str, StepDefinition]

    def faults(self, fault: Fault) -> list[Problem]:
        """What is wrong with manifests in this way."""
        return [problem for kind, problem in self.corpus.faults if kind is fault]

    def every(self, kind: type[R]) -> list[R]:
        """The resources of a kind."""
        return [one for one in self.corpus.resources if isinstance(one, kind)]

    @cached_property
    def tasks(self) -> Tasks:
        """The tasks in the input."""
        return Tasks(self.corpus.resources)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """Whatever has steps."""
        return tuple(flows(self.corpus.resources, self.definitions))

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every text with templates, as each flow sees it."""
        return tuple(site for flow in self.flows for site in sites_of(flow))

    @cached_property
    def raw_sites(self) -> tuple[RawSite, ...]:
        """Every field that is an expression as a whole."""
        of_steps = (site for flow in self.flows for step in flow.written for site in raw_sites_of_step(step))
        of_warehouses = (site for one in self.every(Warehouse) for site in raw_sites_of_warehouse(one))
        return (*of_steps, *of_warehouses)

    @cached_property
    def certain(self) -> Knowledge:
        """What templates come to, whatever is promoted."""
        return Knowledge()

    @cached_property
    def likely(self) -> Knowledge:
        """What templates may come to, by the example of Freight whose tags are easily misread."""
        return Knowledge(lambda flow: self.watched(flow.owner), sampling=True)

    def surely_runs(self, flow: Flow, step: StepFacts) -> bool:
        """Whether no condition can keep a step from being run, but for a step before it that fails."""
        condition = self._conditions.get((id(flow), step.index))
        return not step.step.if_ or (condition is not None and self.certain.value(condition) is True)

    def config_text(self, flow: Flow, step: StepFacts, path: FieldPath) -> str | None:
        """The text in a field of a step's configuration; None if there is none, or what it comes to isn't known."""
        value: Any = step.config
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        site = self._configs.get((id(flow), step.index, path))
        if site is not None:
            value = self.certain.value(site)
        return value if isinstance(value, str) and not is_filled_elsewhere(value) else None

    @cached_property
    def _configs(self) -> Mapping[tuple[int, int, FieldPath], Site]:
        return {
            (id(site.flow), site.step.index, site.path[1:]): site
            for site in self.sites
            if site.step and site.use is Use.CONFIG
        }

    @cached_property
    def _conditions(self) -> Mapping[tuple[int, int], Site]:
        return {
            (id(site.flow), site.step.index): site for site in self.sites if site.step and site.use is Use.CONDITION
        }

    def watched(self, owner: Resource) -> tuple[RepoSubscription, ...] | None:
        """What the Warehouses of a Stage watch; None if one of them is not in the input, or several could be meant."""
        if not isinstance(owner, Stage):
            return None
        key = owner.namespace, tuple(request.origin.name for request in owner.spec.requested_freight)
        if key not in self._watched:
            self._watched[key] = self._subscriptions(*key)
        return self._watched[key]

    def _subscriptions(self, namespace: str, names: tuple[str, ...]) -> tuple[RepoSubscription, ...] | None:
        found: list[RepoSubscription] = []
        for name in names:
            meant = self._warehouses.get((namespace, name), [])
            if len(meant) != 1:
                return None
            found += meant[0].spec.subscriptions
        return tuple(found) or None

    @cached_property
    def _watched(self) -> dict[tuple[str, tuple[str, ...]], tuple[RepoSubscription, ...] | None]:
        return {}

    @cached_property
    def _warehouses(self) -> dict[tuple[str, str], list[Warehouse]]:
        found: dict[tuple[str, str], list[Warehouse]] = {}
        for one in self.every(Warehouse):
            found.setdefault((one.namespace, one.name), []).append(one)
        return found

    @cached_property
    def used_tasks(self) -> frozenset[int]:
        """The identities of tasks that something in the input refers to."""
        return frozenset(id(use.task) for flow in self.flows for use in flow.uses if use.task is not None)

    @cached_property
    def own_sites(self) -> tuple[Site, ...]:
        """Every text with templates once."""
        return tuple(site for site in self.sites if not site.lent)
