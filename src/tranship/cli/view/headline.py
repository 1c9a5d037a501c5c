"""The first line of a promotion: what goes where, and which repositories it will write to."""

from __future__ import annotations

from collections.abc import Iterator

from tranship.models.freight import Freight
from tranship.models.promotion import Promotion, PromotionStep
from tranship.models.stage import Stage


def headline(promotion: Promotion, freight: Freight, stage: Stage) -> str:
    """``Promotion NAME · Freight ... → Stage ... · will push to ...``."""
    targets = ", ".join(dict.fromkeys(_targets(promotion)))
    writes = f" · will push to {targets}" if targets else ""
    name = promotion.metadata.name
    return f"Promotion {name}\n{describe_freight(freight)} → Stage {stage.metadata.name}{writes}\n"


def describe_freight(freight: Freight) -> str:
    """Freight as people call it: its alias, or its artifacts."""
    artifacts = [f"{image.repo_url.rpartition('/')[2]} {image.tag or image.digest[:19]}" for image in freight.images]
    artifacts += [f"{_short(commit.repo_url)} {commit.tag or commit.id[:7]}" for commit in freight.commits]
    artifacts += [f"{chart.name or _short(chart.repo_url)} {chart.version}" for chart in freight.charts]
    what = ", ".join(artifacts) or freight.metadata.name[:7]
    alias = freight.effective_alias
    return f"Freight {alias} ({what})" if alias else f"Freight {what}"


def _short(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2].removesuffix(".git")


def _targets(promotion: Promotion) -> Iterator[str]:
    """The repositories that a promotion pushes to, as far as its text says so."""
    values = {variable.name: variable.value for variable in promotion.spec.vars}
    pushes = any(step.uses in ("git-push", "github-push") for step in promotion.spec.steps)
    for step in promotion.spec.steps:
        if pushes and step.uses == "git-clone" and isinstance(step.config, dict):
            url = _plain(str(step.config.get("repoURL", "")), step, values)
            if url:
                yield url.partition("://")[2] or url


def _plain(text: str, step: PromotionStep, values: dict[str, str]) -> str:
    """A text without its templates, where these are single variables with plain values; else empty."""
    inner = text.strip()
    if inner.startswith("${{") and inner.endswith("}}"):
        name = inner[3:-2].strip().removeprefix("vars.")
        known = values | {variable.name: variable.value for variable in step.vars}
        inner = known.get(name, "")
    return "" if "${" in inner else inner.partition("@")[2] or inner
