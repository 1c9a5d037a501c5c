"""What people see of a step: no secret, words for what is unknown, and nothing made up that looks known."""

from __future__ import annotations

from tranship.authoring import Change, ChangeKind
from tranship.credentials.secrets import SecretRegistry, SecretSource
from tranship.exprlang import Unknown
from tranship.plan import Outcome, PlannedStep
from tranship.plan.presented import presented
from tranship.plan.provisional import Provisional

COMMIT = "9ab31c7d0000000000000000000000000000beef"


def test_every_text_of_a_step_is_safe_to_show() -> None:
    secrets, provisional = SecretRegistry(), Provisional("prod.01h.3f2c1ab")
    secrets.record("correct-horse", SecretSource("Secret", "demo", "creds", "password"))
    provisional.note([COMMIT], "commit")
    text = f"correct-horse {COMMIT[:7]} prod.01h.3f2c1ab"
    step = PlannedStep(
        *("a", "git-push", Outcome.RUNS),
        message=text,
        changes=(Change(ChangeKind.PUSH, text, text, diff=text, details={"body": text}),),
        notes=(text,),
        config={"text": text, "number": Unknown("known after b")},
        output={"text": text, "list": [COMMIT]},
    )
    shown = presented(step, secrets, provisional)
    safe = "*** (known after commit) prod.(new).3f2c1ab"
    change = Change(ChangeKind.PUSH, safe, safe, diff=safe, details={"body": safe})
    assert (shown.message, shown.notes, shown.changes) == (safe, (safe,), (change,))
    assert shown.config == {"text": safe, "number": "(known after b)"}
    assert shown.output == {"text": safe, "list": ["(known after commit)"]}
    assert shown.unknown == ("text", "list[0]")


def test_what_is_unknown_of_a_step_that_does_not_run_is_its_configuration() -> None:
    step = PlannedStep("a", "copy", Outcome.UNKNOWN, unknown=("path",), output={"commit": COMMIT})
    provisional = Provisional("p")
    provisional.note([COMMIT], "commit")
    assert presented(step, SecretRegistry(), provisional).unknown == ("path",)
