"""The user's own Git credential helpers: what ``git credential fill`` knows, asked without a prompt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tranship.clients import process
from tranship.credentials.database import Credentials, CredentialType
from tranship.credentials.exposure import is_sent_in_the_clear
from tranship.errors import ProcessError
from tranship.execution import BACKGROUND

_LONGEST = 30.0
"""Seconds that a helper may take; some ask a server."""

_NO_PROMPTS = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "GCM_INTERACTIVE": "never"}


class UserGitHelpers:
    """Asks the helpers that the user's Git configuration names. For a laptop; a controller has no user.

    :param environment: the user's environment: where Git finds their configuration and their helpers what they need.
    :param allow_http: whether credentials may be sent to other machines over plain HTTP.
    """

    def __init__(self, environment: Mapping[str, str], *, allow_http: bool = False) -> None:
        self._environment = {**environment, **_NO_PROMPTS}
        self._home = Path(environment.get("HOME", "/"))
        self._allow_http = allow_http

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:  # noqa: ARG002
        """What the helpers have for a Git repository over HTTP(S); None for any other, and where they have nothing."""
        if credential_type is not CredentialType.GIT or (not self._allow_http and is_sent_in_the_clear(repo_url)):
            return None
        question = _question(repo_url)
        if question is None:
            return None
        try:
            finished = process.run(
                BACKGROUND,
                ["git", "credential", "fill"],
                cwd=self._home if self._home.is_dir() else Path("/"),
                env=self._environment,
                stdin=question.encode("utf-8", "surrogateescape"),
                timeout=_LONGEST,
            )
        except ProcessError:
            # No helper knows it, and Git may not ask the user: the repository is tried without credentials.
            return None
        answer = dict(line.partition("=")[::2] for line in finished.stdout.splitlines())
        if not answer.get("password"):
            return None
        return Credentials(answer.get("username", ""), answer["password"], source="the user's Git credential helper")


def _question(repo_url: str) -> str | None:
    """The description of a repository in Git's credential format, None for what is not on HTTP(S)."""
    try:
        parts = urlsplit(repo_url.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    fields = {
        "protocol": parts.scheme,
        "host": parts.netloc.rpartition("@")[2],
        "path": unquote(parts.path).lstrip("/"),
        "username": unquote(parts.username or ""),
    }
    # A line break in a value would be a field of its own, and might ask for another host's password.
    if any(letter in value for value in fields.values() for letter in "\n\r\0"):
        return None
    return "".join(f"{name}={value}\n" for name, value in fields.items() if value) + "\n"
