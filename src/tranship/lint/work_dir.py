"""What is in the work directory when a step runs: the checkouts, and whatever else the steps before it put there."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tranship.authoring import LOCAL
from tranship.errors import FieldPath
from tranship.lint.flows import StepFacts

Text = Callable[[FieldPath], str | None]
"""The text of a field of a step's configuration; None if it has none, or it can't be told."""

READS: Mapping[str, tuple[str, ...]] = {
    "copy": ("inPath",),
    "git-clear": ("path",),
    "git-commit": ("path",),
    "git-push": ("path",),
    "git-tag": ("path",),
    "github-push": ("path",),
    "helm-template": ("path", "valuesFiles"),
    "helm-update-chart": ("path",),
    "json-parse": ("path",),
    "json-update": ("path",),
    "kustomize-build": ("path",),
    "kustomize-set-image": ("path",),
    "tar": ("inPath",),
    "toml-parse": ("path",),
    "toml-update": ("path",),
    "untar": ("inPath",),
    "yaml-merge": ("inFiles",),
    "yaml-parse": ("path",),
    "yaml-update": ("path",),
}
"""The fields that name what must be there already."""

_LENIENT = {"valuesFiles": "ignoreMissingValueFiles", "inFiles": "ignoreMissingFiles"}
"""Fields that may name what is not there, where another field says so."""

_WRITES: Mapping[str, tuple[str, ...]] = {
    "copy": ("outPath",),
    "file-write": ("path",),
    "helm-template": ("outPath",),
    "http-download": ("outPath",),
    "kustomize-build": ("outPath",),
    "oci-download": ("outPath",),
    "tar": ("outPath",),
    "untar": ("outPath",),
    "yaml-merge": ("outFile",),
}
_CHECKS_OUT = "git-clone"
_MAKES_NOTHING = frozenset({*READS, "delete"}) - _WRITES.keys()

Place = tuple[str, ...]
"""A path below the work directory, as its parts."""


def place_of(path: str) -> Place:
    """Where a path leads, as Kargo takes it: from the work directory on, and never out of it."""
    return tuple(part for part in posixpath.normpath(f"/{path}").split("/") if part)


@dataclass(frozen=True)
class WorkDir:
    """What steps have made so far.

    :param trees: the work trees of Git, each with the branch that is checked out; empty if that can't be told.
    :param made: what else was made.
    :param known: whether there is nothing more.
    """

    trees: Mapping[Place, str]
    made: frozenset[Place] = frozenset()
    known: bool = True

    def tree_of(self, place: Place) -> Place | None:
        """The work tree that a place is in."""
        within = [tree for tree in self.trees if place[: len(tree)] == tree]
        return max(within, key=len, default=None)

    def may_hold(self, place: Place) -> bool:
        """Whether something may be there."""
        every = (*self.trees, *self.made)
        return any(place[: len(one)] == one or one[: len(place)] == place for one in every)

    def after(self, step: StepFacts, text: Text) -> WorkDir:
        """The same when a step has run."""
        kind = step.step.uses
        if step.definition is None or not self.known:
            return WorkDir(self.trees, self.made, known=False)
        if kind == _CHECKS_OUT:
            return self._with_checkouts(step, text)
        fields = _WRITES.get(kind, ())
        paths = [text((field,)) for field in fields]
        effects = step.definition.effects
        unknown = not fields and kind not in _MAKES_NOTHING and (effects is None or bool(effects & LOCAL))
        made = self.made | {place_of(path) for path in paths if path is not None}
        return WorkDir(self.trees, made, known=not unknown and None not in paths)

    def _with_checkouts(self, step: StepFacts, text: Text) -> WorkDir:
        checkouts = step.config.get("checkout")
        if not isinstance(checkouts, list):
            return WorkDir(self.trees, self.made, known=False)
        trees = dict(self.trees)
        known = True
        for index, one in enumerate(checkouts):
            path = text(("checkout", index, "path"))
            known = known and path is not None
            if path is not None:
                has_branch = isinstance(one, Mapping) and not one.get("create")
                trees[place_of(path)] = (text(("checkout", index, "branch")) or "") if has_branch else ""
        return WorkDir(trees, self.made, known=known)


EMPTY = WorkDir({})


def inputs_of(step: StepFacts) -> Iterator[FieldPath]:
    """The fields of a step's configuration that name what must be there already."""
    for field in READS.get(step.step.uses, ()):
        value: Any = step.config.get(field)
        if isinstance(value, list):
            if not step.config.get(_LENIENT.get(field, "")):
                yield from ((field, index) for index in range(len(value)))
        elif value is not None:
            yield (field,)
