"""Cases run side by side; a crash or a hang is that case's outcome alone."""

from tests.conformance.case_files import CaseText
from tests.conformance.pool import run_cases


def case(name: str, setup: str = "true") -> CaseText:
    return CaseText(name, f"name: {name}\nsetup: |\n  {setup}\nsteps: [{{uses: echo, as: a}}]\n")


def test_outcomes_come_in_the_order_of_the_cases() -> None:
    names = [f"case-{index}" for index in range(5)]
    done = list(run_cases([case(name) for name in names], jobs=3, seconds=60))
    assert [name for name, _ in done] == names
    assert all(outcome["calls"][0]["status"] == "Succeeded" for _, outcome in done)


def test_a_case_that_can_t_be_set_up_says_so_and_the_next_one_runs() -> None:
    done = dict(run_cases([case("bad", "echo oh no; exit 1"), case("good")], jobs=1, seconds=60))
    assert done["bad"] == {"panic": "SetupError: the setup failed with exit status 1: oh no"}
    assert "calls" in done["good"]


def test_a_case_that_takes_too_long_is_ended_with_its_children() -> None:
    done = dict(run_cases([case("slow", "exec sleep 600"), case("good")], jobs=1, seconds=5))
    assert done["slow"] == {"panic": "the case took more than 5 s"}
    assert "calls" in done["good"]


def test_a_dying_process_is_replaced() -> None:
    done = dict(run_cases([case("dies", "kill -9 $PPID"), case("good")], jobs=1, seconds=60))
    assert done["dies"] == {"panic": "the process of the case died with exit status -9"}
    assert "calls" in done["good"]


def test_no_cases_are_no_outcomes() -> None:
    assert list(run_cases([], jobs=2, seconds=1)) == []
