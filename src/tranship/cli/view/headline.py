"""The first line of a promotion: what goes where, and which repositories it will write to."""

from __future__ import annotations

from collections.abc import Sequence

from tranship.models.freight import Freight, FreightOrigin
from tranship.models.promotion import Promotion


def headline(promotion: Promotion, freight: Freight, targets: Sequence[str]) -> str:
    """``Promotion NAME``, then ``Freight ... → Stage ... · will push to ...``.

    :param targets: the repositories and branches that it will push to.
    """
    writes = f" · will push to {', '.join(targets)}" if targets else ""
    return f"Promotion {promotion.name}\n{describe_freight(freight)} → Stage {promotion.spec.stage}{writes}\n"


def absence(missing: Sequence[FreightOrigin]) -> str:
    """A line for Freight that the Stage requests and that does not go along; "" if there is none."""
    if not missing:
        return ""
    origins = ", ".join(str(origin) for origin in missing)
    return f"note: the Stage has no Freight of {origins} yet, so what it provides is nil; --with-freight NAME adds it\n"


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
