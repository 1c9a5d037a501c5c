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

_GPG = ("gpg", "--batch", "--no-tty", "--quiet")


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


def check_key(execution: Execution, key: str) -> None:
    """See whether ``key`` can sign, before there is work that is to be signed; "" need not.

    :raises GitError: it can't.
    """
    if not key:
        return
    with signing(execution, key) as configuration:
        home = Path(configuration.variables["GNUPGHOME"])
        # A file of its own: GPG replaces what it is told to write to, even a device.
        arguments = (*_GPG, "--detach-sign", "--output", str(home / "signature"))
        try:
            run(execution, arguments, cwd=home, env=child_environment(home, configuration.variables))
        except ProcessError as error:
            raise GitError("the signing key can't sign: it must be made for that, and have no passphrase") from error


@contextmanager
def no_keys() -> Iterator[Configuration]:
    """What has Git know no key at all while the block runs, so that no signature is good."""
    with tempfile.TemporaryDirectory(prefix="tranship-gpg-", ignore_cleanup_errors=True) as folder:
        yield Configuration((), {"GNUPGHOME": folder})


def _import(execution: Execution, key: str, home: Path, environment: dict[str, str]) -> str:
    """Import a private key; its fingerprint."""
    try:
        run(execution, (*_GPG, "--import"), cwd=home, env=environment, stdin=key.encode())
        listed = run(
            execution, (*_GPG, "--with-colons", "--list-secret-keys"), cwd=home, env=environment
        ).stdout.splitlines()
    except ProcessError as error:
        if error.status == 127:
            raise GitError(f"commits can't be signed: {error}") from error
        raise GitError("the signing key can't be imported: it must be an armored private GPG key") from error
    fingerprints = [line.split(":")[9] for line in listed if line.startswith("fpr:")]
    if not fingerprints:
        raise GitError("the signing key can't be used: it holds no private key")
    return fingerprints[0]
