"""Secrets in saved state are references, resolved again when it is loaded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tranship.credentials.secrets import SecretRegistry, SecretSource
from tranship.errors import StoreError
from tranship.lifecycle.secret_state import conceal, concealed_text, reveal

SOURCE = SecretSource("Secret", "demo", "creds", "password")
VALUE = "hunter22&more"


def registry() -> SecretRegistry:
    secrets = SecretRegistry()
    secrets.record(VALUE, SOURCE)
    return secrets


def saved(value: Any) -> Any:
    """A value as it is after a way through the store."""
    return json.loads(json.dumps(conceal(value, registry())))


STATES = [
    VALUE,
    f"Bearer {VALUE}!",
    {"a": [VALUE, {"b": f"{VALUE}{VALUE}"}], "n": 1, "t": True, "z": None},
    {"base64": "aHVudGVyMjImbW9yZQ==", "url": "hunter22%26more"},
    "nothing secret",
]


@pytest.mark.parametrize("state", STATES, ids=str)
def test_a_state_comes_back_exactly_and_holds_no_secret_meanwhile(state: Any) -> None:
    kept = saved(state)
    text = json.dumps(kept)
    assert not any(form in text for form in (VALUE, "aHVudGVyMjImbW9yZQ", "hunter22"))
    again = SecretRegistry()
    assert reveal(kept, {SOURCE: VALUE}.get, again) == state
    assert (VALUE in again) == (kept != state)


def test_a_source_that_is_gone_is_an_error_that_says_so() -> None:
    with pytest.raises(
        StoreError, match="has used is gone: Secret demo/creds, key password; the promotion can't go on"
    ):
        reveal(saved(VALUE), lambda _source: None, SecretRegistry())


def test_a_source_that_has_changed_is_an_error_that_says_so() -> None:
    with pytest.raises(StoreError, match="has used has changed: Secret demo/creds, key password") as caught:
        reveal(saved(VALUE), {SOURCE: "another"}.get, SecretRegistry())
    assert "another" not in str(caught.value)


def test_the_same_value_looks_different_each_time() -> None:
    assert saved(VALUE) != saved(VALUE)


def test_for_people_a_secret_is_a_mask() -> None:
    assert concealed_text(saved({"a": [f"x{VALUE}y"], "n": 1})) == {"a": ["x***y"], "n": 1}


def test_without_secrets_nothing_is_touched() -> None:
    state = {"a": [1]}
    assert conceal(state, SecretRegistry()) is state
