"""TS3: templates whose text is read as something else than it was, as a tag 1.10 that becomes the number 1.1."""

from __future__ import annotations

from collections.abc import Iterator

from tranship.expressions.coerce import coerce
from tranship.exprlang import to_json
from tranship.exprlang.nodes import Member, Name
from tranship.lint.facts import Facts
from tranship.lint.findings import Problem, Rule, Severity
from tranship.lint.sites import Site, Use
from tranship.models.problems import takes_anything

_LONGEST_HINT = 60


def _misread(facts: Facts) -> Iterator[Problem]:
    for site in facts.sites:
        if site.flow.is_task and id(site.flow.owner) in facts.used_tasks:
            # It is looked at where it is used, with the values that it gets there.
            continue
        if site.use is Use.CONDITION or not _keeps_numbers(site):
            continue
        certain = facts.certain.text(site)
        text = facts.likely.text(site) if certain is None else certain
        if text is None:
            continue
        value = coerce(text)
        if isinstance(value, str) or _printed(value) == text.strip():
            continue
        what = f'"{text.strip()}"' if certain is not None else f"an unquoted {_called(site)} such as {text.strip()}"
        message = f"{what} becomes {'the number ' if isinstance(value, float) else ''}{_printed(value)}"
        yield site.problem(message, *_extent(site.text), _advice(site))


def _keeps_numbers(site: Site) -> bool:
    """Whether a number may stand here as well as text, so that nobody would notice."""
    if site.use is Use.VARIABLE:
        return True
    if site.step is None or site.step.definition is None:
        return False
    return takes_anything(site.step.definition.config, site.path[1:])


def _printed(value: object) -> str:
    return "null" if value is None else to_json(value)


def _called(site: Site) -> str:
    """What the text is, as far as the expression tells."""
    fields = {"Tag": "tag", "Version": "version", "ID": "commit"}
    for _, analysis in site.holes:
        left = [analysis.root] if analysis.root else []
        while left:
            node = left.pop()
            if (
                isinstance(node, Member)
                and isinstance(name := getattr(node.key, "value", None), str)
                and name in fields
            ):
                return fields[name]
            left += [part for part in node.parts() if not isinstance(part, Name)]
    return "text"


def _extent(text: str) -> tuple[int, int]:
    return len(text) - len(text.lstrip()), len(text.rstrip())


def _advice(site: Site) -> str:
    text = site.text.strip()
    if len(site.holes) == 1:
        source = site.holes[0][0].source
        opening, closing = text[:3], text[-2:]
        if text == f"{opening}{source}{closing}":
            inner = " ".join(source.split())
            if len(inner) <= _LONGEST_HINT:
                return f"write {opening} quote({inner}) {closing}"
            return "put the expression into quote()"
    return "put double quotes around the whole text, within those of YAML: '\"…\"'"


_CLONE = """\
- uses: git-clone
  config: {repoURL: https://example.com/r.git, checkout: [{branch: main, path: ./out}]}
- uses: yaml-update
  config:
    path: ./out/values.yaml
    updates:
    - key: image.tag
"""

READING_RULES = (
    Rule(
        "TS310",
        "unquoted-version",
        Severity.WARNING,
        "A text that may look like a number is put where it becomes one.",
        "What a template comes to is read once more: 1.10 is the number 1.1 then, 0123456 is 123456, and that is what "
        "is written. quote() keeps it as it is. Where a Warehouse in the same files lets only such tags through that "
        "can't be numbers, as its strategy SemVer does, nothing is said.",
        bad=_CLONE + "      value: ${{ imageFrom('example.com/web').Tag }}\n",
        good=_CLONE + "      value: ${{ quote(imageFrom('example.com/web').Tag) }}\n",
        check=_misread,
    ),
)
"""The rules for what templates are read as."""
