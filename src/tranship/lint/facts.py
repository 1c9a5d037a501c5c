"""Facts: everything that rules share, worked out once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from tranship.authoring import StepDefinition
from tranship.lint.findings import Problem
from tranship.lint.flows import Flow, Tasks, flows
from tranship.lint.reading import Corpus, Fault
from tranship.lint.sites import Site, sites_of
from tranship.models.resource import Resource

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
    def own_sites(self) -> tuple[Site, ...]:
        """Every text with templates once."""
        return tuple(site for site in self.sites if not site.lent)
