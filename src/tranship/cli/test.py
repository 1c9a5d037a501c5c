"""tranship test: unit tests of promotion templates, in YAML files next to them."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from tranship.errors import InputError

PASSED, FAILED, BAD_INPUT = 0, 1, 3
"""Exit codes."""


@click.command("test")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-k", "keyword", default="", metavar="WORDS", help="Only cases with these words in their name or file.")
@click.option("--update", is_flag=True, help="Write the snapshots anew, in place of comparing with them.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Cases at a time. Default: one for each processor.")
@click.option(
    "-o", "--output", type=click.Choice(["text", "json", "junit"]), default="text", help="The form of the result."
)
@click.option("--junit", "junit_file", metavar="FILE", help="Write JUnit's XML to a file as well.")
@click.option(
    "--min-coverage", type=click.FloatRange(0, 100), metavar="PERCENT", help="Fail if less of the templates has run."
)
@click.option("--gaps", "show_gaps", is_flag=True, help="List the steps and conditions that no case has run.")
def command(
    paths: tuple[str, ...],
    keyword: str,
    update: bool,
    jobs: int | None,
    output: str,
    junit_file: str | None,
    min_coverage: float | None,
    show_gaps: bool,
) -> int:
    """Run the unit tests of promotion templates.

    Reads the documents of the kind PromotionTest in files and folders with all that is below them; the current folder
    by default. Each case promotes for real, in a world that the test describes: repositories, forges, Argo CD, HTTP.
    Nothing leaves this machine, nobody waits, and nothing is left behind. `tranship init` writes an example.

    \b
    Examples:
      tranship test kargo/
      tranship test -k "prod not rollback" --gaps
      tranship test --junit report.xml --min-coverage 90

    Exit codes: 0 all passed, 1 something is not as expected, 3 bad input.
    """
    from tranship.cli.bench import open_bench
    from tranship.cli.session import interruptible
    from tranship.cli.view.test import CaseView, colour, gaps, summary
    from tranship.testing import snapshots
    from tranship.testing.reading import read_tests
    from tranship.testing.reports import json_report, junit_report
    from tranship.testing.runner import Results, chosen, run_cases

    begin = time.monotonic()
    every = read_tests(paths or (".",))
    cases = chosen(every, keyword) if keyword.strip() else every
    view = CaseView()
    found = []
    written: list[Path] = []
    with interruptible():
        for result in run_cases(cases, open_bench, jobs=jobs or os.cpu_count() or 1):
            found.append(result if update else snapshots.compared(result))
            if output == "text":
                view.show(found[-1])
    if update:
        written = snapshots.update(found, whole=len(cases) == len(every))
    results = Results(tuple(found), len(every) - len(cases), time.monotonic() - begin)
    if junit_file:
        _write(junit_file, junit_report(results))
    if output != "text":
        click.echo(json_report(results) if output == "json" else junit_report(results), nl=output == "json")
    else:
        click.echo()
        click.echo(summary(results), color=colour())
        for line in gaps(results) if show_gaps else ():
            click.echo(f" {line}")
        for place in written:
            click.echo(f"{place} was written")
    if results.refused:
        return BAD_INPUT
    if min_coverage is not None and results.coverage.percent < min_coverage:
        percent = f"{results.coverage.percent:.1f}%"
        hint = "" if show_gaps else "; --gaps lists what never ran"
        click.echo(f"the coverage of {percent} is less than the {min_coverage:g}% that are asked for{hint}", err=True)
        return FAILED
    return FAILED if results.failed else PASSED


def _write(file: str, text: str) -> None:
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file} can't be written: {error.strerror}") from None
