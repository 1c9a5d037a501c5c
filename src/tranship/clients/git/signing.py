"""Signatures: a keyring that exists for one operation and holds one key."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tranship.clients.git.configuration import Configuration
from tranship.clients.process import child_environment, run
from tranship.errors import GitError, ProcessError
from tranship.execution import BACKGROUND, Execution


@contextmanager
def signing(execution: Execution, key: str) -> Iterator[Configuration]:
    """What has Git sign commits and tags with ``key`` while the block runs; "" has it sign nothing.

    The key is the only one that is trusted, so that Git shows its signatures, and no others, as good.

    :raises GitError: the key can't be used.
    """
    if not key:
        yield Configuration((("commit.gpgSign", "false"), ("tag.gpgSign", "false")))
        return
    # The path is short because the sockets of gpg's agent lie there, and their names must be.
    with tempfile.TemporaryDirectory(prefix="tranship-gpg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        environment = child_environment(home, {"GNUPGHOME": folder})
        (home / "gpg.conf").write_text("trust-model always\n")
        try:
            fingerprint = _import(execution, key, home, environment)
            yield Configuration(
                (("user.signingKey", fingerprint), ("commit.gpgSign", "true"), ("tag.gpgSign", "true")),
                {"GNUPGHOME": folder},
            )
        finally:
            # The agent has a session of its own; nobody else ends it. This must happen even after a cancellation.
            with contextlib.suppress(ProcessError):
                arguments = ("gpgconf", "--kill", "gpg-agent")
                run(BACKGROUND, arguments, cwd=home, env=environment, timeout=10, check=False)


@contextmanager
def no_keys() -> Iterator[Configuration]:
    """What has Git know no key at all while the block runs, so that no signature is good."""
    with tempfile.TemporaryDirectory(prefix="tranship-gpg-", ignore_cleanup_errors=True) as folder:
        yield Configuration((), {"GNUPGHOME": folder})


def _import(execution: Execution, key: str, home: Path, environment: dict[str, str]) -> str:
    """Import a private key; its fingerprint."""
    gpg = ("gpg", "--batch", "--no-tty", "--quiet")
    try:
        run(execution, (*gpg, "--import"), cwd=home, env=environment, stdin=key.encode())
        listed = run(
            execution, (*gpg, "--with-colons", "--list-secret-keys"), cwd=home, env=environment
        ).stdout.splitlines()
    except ProcessError as error:
        if error.status == 127:
            raise GitError(f"commits can't be signed: {error}") from error
        raise GitError("the signing key can't be imported: it must be an armored private GPG key") from error
    fingerprints = [line.split(":")[9] for line in listed if line.startswith("fpr:")]
    if not fingerprints:
        raise GitError("the signing key can't be used: it holds no private key")
    return fingerprints[0]
