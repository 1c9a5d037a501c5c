"""The table of built-in steps: kinds, one line each; and the steps that other packages bring."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from tranship.authoring import StepDefinition

ENTRY_POINTS = "tranship.steps"
"""The entry-point group in which a package announces its steps: name the kind, point to its StepDefinition."""


class _BuiltinSteps(Mapping[str, StepDefinition]):
    """Kinds, each with the registration in the module that is named after it.

    A module is imported when its kind is first asked for: a promotion uses few kinds, and is to begin at once.
    """

    def __init__(self, *kinds: str) -> None:
        self._kinds = dict.fromkeys(kinds)

    def __getitem__(self, kind: str) -> StepDefinition:
        if kind not in self._kinds:
            raise KeyError(kind)
        definition: StepDefinition = importlib.import_module(f"tranship.steps.{kind.replace('-', '_')}").registration
        return definition

    def __contains__(self, kind: object) -> bool:
        return kind in self._kinds

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


BUILTIN_STEPS: Mapping[str, StepDefinition] = _BuiltinSteps(
    "argocd-update",
    "argocd-wait",
    "compose-output",
    "copy",
    "delete",
    "fail",
    "file-write",
    "git-clear",
    "git-clone",
    "git-commit",
    "git-merge-pr",
    "git-open-pr",
    "git-push",
    "git-tag",
    "git-wait-for-pr",
    "github-push",
    "helm-template",
    "helm-update-chart",
    "http",
    "http-download",
    "json-parse",
    "json-update",
    "kustomize-build",
    "kustomize-set-image",
    "oci-download",
    "oci-push",
    "set-freight-alias",
    "set-metadata",
    "tar",
    "toml-parse",
    "toml-update",
    "untar",
    "yaml-merge",
    "yaml-parse",
    "yaml-update",
)


class _AllSteps(Mapping[str, StepDefinition]):
    """The built-in kinds, and those of installed packages, which may not replace them."""

    @cached_property
    def _others(self) -> Mapping[str, StepDefinition]:
        # To look through what is installed takes time that promotions of built-in steps need not spend.
        from importlib.metadata import entry_points

        found: dict[str, StepDefinition] = {}
        for entry_point in entry_points(group=ENTRY_POINTS):
            definition = entry_point.load()
            if not isinstance(definition, StepDefinition):
                raise TypeError(f"the entry point {entry_point.name!r} of {ENTRY_POINTS} is no StepDefinition")
            if entry_point.name not in BUILTIN_STEPS:
                found[entry_point.name] = definition
        return found

    def __getitem__(self, kind: str) -> StepDefinition:
        return BUILTIN_STEPS[kind] if kind in BUILTIN_STEPS else self._others[kind]

    def __contains__(self, kind: object) -> bool:
        return kind in BUILTIN_STEPS or kind in self._others

    def __iter__(self) -> Iterator[str]:
        yield from BUILTIN_STEPS
        yield from self._others

    def __len__(self) -> int:
        return len(BUILTIN_STEPS) + len(self._others)


@cache
def step_definitions() -> Mapping[str, StepDefinition]:
    """All kinds of steps there are: the built-in ones, and those of installed packages.

    It raises TypeError as soon as it is asked for a kind of a package that announces something else than a
    StepDefinition.
    """
    return _AllSteps()
