"""All cases of a run: chosen, run in several processes at a time, and summed up in the order of the files."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property

from tranship.errors import InputError
from tranship.testing.bench import Opener
from tranship.testing.cases import CaseResult, run_case
from tranship.testing.coverage import Coverage, coverage_of
from tranship.testing.reading import Planned, read_tests


@dataclass(frozen=True)
class Results:
    """What came of all cases.

    :param left_out: how many cases were not chosen. :param seconds: how long all of it took.
    """

    cases: tuple[CaseResult, ...]
    left_out: int = 0
    seconds: float = 0.0

    @property
    def failed(self) -> int:
        """How many cases are not as expected."""
        return sum(bool(one.failures) for one in self.cases)

    @property
    def refused(self) -> int:
        """How many could not be run."""
        return sum(bool(one.refused) for one in self.cases)

    @property
    def passed(self) -> int:
        """How many are as expected."""
        return sum(one.passed for one in self.cases)

    @cached_property
    def coverage(self) -> Coverage:
        """How much of the templates has run."""
        return coverage_of(one.steps for one in self.cases)


def chosen(cases: Sequence[Planned], keyword: str) -> list[Planned]:
    """The cases in whose file and name all words of ``keyword`` stand, in any case; a word after ``not`` must not.

    :raises InputError: there is none.
    """
    words = keyword.casefold().split()
    wanted = [word for index, word in enumerate(words) if word != "not" and (not index or words[index - 1] != "not")]
    unwanted = [word for index, word in enumerate(words) if index and words[index - 1] == "not"]
    found = [
        one
        for one in cases
        if all(word in one.title.casefold() for word in wanted)
        and not any(word in one.title.casefold() for word in unwanted)
    ]
    if not found:
        names = ", ".join(f'"{one.name}"' for one in cases[:8])
        raise InputError(f'no case has "{keyword}" in its name or file; there are {names}')
    return found


def run_cases(
    cases: Sequence[Planned],
    open_bench: Opener,
    *,
    jobs: int = 1,
) -> Iterator[CaseResult]:
    """The results, as they come, in the order of the cases.

    :param open_bench: a function of a module, since other processes call it.
    """
    jobs = min(jobs, len(cases))
    if jobs <= 1:
        for case in cases:
            yield run_case(case, open_bench)
        return
    # Forking is quick and safe here, as no thread has been started yet; where it is not, new interpreters are.
    how = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(jobs, mp_context=how, initializer=_leave_interrupts) as pool:
        tasks = [pool.submit(_run, case.file, case.name, open_bench) for case in cases]
        try:
            for task in tasks:
                yield task.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that hands out the work: cases that are under way come to their end, and clean up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _run(file: str, name: str, open_bench: Opener) -> CaseResult:
    """Run a case in another process, which reads it anew: places in files don't travel."""
    return run_case(next(one for one in read_tests([file]) if one.name == name), open_bench)
