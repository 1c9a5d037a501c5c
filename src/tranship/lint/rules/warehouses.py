"""TS4: artifacts that expressions ask for, against what the Warehouses of the Stage watch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tranship.exprlang.nodes import Call, Literal, Member, Name, Node
from tranship.lint.facts import Facts
from tranship.lint.findings import Problem, Rule, Severity
from tranship.lint.sites import Site
from tranship.models.stage import Stage
from tranship.refs.git_url import normalize_git_url
from tranship.refs.image_ref import normalize_chart_url, normalize_image_url

_KINDS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "imageFrom": ("image", normalize_image_url),
    "commitFrom": ("git", normalize_git_url),
    "chartFrom": ("chart", normalize_chart_url),
}
"""What functions ask for: the field of the subscription, and how addresses are compared."""


def _not_subscribed(facts: Facts) -> Iterator[Problem]:
    for site in facts.sites:
        stage = site.flow.owner
        # A step with a condition may be for Freight of another origin only.
        if not isinstance(stage, Stage) or (site.step is not None and site.step.step.if_):
            continue
        subscriptions = facts.watched(stage)
        if subscriptions is None:
            continue
        for hole, analysis in site.holes:
            for call in analysis.calls:
                name = call.callee.name if isinstance(call.callee, Name) else ""
                address = _constant(site, call)
                if name not in _KINDS or not address:
                    continue
                field, normalize = _KINDS[name]
                urls = [one.repo_url for one in subscriptions if getattr(one, field) is not None]
                if normalize(address) not in {normalize(url) for url in urls}:
                    place = call.arguments[0].place
                    hint = (
                        f"they watch {', '.join(urls)}"
                        if urls
                        else f"none of their subscriptions is of the kind {field}"
                    )
                    what = "repository" if field == "git" else field
                    message = f"no Warehouse of {site.flow.title} watches this {what}"
                    yield site.problem(message, hole.offset + place.start, hole.offset + place.end, hint)


def _constant(site: Site, call: Call) -> str | None:
    """The first argument of a call, if it is a text or a variable that holds one without templates."""
    node: Node | None = call.arguments[0] if call.arguments else None
    match node:
        case Literal(value=str(text)):
            return text
        case Member(base=Name(name="vars", variable=None), key=Literal(value=str(name))):
            given = site.step.given + site.step.step.vars if site.step else ()
            values = [one.value for one in (*site.flow.variables, *given) if one.name == name]
            return values[-1] if values and "${" not in values[-1] else None
    return None


_STAGE = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Warehouse
metadata: {name: main, namespace: demo}
spec:
  subscriptions:
  - image: {repoURL: example.com/web}
---
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: test, namespace: demo}
spec:
  requestedFreight:
  - origin: {kind: Warehouse, name: main}
    sources: {direct: true}
  promotionTemplate:
    spec:
      steps:
      - uses: fail
"""

WAREHOUSE_RULES = (
    Rule(
        "TS404",
        "not-subscribed",
        Severity.WARNING,
        "An expression asks for an artifact that no Warehouse of the Stage watches.",
        "The Freight has none, so the answer is nil, and reading a field of it ends the step with an error. It is "
        "said only where all Warehouses that the Stage requests Freight of are in the files, and the step has no "
        "condition.",
        bad=_STAGE + "        config: {message: \"${{ imageFrom('example.com/wbe').Tag }}\"}\n",
        good=_STAGE + "        config: {message: \"${{ imageFrom('example.com/web').Tag }}\"}\n",
        check=_not_subscribed,
    ),
)
"""The rules for artifacts."""
