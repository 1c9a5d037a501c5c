"""GPG keys for tests, made on the spot."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path


def make_signing_key(
    name: str = "Promoter <promoter@example.com>", passphrase: str = "", usage: str = "sign", *, public: bool = False
) -> str:
    """An armored private key, or its public half."""
    with tempfile.TemporaryDirectory(prefix="gpg-") as home:
        environment = {"PATH": os.environ["PATH"], "GNUPGHOME": home}

        def gpg(*arguments: str) -> str:
            command = ["gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", passphrase, *arguments]
            return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

        try:
            gpg("--quick-generate-key", name, "ed25519", usage, "never")
            return gpg("--armor", "--export" if public else "--export-secret-keys")
        finally:
            subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=environment, check=True)


def verify(repository: Path, key: str, *commits: str) -> str:
    """What ``git verify-commit`` says of commits to somebody who has the key; an error if it says no."""
    with tempfile.TemporaryDirectory(prefix="gpg-") as home:
        environment = {"PATH": os.environ["PATH"], "GNUPGHOME": home, "HOME": home}
        subprocess.run(
            ["gpg", "--batch", "--import"], env=environment, input=key, text=True, check=True, capture_output=True
        )
        try:
            done = subprocess.run(
                ["git", "-C", str(repository), "verify-commit", *commits],
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            )
        finally:
            subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=environment, check=True)
    return done.stderr
