"""TS2: kinds of steps, and their configuration against the model of the kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from typing import Any

from tranship.authoring import StepDefinition
from tranship.errors import FieldPath, FieldProblem, InputError, field_text
from tranship.expressions.plain import first_unknown
from tranship.exprlang import Unknown
from tranship.lint.enterprise import ENTERPRISE_STEPS
from tranship.lint.facts import Facts
from tranship.lint.findings import Problem, Rule, Severity
from tranship.lint.flows import StepFacts
from tranship.lint.former import FORMER_CONFIG, FORMER_STEPS
from tranship.lint.kinds import example_of
from tranship.lint.partial import partial_problems, template_problems
from tranship.lint.sites import Site, Use
from tranship.lint.stand_ins import NOT_KNOWN
from tranship.models.problems import takes_anything

_MISSPELT = 0.75
"""How alike names are, from 0 to 1, of which one is the other misspelt."""


def _own_steps(facts: Facts) -> Iterator[StepFacts]:
    """Every step once, where it was written."""
    for flow in facts.flows:
        written = {id(step) for step in flow.written}
        yield from (step for step in flow.steps if id(step.step) in written and step.step.uses)


def _unknown_kinds(facts: Facts, *, misspelt: bool) -> Iterator[Problem]:
    """Steps of kinds that nobody knows: those whose name is nearly that of another, or all the others."""
    for step in _own_steps(facts):
        kind = step.step.uses
        if step.definition is not None or kind in ENTERPRISE_STEPS or kind in facts.corpus.custom_steps:
            continue
        meant = get_close_matches(kind, facts.definitions, n=1, cutoff=_MISSPELT)
        if misspelt and meant:
            hint = FORMER_STEPS.get(kind) or f'did you mean "{meant[0]}"?'
            yield _at(step, ("uses",), f'there is no step kind "{kind}"', hint)
        elif not misspelt and not meant:
            hint = "`tranship steps` lists the built-in ones; a CustomPromotionStep of the Akuity Platform may be meant"
            yield _at(step, ("uses",), f'"{kind}" is no built-in step, and nothing here defines it', hint)


def _enterprise(facts: Facts) -> Iterator[Problem]:
    for step in _own_steps(facts):
        if step.definition is None and step.step.uses in ENTERPRISE_STEPS:
            hint = "an open-source Kargo, and tranship, end the promotion here"
            yield _at(step, ("uses",), f'"{step.step.uses}" is a step of the Akuity Platform only', hint)


def _unknown_config_fields(facts: Facts) -> Iterator[Problem]:
    for step, problem in _config_problems(facts):
        if problem.about_key:
            yield _config_problem(step, problem)


def _wrong_config(facts: Facts) -> Iterator[Problem]:
    for step, problem in _config_problems(facts):
        if not problem.about_key:
            yield _config_problem(step, problem)
    for step in _own_steps(facts):
        if step.definition is None or step.config:
            continue
        fields = step.definition.config.model_fields.items()
        needed = [field.alias or name for name, field in fields if field.is_required()]
        if step.step.config is None and needed:
            yield _at(step, ("uses",), f"{step.step.uses} has no config", f"it needs {', '.join(needed)}")
        elif step.step.config is not None and not isinstance(step.step.config, dict):
            yield _at(step, ("config",), "config must be a map of fields")


def _config_problems(facts: Facts) -> Iterator[tuple[StepFacts, FieldProblem]]:
    for step in _own_steps(facts):
        if step.definition is not None and isinstance(step.step.config, dict):
            for problem in partial_problems(step.definition.config, step.config):
                yield step, problem


def _wrong_templates(facts: Facts) -> Iterator[Problem]:
    """What templates come to, against the model of the step's configuration."""
    by_step: dict[tuple[int, int], list[Site]] = {}
    for site in facts.sites:
        if site.use is Use.CONFIG and site.step is not None:
            by_step.setdefault((id(site.flow), site.step.index), []).append(site)
    for sites in by_step.values():
        step = sites[0].step
        if step is not None and step.definition is not None and isinstance(step.step.config, dict):
            yield from _wrong_templates_of(step, step.definition, sites, facts)


