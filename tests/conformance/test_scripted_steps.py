"""Scripted steps come out as they are told to; the others tell what they were given."""

from typing import Any

import pytest

from tests.conformance.answers import CaseCredentials
from tests.conformance.scripted_steps import scripted_steps
from tranship.credentials.database import CredentialType
from tranship.errors import StepError, TerminalError
from tranship.execution import BACKGROUND, Cancellation
from tranship.gotypes.duration import Duration
from tranship.health import Criteria
from tranship.promotion import Config, State, StepContext, StepResult, StepRunnerCapabilities, is_terminal
from tranship.store.memory import MemoryStore

NOTHING = StepRunnerCapabilities()


class Steps:
    """The scripted steps of one case."""

    def __init__(self) -> None:
        self.cancel = Cancellation()
        self.registry = scripted_steps(self.cancel)

    def run(self, kind: str, alias: str = "a", given: StepRunnerCapabilities = NOTHING, **config: Any) -> StepResult:
        context = StepContext("/work", alias, config=Config(config) if config else None)
        return self.registry[kind].factory(given).run(context, BACKGROUND)


def test_the_nth_run_is_the_nth_attempt_by_alias() -> None:
    steps, attempts = Steps(), [{"status": "Running"}, {"status": "Succeeded", "output": {"n": 1}}]
    assert steps.run("scripted", attempts=attempts).status == "Running"
    assert steps.run("scripted", "b", attempts=attempts).status == "Running"
    for _ in range(2):
        assert steps.run("scripted", attempts=attempts) == StepResult("Succeeded", output={"n": 1})


def test_without_attempts_it_succeeds() -> None:
    assert Steps().run("scripted") == StepResult()


def test_an_attempt_says_all_that_a_result_can_say() -> None:
    check = {"kind": "k", "input": {"n": 1}}
    attempt = {"status": "Running", "message": "m", "retryAfter": "1m30s", "healthCheck": check}
    wanted = StepResult("Running", "m", None, Criteria("k", {"n": 1}), Duration.parse("90s"))
    assert Steps().run("scripted", attempts=[attempt]) == wanted


def test_an_attempt_without_a_status_has_none() -> None:
    assert Steps().run("scripted", attempts=[{"output": {}}]).status == ""


def test_errors_carry_status_output_and_advice() -> None:
    attempt = {"status": "Failed", "error": "no", "output": {"a": 1}, "retryAfter": "10s"}
    with pytest.raises(StepError, match="no") as caught:
        Steps().run("scripted", attempts=[attempt])
    error = caught.value
    assert (error.status, error.output, error.retry_after, is_terminal(error)) == ("Failed", {"a": 1}, 10, False)


def test_terminal_errors_are_terminal_also_inside_others() -> None:
    with pytest.raises(TerminalError):
        Steps().run("scripted", attempts=[{"status": "Errored", "error": "no", "terminal": True}])
    with pytest.raises(StepError, match="outer: no") as caught:
        Steps().run("scripted", attempts=[{"status": "Errored", "error": "no", "wrapped": True}])
    assert not isinstance(caught.value, TerminalError)
    assert is_terminal(caught.value)


def test_a_panic_is_no_error_of_the_project() -> None:
    with pytest.raises(RuntimeError, match="boom"):
        Steps().run("scripted", attempts=[{"panic": "boom"}])


def test_an_attempt_can_cancel() -> None:
    steps = Steps()
    steps.run("scripted", attempts=[{"status": "Succeeded", "cancel": True}])
    assert steps.cancel.cancelled


def test_echo_puts_out_its_configuration() -> None:
    assert Steps().run("echo", x=[1]).output == {"config": {"x": [1]}}
    assert Steps().run("echo").output == {"config": None}


def test_echo_context_puts_out_its_context() -> None:
    context = StepContext("/work", "c", project="p", shared_state=State({"a": {"n": 1}}))
    output = Steps().registry["echo-context"].factory(NOTHING).run(context, BACKGROUND).output
    assert output == {
        "context": {
            "uiBaseURL": "",
            "workDirSet": True,
            "sharedState": {"a": {"n": 1}},
            "alias": "c",
            "config": None,
            "project": "p",
            "stage": "",
            "promotion": "",
            "promotionActor": "",
            "rollback": False,
            "freightRequests": None,
            "freight": None,
            "targetFreightRef": {"origin": {"kind": "", "name": ""}},
            "targetFreightAlias": "",
        }
    }


def test_capabilities_are_told_and_asked_for() -> None:
    steps = Steps()
    given = StepRunnerCapabilities(kargo_client=MemoryStore(), creds_db=CaseCredentials([]))
    assert steps.run("capabilities-none", given=given).output == {
        "kargoClient": True,
        "argocdClient": False,
        "credentials": True,
    }
    wanted = {kind: set(one.metadata.required_capabilities) for kind, one in steps.registry.items()}
    assert wanted["capabilities-none"] == set()
    assert wanted["capabilities-argocd"] == {"access-argocd"}
    assert wanted["capabilities-control-plane"] == {"access-control-plane"}
    assert wanted["capabilities-credentials"] == {"access-credentials"}
    assert wanted["scripted-propagating"] == {"task-output-propagation"}


def test_the_retrying_kind_has_defaults() -> None:
    metadata = Steps().registry["scripted-retrying"].metadata
    assert (str(metadata.default_timeout), metadata.default_error_threshold) == ("1h0m0s", 3)


def test_credentials_are_found_by_type_and_address() -> None:
    listed = [{"type": "git", "repoURL": "https://h/a.git", "username": "u", "password": "p"}]
    found = CaseCredentials(listed).get("any", CredentialType.GIT, "https://h/a")
    assert found is not None
    assert (found.username, found.password) == ("u", "p")
    assert CaseCredentials(listed).get("any", CredentialType.HELM, "https://h/a") is None
    assert CaseCredentials(listed).get("any", CredentialType.GIT, "https://h/b") is None
