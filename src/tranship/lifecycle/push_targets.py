"""Where a promotion will push to, as far as that is known before it runs: for the first line that people see."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tranship.errors import TranshipError
from tranship.exprlang import Unknown
from tranship.promotion.context import Context
from tranship.promotion.evaluation import StepEvaluation
from tranship.promotion.ledger import Ledger
from tranship.promotion.state import State
from tranship.promotion.step import Step
from tranship.refs.git_url import place_of
from tranship.store.protocol import Store


def push_targets(context: Context, steps: Sequence[Step], client: Store | None) -> tuple[str, ...]:
    """The repositories and branches that the steps push to, such as ``git.acme.dev/gitops (main)``, once each.

    What depends on what steps put out is left out, for nobody knows it yet.
    """
    state = State({step.alias: Unknown(f"known after {step.alias}") for step in steps})
    fields = _Fields(replace(context, state=state), client)
    work_trees = dict(entry for step in steps if step.kind == "git-clone" for entry in _work_trees(fields, step))
    found = (_target(fields, step, work_trees) for step in steps if step.kind == "git-push")
    return tuple(dict.fromkeys(target for target in found if target))


class _Fields:
    """Evaluates single fields of configurations; what can't be evaluated is None."""

    def __init__(self, context: Context, client: Store | None) -> None:
        self._context = context
        self._client = client

    def of(self, step: Step, name: str) -> Any:
        """The value of a field of a step's configuration."""
        if not isinstance(step.config, Mapping) or name not in step.config:
            return None
        alone = replace(step, config={name: step.config[name]})
        try:
            config = StepEvaluation(alone, self._context, Ledger(), self._client, {}).config()
        except TranshipError:
            return None
        value = config[name] if config else None
        return None if isinstance(value, Unknown) else value

    def text(self, step: Step, name: str) -> str:
        """The value of a field that is text; empty if it isn't."""
        value = self.of(step, name)
        return value if isinstance(value, str) else ""


def _work_trees(fields: _Fields, step: Step) -> Iterator[tuple[str, tuple[str, str]]]:
    """The paths that a git-clone checks out, each with its repository and branch."""
    url, checkouts = fields.text(step, "repoURL"), fields.of(step, "checkout")
    for checkout in checkouts if url and isinstance(checkouts, list) else ():
        if isinstance(checkout, Mapping) and isinstance(checkout.get("path"), str):
            branch = checkout.get("branch")
            yield posixpath.normpath(checkout["path"]), (place_of(url), branch if isinstance(branch, str) else "")


def _target(fields: _Fields, step: Step, work_trees: Mapping[str, tuple[str, str]]) -> str:
    """Where a git-push goes; empty if that is not known."""
    path = posixpath.normpath(fields.text(step, "path") or ".")
    while path not in work_trees and posixpath.dirname(path):
        path = posixpath.dirname(path)
    place, branch = work_trees.get(path, ("", ""))
    if fields.of(step, "generateTargetBranch") is True:
        branch = "a branch of its own"
    branch = fields.text(step, "tag") or fields.text(step, "targetBranch") or branch
    return f"{place} ({branch})" if place and branch else place
