"""tranship lint: finds what is wrong with manifests before anything runs."""

from __future__ import annotations

import click

from tranship.errors import InputError

CLEAN, FINDINGS, BAD_INPUT = 0, 1, 3
"""Exit codes."""


@click.command("lint")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "-o",
    "--output",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="text; json; sarif (2.1.0), for code scanning; github: annotations in a workflow.",
)
@click.option("--select", multiple=True, metavar="RULE", help="Only these rules: TS203, TS2 (all of a topic), a name.")
@click.option("--ignore", multiple=True, metavar="RULE", help="All rules but these.")
@click.option("--explain", metavar="RULE", help="Explain a rule, and do nothing else.")
@click.option("--list-rules", is_flag=True, help="List all rules, and do nothing else.")
def command(
    paths: tuple[str, ...],
    output: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    explain: str | None,
    list_rules: bool,
) -> int:
    """Find what is wrong with manifests before anything runs.

    Reads files, folders with all that is below them, and stdin (-); the current folder by default. It needs no
    cluster and no network. What is for others than Kargo is passed over. A comment silences a rule for its line:
    # tranship: ignore TS203

    \b
    Examples:
      tranship lint kargo/
      tranship lint --select TS2 --ignore unknown-output kargo/
      kustomize build kargo/ | tranship lint -
      tranship lint -o sarif . > tranship.sarif

    Exit codes: 0 nothing found, 1 something found, 3 bad input.
    """
    from tranship.lint.linter import chosen_rules, rules_named

    if explain is not None or list_rules:
        _tell(rules_named(explain) if explain is not None else (), listing=list_rules)
        return CLEAN
    rules = chosen_rules(_split(select), _split(ignore))
    from tranship.builtin_steps import step_definitions
    from tranship.lint.linter import lint

    report = lint(paths or (".",), step_definitions(), rules=rules)
    if output == "text":
        from tranship.cli.view.lint import print_report

        if report.files or not report.refused:
            print_report(report)
    else:
        from tranship.lint.reports import WRITERS

        click.echo(WRITERS[output](report), nl=output != "github")
    for error in report.refused:
        click.echo(str(error), err=True)
    if report.refused:
        return BAD_INPUT
    return FINDINGS if report.findings else CLEAN


def _split(texts: tuple[str, ...]) -> list[str]:
    """What options name, also several with commas between them."""
    names = [part.strip() for text in texts for part in text.split(",")]
    if not all(names):
        raise InputError("--select and --ignore take names of rules, such as TS203 or TS2")
    return names


def _tell(rules: tuple[object, ...], *, listing: bool) -> None:
    from tranship.cli.view.lint import explain
    from tranship.lint.findings import Rule
    from tranship.lint.rules import RULES

    if listing:
        for rule in RULES:
            click.echo(f"{rule.code} {rule.name} ({rule.severity})\n      {rule.summary}")
        return
    click.echo("\n\n".join(explain(rule) for rule in rules if isinstance(rule, Rule)))
