"""Prints the outcomes of case files: ``python -m tests.conformance FILE... [--jobs N] [--only NAME]...``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.conformance.case_files import read_cases
from tests.conformance.pool import run_cases


def main(arguments: list[str] | None = None) -> int:
    """Print one JSON line for each case; exit status 0 whatever came of them, for others judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file of cases")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="cases side by side (default: 1)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="run this case; may be repeated")
    parser.add_argument("--seconds", type=float, default=120, metavar="S", help="the time a case has (default: 120)")
    given = parser.parse_args(arguments)
    cases = read_cases(given.files, frozenset(given.only))
    if not cases:
        print("no such case", file=sys.stderr)
        return 2
    for name, outcome in run_cases(cases, given.jobs, given.seconds):
        print(json.dumps({"name": name, "outcome": outcome}, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
