"""TS1: what manifests are made of, and what Kargo refuses when one is applied."""

from __future__ import annotations

from collections.abc import Iterator

from tranship.errors import InputError
from tranship.lifecycle.admission import alias_problems, stage_refusals, task_problems
from tranship.lint.facts import Facts
from tranship.lint.findings import Problem, Rule, Severity
from tranship.lint.reading import Fault
from tranship.models.promotion import Promotion
from tranship.models.stage import Stage


def _refused(facts: Facts) -> Iterator[Problem]:
    found: list[InputError] = []
    for stage in facts.every(Stage):
        found += stage_refusals(stage)
    for task in facts.tasks.all:
        found += task_problems(task)
    # Aliases have a rule of their own.
    aliases = {str(problem) for flow in facts.flows for problem in alias_problems(flow.written)}
    yield from (Problem.of(problem) for problem in found if str(problem) not in aliases)


def _aliases(facts: Facts) -> Iterator[Problem]:
    for flow in facts.flows:
        # A Promotion has the aliases that Kargo gave to steps without one.
        if not isinstance(flow.owner, Promotion):
            yield from (Problem.of(problem) for problem in alias_problems(flow.written))


MANIFEST_RULES = (
    Rule(
        "TS101",
        "unreadable",
        Severity.ERROR,
        "A manifest can't be read as YAML.",
        "Neither Kargo nor kubectl can read it. A key that comes twice in a map is such a problem too: one of the two "
        "values would be lost without a word.",
        bad="- uses: fail\n  config: {message: one}}\n",
        good="- uses: fail\n  config: {message: one}\n",
        check=lambda facts: facts.faults(Fault.UNREADABLE),
    ),
    Rule(
        "TS102",
        "unknown-kind",
        Severity.ERROR,
        "Kargo has no resource of this kind.",
        "The API server refuses a kind that it doesn't know.",
        bad="apiVersion: kargo.akuity.io/v1alpha1\nkind: Sage\nmetadata: {name: test, namespace: demo}\n",
        good="apiVersion: kargo.akuity.io/v1alpha1\nkind: Project\nmetadata: {name: demo}\n",
        check=lambda facts: facts.faults(Fault.UNKNOWN_KIND),
    ),
    Rule(
        "TS103",
        "unknown-field",
        Severity.ERROR,
        "A resource has a field that its kind does not have.",
        "kubectl refuses it. Where the check is switched off, the field is dropped without a word, and what it should "
        "have done is not done.",
        bad="- uses: fail\n  cofnig: {message: one}\n",
        good="- uses: fail\n  config: {message: one}\n",
        check=lambda facts: facts.faults(Fault.UNKNOWN_FIELD),
    ),
    Rule(
        "TS104",
        "wrong-value",
        Severity.ERROR,
        "A field of a resource has a value of the wrong kind, or is missing.",
        "The API server refuses the resource.",
        bad="- uses: fail\n  as: 1\n",
        good='- uses: fail\n  as: "no"\n',
        check=lambda facts: facts.faults(Fault.WRONG_VALUE),
    ),
    Rule(
        "TS105",
        "refused",
        Severity.ERROR,
        "Kargo's webhooks refuse the resource.",
        "It is well formed, but breaks a rule that Kargo checks when it is applied: a step that is neither a kind nor "
        "a task, a task with a configuration, Freight that is requested twice, a name that no variable can have.",
        bad="- as: nothing\n",
        good="- as: something\n  uses: fail\n",
        check=_refused,
    ),
    Rule(
        "TS106",
        "bad-alias",
        Severity.ERROR,
        "An alias is taken twice, or reserved.",
        "Outputs are found by their step's alias, so that aliases must differ. step-1 and task-1 are the names of "
        "steps without one. Kargo refuses both.",
        bad="- {uses: fail, as: stop}\n- {uses: fail, as: stop}\n",
        good="- {uses: fail, as: stop}\n- {uses: fail, as: stop-again}\n",
        check=_aliases,
    ),
)
"""The rules for manifests as a whole."""
