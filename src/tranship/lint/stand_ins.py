"""What templates are evaluated with before a promotion: values for what is known, stand-ins for Freight.

Everything else is Unknown, which goes through all operators and functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tranship.expressions import objects
from tranship.expressions.functions import STEP_FUNCTIONS
from tranship.expressions.quoting import TEMPLATE_FUNCTIONS
from tranship.expressions.version_functions import VERSION_FUNCTIONS
from tranship.exprlang import Function, Functions, Struct, Unknown
from tranship.models.freight import ArtifactReference, FreightOrigin, GitCommit, Image
from tranship.models.warehouse import GitSubscription, ImageSubscription, RepoSubscription
from tranship.refs.git_url import normalize_git_url
from tranship.refs.image_ref import normalize_image_url

NOT_KNOWN = Unknown("known when it runs")

_TREACHEROUS = ("1.10", "2024.10", "0123456", "1234e56")
"""Tags that a template takes for numbers, and then writes in another way."""
_HARMLESS = "v1.2.3"
_COMMIT = "012345678901a" + 27 * "b"
"""The first 12 characters are digits, as may happen to any commit; the whole of it is no number, as good as always."""


class Names(dict[str, Any]):
    """Names of which some are known; what any other one holds is Unknown."""

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - nothing is known to be missing
        """What a name holds."""
        return super().get(key, NOT_KNOWN)


@dataclass(frozen=True)
class StandIns:
    """What the functions of templates work with here.

    :param sampling: whether Freight is stood in for; else it is Unknown.
    :param subscriptions: what the Warehouses watch; None if that isn't known.
    """

    sampling: bool = False
    subscriptions: tuple[RepoSubscription, ...] | None = None

    def tag_of_image(self, repo_url: str) -> str:
        """A tag that the image may have: a treacherous one, if any can come."""
        wanted = normalize_image_url(repo_url)
        found = [
            one.image
            for one in self.subscriptions or ()
            if one.image is not None and normalize_image_url(one.image.repo_url) == wanted
        ]
        return next((tag for one in found for tag in _tags_of_image(one)), _HARMLESS) if found else _TREACHEROUS[0]

    def tag_of_commit(self, repo_url: str) -> str:
        """A tag that the commit may have: a treacherous one, if any can come."""
        wanted = normalize_git_url(repo_url)
        found = [
            one.git
            for one in self.subscriptions or ()
            if one.git is not None and normalize_git_url(one.git.repo_url) == wanted
        ]
        return next((tag for one in found for tag in _tags_of_commit(one)), _HARMLESS) if found else _TREACHEROUS[0]


def _tags_of_image(one: ImageSubscription) -> Iterator[str]:
    """Treacherous tags that may come of a subscription."""
    strategy = one.image_selection_strategy
    if strategy == "Digest":
        yield one.constraint
    elif strategy in ("Lexical", "NewestBuild") or one.strict_semvers is False:
        yield from _passing(one)


def _tags_of_commit(one: GitSubscription) -> Iterator[str]:
    strategy = one.commit_selection_strategy
    if strategy in ("Lexical", "NewestTag") or (strategy == "SemVer" and one.strict_semvers is False):
        yield from _passing(one)


def _passing(one: ImageSubscription | GitSubscription) -> Iterator[str]:
    """The treacherous tags that the filters of a subscription let through; none if a filter can't be tried here."""
    allowed = [text for text in (one.allow_tags, *one.allow_tags_regexes) if text]
    try:
        allow, ignore = [re.compile(text) for text in allowed], [re.compile(text) for text in one.ignore_tags_regexes]
    except re.error:
        return
    semver = "SemVer" in (getattr(one, "image_selection_strategy", ""), getattr(one, "commit_selection_strategy", ""))
    for tag in _TREACHEROUS[:2] if semver else _TREACHEROUS:
        passes = not allow or any(pattern.search(tag) for pattern in allow)
        if passes and not any(pattern.search(tag) for pattern in ignore):
            yield tag


def _sampled(make: Callable[[StandIns, str], Struct]) -> Callable[..., Any]:
    def call(context: StandIns, name: str, *_origin: Any) -> Any:
        return make(context, name) if context.sampling else NOT_KNOWN

    return call


def _image(context: StandIns, repo_url: str) -> Struct:
    return objects.image(Image(repo_url=repo_url, tag=context.tag_of_image(repo_url), digest="sha256:" + 32 * "ab"))


def _commit(context: StandIns, repo_url: str) -> Struct:
    tag = context.tag_of_commit(repo_url)
    return objects.commit(GitCommit(repo_url=repo_url, id=_COMMIT, branch="main", tag=tag, message="Add a cart"))


def _artifact(_context: StandIns, subscription: str) -> Struct:
    return objects.artifact(
        ArtifactReference(artifact_type="other", subscription_name=subscription, version=_TREACHEROUS[0])
    )


_PURE = (*TEMPLATE_FUNCTIONS, *VERSION_FUNCTIONS)
_SAMPLED: Mapping[str, Callable[..., Any]] = {
    "imageFrom": _sampled(_image),
    "commitFrom": _sampled(_commit),
    "artifactFrom": _sampled(_artifact),
    "warehouse": lambda _context, name: objects.origin(FreightOrigin(kind="Warehouse", name=name)),
}
FREIGHT = frozenset(_SAMPLED)
"""The functions that stand-ins answer for; charts have versions that are never taken for numbers."""


def _unanswered(function: Function) -> Function:
    return replace(function, call=lambda _context, *_arguments: NOT_KNOWN)


def _stand_in(function: Function) -> Function:
    if function in _PURE:
        return function
    if function.name in _SAMPLED:
        return replace(function, call=_SAMPLED[function.name])
    return _unanswered(function)


STAND_IN_FUNCTIONS = Functions(_stand_in(function) for function in STEP_FUNCTIONS.values())
"""The functions of templates, answered without a cluster. Their context is :class:`StandIns`."""