def _wrong_templates_of(
    step: StepFacts, definition: StepDefinition, sites: list[Site], facts: Facts
) -> Iterator[Problem]:
    values: dict[FieldPath, Any] = {}
    examples: dict[FieldPath, Any] = {}
    surely = facts.surely_runs(sites[0].flow, step)
    for site in sites:
        path = site.path[1:]
        if takes_anything(definition.config, path):
            continue
        value = facts.certain.value(site) if surely else NOT_KNOWN
        if first_unknown(value) is None:
            # A variable may get another value for this promotion, but of the same kind.
            reads_variables = any(one.name == "vars" for _, analysis in site.holes for one in analysis.readings)
            (examples if reads_variables else values)[path] = value
        elif not isinstance(example := example_of(site), Unknown):
            examples[path] = example
    if not (values or examples):
        return
    source = step.step.source
    for problem in template_problems(definition.config, step.config, values, examples):
        at = next(path for path in (*values, *examples) if problem.path[: len(path)] == path)
        position = source.locate(("config", *at)) if source else None
        wants_text = problem.message == "must be text, but is a number"
        hint = "put the expression into quote()" if wants_text else "this is what the template comes to"
        yield Problem.of(InputError(f"{field_text(('config', *problem.path))}: {problem.message}", position), hint)


def _config_problem(step: StepFacts, problem: FieldProblem) -> Problem:
    source = step.step.source
    path: FieldPath = ("config", *problem.path)
    position = None if source is None else (source.locate_key if problem.about_key else source.locate)(path)
    message = f"{field_text(path)}: {problem.message}"
    found = Problem.of(InputError(message, position))
    former = FORMER_CONFIG.get(str(path[-1])) if problem.about_key else None
    return replace(found, hint=former) if former else found


def _at(step: StepFacts, path: FieldPath, message: str, hint: str = "") -> Problem:
    source = step.step.source
    return Problem.of(InputError(message, source.locate(path) if source else None), hint)


STEP_RULES = (
    Rule(
        "TS201",
        "unknown-step",
        Severity.ERROR,
        "There is no step of this kind, and it looks like a misspelt one.",
        "The promotion ends with an error as soon as it gets to this step.",
        bad="- uses: git-clne\n",
        good="- uses: fail\n",
        check=partial(_unknown_kinds, misspelt=True),
    ),
    Rule(
        "TS202",
        "platform-step",
        Severity.WARNING,
        "A step that only the Akuity Platform has.",
        "Kargo as everybody can install it has no such step, and ends the promotion with an error. tranship neither.",
        bad="- uses: jira\n  config: {}\n",
        good="- uses: http\n  config: {url: https://jira.example.com}\n",
        check=_enterprise,
    ),
    Rule(
        "TS208",
        "custom-step",
        Severity.WARNING,
        "A step of a kind that is neither built in nor defined in these files.",
        "Where nobody has defined it the promotion ends with an error. On the Akuity Platform it may be a "
        "CustomPromotionStep; add its manifest to the files, or silence the rule on the line.",
        bad="- uses: scan-for-viruses\n",
        good="- uses: fail\n",
        check=partial(_unknown_kinds, misspelt=False),
    ),
    Rule(
        "TS211",
        "unknown-config-field",
        Severity.ERROR,
        "A step's configuration has a field that this kind of step does not have.",
        "The step fails before it does anything.",
        bad="- uses: fail\n  config: {mesage: stop}\n",
        good="- uses: fail\n  config: {message: stop}\n",
        check=_unknown_config_fields,
    ),
    Rule(
        "TS212",
        "wrong-config",
        Severity.ERROR,
        "A step's configuration has a wrong value, or lacks one.",
        "The step fails before it does anything. Where a template stands the value can't be known, and is not judged.",
        bad="- uses: http\n  config: {method: GET}\n",
        good="- uses: http\n  config: {method: GET, url: https://example.com}\n",
        check=_wrong_config,
    ),
    Rule(
        "TS213",
        "wrong-template",
        Severity.ERROR,
        "A template in a step's configuration comes to a value that the field doesn't take.",
        "The step fails before it does anything. What a template comes to is known where it holds variables and "
        "constants only; else its kind may be known, as that of a comparison or of text with more text around it.",
        bad="- uses: http\n  vars: [{name: version, value: '1.10'}]\n"
        "  config:\n    url: https://example.com\n    body: ${{ vars.version }}\n",
        good="- uses: http\n  vars: [{name: version, value: '1.10'}]\n"
        "  config:\n    url: https://example.com\n    body: ${{ quote(vars.version) }}\n",
        check=_wrong_templates,
    ),
)
"""The rules for kinds of steps and their configuration."""
