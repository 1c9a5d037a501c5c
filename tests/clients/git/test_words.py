"""What Git says, in words for users. The texts of Git are those of real calls."""

from __future__ import annotations

import pytest

from tranship.clients.git.values import NO_CREDENTIALS, GitCredentials
from tranship.clients.git.words import known_refusal, remote_refusal, said

URL = "https://git.acme.dev/gitops.git"
BOT = GitCredentials("bot", "s3cret", source="Secret demo/gitops-creds")
KEY = GitCredentials(ssh_private_key="key")


@pytest.mark.parametrize(
    ("stderr", "credentials", "words"),
    [
        (
            "fatal: could not read Username for 'https://git.acme.dev': terminal prompts disabled",
            NO_CREDENTIALS,
            f"{URL} asks for credentials, and there are none for it; give a Secret with credentials of type git by -f, "
            "or its values by --secret, each time, for Secrets are not stored",
        ),
        (
            f"fatal: Authentication failed for '{URL}/'",
            BOT,
            f'{URL} refused the password for user "bot" (HTTP 401); it came from Secret demo/gitops-creds',
        ),
        (
            f"fatal: unable to access '{URL}/': The requested URL returned error: 403",
            BOT,
            f'{URL} refused access for user "bot" (HTTP 403): the credentials don\'t allow this',
        ),
        (
            f"remote: Repository not found.\nfatal: repository '{URL}/' not found",
            BOT,
            f"there is no repository at {URL}, or these credentials can't see it",
        ),
        (
            f"fatal: repository '{URL}/' not found",
            NO_CREDENTIALS,
            f"there is no repository at {URL}, or it is private and there are no credentials for it",
        ),
        (
            f"fatal: unable to access '{URL}/': The requested URL returned error: 503",
            BOT,
            f"{URL} can't answer right now (unable to access '{URL}/': The requested URL returned error: 503)",
        ),
        (
            f"fatal: unable to access '{URL}/': Could not resolve host: git.acme.dev",
            BOT,
            f"{URL} can't be reached: there is no host of the name git.acme.dev",
        ),
        (
            "fatal: unable to access 'https://x/': Operation too slow.",
            BOT,
            f"{URL} did not answer in time (unable to access 'https://x/': Operation too slow.)",
        ),
        (
            "fatal: transport 'ext' not allowed",
            BOT,
            f'{URL} can\'t be used: addresses of the kind "ext" are not allowed here',
        ),
        (
            "Host key verification failed.\nfatal: Could not read from remote repository.",
            KEY,
            f"{URL} can't be trusted: the SSH host key of git.acme.dev is not the known one",
        ),
        ("git@h: Permission denied (publickey).\nfatal: Could not read", KEY, f"{URL} refused the SSH key"),
        ("git@h: Permission denied (publickey).", NO_CREDENTIALS, f"{URL} refused access without an SSH key"),
        ("fatal: '/x' does not appear to be a git repository", KEY, f"there is no repository at {URL}"),
    ],
)
def test_refusals_of_servers(stderr: str, credentials: GitCredentials, words: str) -> None:
    assert known_refusal(URL, credentials, stderr) == words


def test_what_is_not_known_is_repeated_without_small_talk() -> None:
    stderr = "remote: Enumerating objects: 3, done.\rhint: try again\nerror: strange\nfatal: very strange\n"
    assert known_refusal(URL, BOT, stderr) == ""
    assert remote_refusal(URL, BOT, stderr) == f"{URL}: strange; very strange"
    assert said("") == "Git gave no reason"
