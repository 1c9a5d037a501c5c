"""TS2: steps that need another one before them: a checkout, a commit, a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from tranship.errors import FieldPath
from tranship.lint.facts import Facts
from tranship.lint.findings import Problem, Rule, Severity
from tranship.lint.flows import Flow, StepFacts
from tranship.lint.work_dir import EMPTY, WorkDir, inputs_of, place_of

_IN_A_TREE = frozenset({"git-clear", "git-commit", "git-push", "git-tag", "github-push"})
_PUSHES = frozenset({"git-push", "github-push"})
_OF_PULL_REQUESTS = frozenset({"git-merge-pr", "git-wait-for-pr"})


@dataclass(frozen=True)
class _Moment:
    """A step, and what is in the work directory when it runs."""

    flow: Flow
    step: StepFacts
    work_dir: WorkDir
    facts: Facts

    def text(self, path: FieldPath) -> str | None:
        return self.facts.config_text(self.flow, self.step, path)

    def before(self, *kinds: str) -> Iterator[StepFacts]:
        """The steps of these kinds that run before it."""
        return (one for one in self.flow.steps[: self.step.index] if one.step.uses in kinds)

    def problem(self, path: FieldPath, message: str, hint: str) -> Iterator[Problem]:
        source = self.step.step.source
        if source is not None:
            lent = not any(one is self.step.step for one in self.flow.written)
            where = f" where {self.flow.title} uses the task" if lent else ""
            yield Problem(f"{message}{where}", source.locate(("config", *path)), hint=hint)


def _moments(facts: Facts) -> Iterator[_Moment]:
    for flow in facts.flows:
        if flow.is_task:
            # What runs before it is up to whoever uses it.
            continue
        work_dir = EMPTY
        for step in flow.steps:
            yield _Moment(flow, step, work_dir, facts)
            work_dir = work_dir.after(step, partial(facts.config_text, flow, step))


def _not_there(facts: Facts) -> Iterator[Problem]:
    for moment in _moments(facts):
        if not moment.work_dir.known:
            continue
        kind = moment.step.step.uses
        for field in inputs_of(moment.step):
            path = moment.text(field)
            if path is None:
                continue
            place = place_of(path)
            if kind in _IN_A_TREE:
                if moment.work_dir.tree_of(place) is None:
                    message = f'no git-clone before this step checks anything out to "{path}"'
                    yield from moment.problem(field, message, _there_are(list(moment.work_dir.trees)))
            elif not moment.work_dir.may_hold(place):
                message = f'no step before this one puts anything at "{path}"'
                yield from moment.problem(field, message, _there_are([*moment.work_dir.trees, *moment.work_dir.made]))


def _there_are(places: list[tuple[str, ...]]) -> str:
    if not places:
        return "the work directory is empty when it runs"
    return "there is " + ", ".join("./" + "/".join(place) for place in sorted(places))


def _nothing_to_push(facts: Facts) -> Iterator[Problem]:
    for moment in _moments(facts):
        if moment.step.step.uses not in _PUSHES or not moment.work_dir.known:
            continue
        path, config = moment.text(("path",)), moment.step.config
        tree = None if path is None else moment.work_dir.tree_of(place_of(path))
        if tree is None:
            continue
        if config.get("tag"):
            if not any(_is_in(moment, one, tree) for one in moment.before("git-tag")):
                message = "no git-tag before this step makes a tag"
                yield from moment.problem(("tag",), message, "there is nothing to push; add git-tag before it")
            continue
        branch = moment.work_dir.trees[tree]
        elsewhere = config.get("targetBranch") and (not branch or moment.text(("targetBranch",)) != branch)
        if elsewhere or config.get("generateTargetBranch") or not branch:
            # What is checked out becomes the content of another branch.
            continue
        if not any(_is_in(moment, one, tree) for one in moment.before("git-commit")):
            message = f'no git-commit before this step commits anything in "{path}"'
            yield from moment.problem(("path",), message, "there is nothing to push; add git-commit before it")


def _is_in(moment: _Moment, other: StepFacts, tree: tuple[str, ...]) -> bool:
    """Whether another step may work in a work tree."""
    path = moment.facts.config_text(moment.flow, other, ("path",))
    return path is None or moment.work_dir.tree_of(place_of(path)) == tree


def _no_pull_request(facts: Facts) -> Iterator[Problem]:
    for moment in _moments(facts):
        number = moment.step.config.get("prNumber")
        if moment.step.step.uses not in _OF_PULL_REQUESTS or not isinstance(number, int) or isinstance(number, bool):
            continue
        yield from moment.problem(
            ("prNumber",),
            f"it is always the pull request {number}, whatever is promoted",
            "open one with git-open-pr before it, and write ${{ outputs.ALIAS.pr.id }}",
        )


_CLONE = """\
- uses: git-clone
  config: {repoURL: https://example.com/r.git, checkout: [{branch: main, path: ./out}]}
"""

ORDER_RULES = (
    Rule(
        "TS221",
        "nothing-there",
        Severity.ERROR,
        "A step works on a path where no step before it has put anything.",
        "The step fails: each promotion begins with an empty work directory. It is said only where all steps before it "
        "are known, with the paths that they write to.",
        bad=_CLONE + "- uses: git-commit\n  config: {path: ./src, message: Update}\n",
        good=_CLONE + "- uses: git-commit\n  config: {path: ./out, message: Update}\n",
        check=_not_there,
    ),
    Rule(
        "TS222",
        "nothing-to-push",
        Severity.WARNING,
        "A push to the branch that is checked out, with no commit before it.",
        "It goes well and does nothing, which is hardly what was meant. A push to another branch, or of a checkout "
        "whose branch isn't known, is not meant here.",
        bad=_CLONE + "- uses: git-push\n  config: {path: ./out}\n",
        good=_CLONE + "- uses: git-commit\n  config: {path: ./out, message: Update}\n"
        "- uses: git-push\n  config: {path: ./out}\n",
        check=_nothing_to_push,
    ),
    Rule(
        "TS223",
        "fixed-pull-request",
        Severity.WARNING,
        "A step waits for, or merges, a pull request that no step opens: its number is written down.",
        "The second promotion finds the pull request of the first, which is merged already, and goes on at once.",
        bad="- uses: git-wait-for-pr\n  config: {repoURL: https://example.com/r.git, prNumber: 42}\n",
        good="- uses: git-open-pr\n  as: pr\n  config: {repoURL: https://example.com/r.git, sourceBranch: next, "
        "targetBranch: main}\n- uses: git-wait-for-pr\n  config: {repoURL: https://example.com/r.git, "
        'prNumber: "${{ outputs.pr.pr.id }}"}\n',
        check=_no_pull_request,
    ),
)
"""The rules for the order of steps."""
