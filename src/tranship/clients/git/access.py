"""How Git gets into a remote repository: credentials by ways that no process list, log or configuration file shows."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tranship.clients.git.configuration import Configuration, online_configuration
from tranship.clients.git.gate import USER, Gate
from tranship.clients.git.remote import Remote
from tranship.clients.git.values import NO_CREDENTIALS, GitCredentials, GitSettings
from tranship.errors import GitError
from tranship.execution import Execution

_HELPER = (
    '!f() { test "$1" = get && '
    """printf 'username=%s\\npassword=%s\\n' "$TRANSHIP_USERNAME" "$TRANSHIP_PASSWORD"; }; f"""
)
"""A credential helper, in words of the shell: it answers with what the environment holds."""

_SHORTEST_MASKED = 4
_CONNECT = Path(__file__).with_name("ssh_connect.py")


def effective_credentials(remote: Remote, credentials: GitCredentials) -> GitCredentials:
    """The credentials to use: those that are given, else those that stood in the URL.

    A user name alone opens nothing, so it counts as none.

    :raises GitError: they can't be passed to Git.
    """
    chosen = credentials if credentials.password or credentials.ssh_private_key else remote.credentials
    if not (chosen.password or chosen.ssh_private_key):
        return NO_CREDENTIALS
    if remote.origin and chosen.password and not chosen.username:
        raise GitError(f"the credentials for {remote.url} have a password but no user name")
    if set(chosen.username + chosen.password) & {"\n", "\r", "\0"}:
        raise GitError(f"the user name or password for {remote.url} holds a line break, which no server takes")
    return chosen


def masking(credentials: GitCredentials) -> Callable[[str], str]:
    """A function that takes the password out of a text."""
    password = credentials.password
    # A very short one stands in too many words to be taken out; Git is never told one in a place that it repeats.
    forms = {password, quote(password, safe=""), quote(password)} if len(password) >= _SHORTEST_MASKED else set()

    def mask(text: str) -> str:
        for form in sorted(forms, key=len, reverse=True):
            text = text.replace(form, "***")
        return text

    return mask


@dataclass(frozen=True)
class Access:
    """A way to a remote repository: what Git has to be told, and the gate that it goes through."""

    configuration: Configuration
    gate: Gate


@contextmanager
def access(
    execution: Execution,
    remote: Remote,
    credentials: GitCredentials,
    settings: GitSettings,
    *,
    origins: Sequence[str],
    known_hosts: Path,
    skip_tls_verify: bool,
) -> Iterator[Access]:
    """What lets Git in while the block runs.

    :param credentials: as :func:`effective_credentials` gives them.
    :param origins: the servers that the password is for.
    :param known_hosts: where host keys are remembered that are trusted on first use.
    :raises AddressError: the repository is where nobody may go.
    """
    destination = settings.addresses.check_url(remote.url, execution)
    if destination is None and not settings.allow_file:
        raise GitError(
            f"{remote.url} is on this machine's disk, which is off; allow it with TRANSHIP_ALLOW_FILE_REPOSITORIES=true"
        )
    configuration = online_configuration(settings) + Configuration((), _authorities(os.environ))
    if skip_tls_verify:
        configuration += Configuration((("http.sslVerify", "false"),))
    if origins and credentials.password:
        # The keys name the servers that the password is for: no other one gets it, by a submodule or a redirect.
        configuration += Configuration(
            tuple((f"credential.{origin}.helper", _HELPER) for origin in origins),
            {"TRANSHIP_USERNAME": credentials.username, "TRANSHIP_PASSWORD": credentials.password},
        )
    with Gate(settings.addresses, execution) as gate:
        if remote.origin and destination is not None and not destination.addresses:
            # A proxy of the user's looks names up; where a redirect leads is then beyond our sight.
            configuration += Configuration((("http.followRedirects", "false"),))
        else:
            through = {"NO_PROXY": "", "no_proxy": "", "TRANSHIP_GATE": f"{gate.port}:{USER}:{gate.password}"}
            configuration += Configuration((("http.proxy", gate.url),), through)
        # SSH is told even where the repository is elsewhere: its submodules may need it, and the user's own settings
        # and keys, which it would look for, are none of a promotion's.
        with _ssh("" if remote.origin else credentials.ssh_private_key, settings, known_hosts) as command:
            variables = {"GIT_SSH_COMMAND": command, "GIT_SSH_VARIANT": "ssh"}
            yield Access(configuration + Configuration((), variables), gate)


def _authorities(environment: Mapping[str, str]) -> dict[str, str]:
    """The certificate authorities to trust, under the names that Git knows whatever library it was built with."""
    names = {"SSL_CERT_FILE": "GIT_SSL_CAINFO", "SSL_CERT_DIR": "GIT_SSL_CAPATH"}
    return {git: environment[name] for name, git in names.items() if environment.get(name)}


@contextmanager
def _ssh(private_key: str, settings: GitSettings, known_hosts: Path) -> Iterator[str]:
    """The command that starts SSH; its key file is there only while the block runs, for this user's eyes only."""
    trusted = settings.known_hosts or known_hosts
    options = {
        "BatchMode": "yes",
        "ConnectTimeout": "30",
        "ServerAliveInterval": "15",
        "ServerAliveCountMax": "4",
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "PasswordAuthentication": "no",
        "StrictHostKeyChecking": "yes" if settings.known_hosts else "accept-new",
        "UserKnownHostsFile": f'"{_for_ssh(str(trusted))}"',
        "GlobalKnownHostsFile": os.devnull,
        "PermitLocalCommand": "no",
        "ProxyCommand": f"{_for_ssh(shlex.join([sys.executable, '-I', '-S', str(_CONNECT)]))} %h %p",
        "LogLevel": "ERROR",
    }
    with tempfile.TemporaryDirectory(prefix="tranship-ssh-") as folder:
        key = Path(folder, "key")
        if private_key:
            descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                # OpenSSH refuses keys with Windows line ends, or without a line break at the end.
                file.write(private_key.replace("\r\n", "\n").rstrip("\n") + "\n")
        words = ["ssh", "-F", os.devnull, "-i", str(key) if private_key else os.devnull]
        for name, value in options.items():
            words += ["-o", f"{name}={value}"]
        yield shlex.join(words)


def _for_ssh(text: str) -> str:
    """A text in which SSH finds nothing to replace."""
    return text.replace("%", "%%")
