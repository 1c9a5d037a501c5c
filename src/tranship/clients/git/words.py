"""What Git says, in words that tell a user what happened and what to do."""

from __future__ import annotations

import re

from tranship.clients.git.remote import host_of
from tranship.clients.git.values import GitCredentials

_NOISE = re.compile(
    r"^(?:hint:|warning:|Cloning into|From |To |remote: (?:Enumerating|Counting|Compressing|Total|Resolv))"
)
_PREFIX = re.compile(r"^(?:fatal|error|remote):\s*")


def remote_refusal(url: str, credentials: GitCredentials, stderr: str) -> str:
    """Why a remote repository could not be used, as a sentence with its ``url`` (without secrets)."""
    return known_refusal(url, credentials, stderr) or f"{url}: {said(stderr)}"


def known_refusal(url: str, credentials: GitCredentials, stderr: str) -> str:
    """The same for reasons that lie with the server or the way there; "" for all others."""
    text = stderr.lower()
    user = f' for user "{credentials.username}"' if credentials.username else ""
    source = f"; it came from {credentials.source}" if credentials.source else ""
    host = host_of(url) or "it"
    if "could not read username" in text or "could not read password" in text:
        return (
            f"{url} asks for credentials, and there are none for it; give a Secret with credentials of type git by -f, "
            "or its values by --secret, each time, for Secrets are not stored"
        )
    if "authentication failed" in text or "returned error: 401" in text:
        return f"{url} refused the password{user} (HTTP 401){source}"
    if "returned error: 403" in text:
        return f"{url} refused access{user} (HTTP 403): the credentials don't allow this"
    if ("repository" in text and "not found" in text) or "returned error: 404" in text:
        unseen = "or these credentials can't see it" if user else "or it is private and there are no credentials for it"
        return f"there is no repository at {url}, {unseen}"
    if match := re.search(r"returned error: (30\d)", text):
        return f"{url} leads elsewhere (HTTP {match[1]}), which is not followed through a proxy; use its new address"
    if "returned error: 429" in text or re.search(r"returned error: 5\d\d", text):
        return f"{url} can't answer right now ({_last_words(stderr)})"
    if "could not resolve host" in text:
        return f"{url} can't be reached: there is no host of the name {host}"
    if "certificate" in text and ("verif" in text or "problem" in text or "ssl" in text):
        return (
            f"{url} can't be trusted: its TLS certificate is of an unknown authority, or not for this host; "
            "add the authority to the system's, or set insecureSkipTLSVerify where that is no danger"
        )
    if "host key verification failed" in text or "no matching host key" in text:
        return f"{url} can't be trusted: the SSH host key of {host} is not the known one"
    if "error in libcrypto" in text or "invalid format" in text:
        return f"{url} can't be opened: the SSH key can't be read; it must be a PEM text without passphrase{source}"
    if "permission denied (" in text:
        return f"{url} refused " + (
            f"the SSH key{source}" if credentials.ssh_private_key else "access without an SSH key"
        )
    if match := re.search(r"transport '([a-z]+)' not allowed", text):
        if match[1] == "file":
            return f"{url} is on this machine's disk, which is off; allow it with TRANSHIP_ALLOW_FILE_REPOSITORIES=true"
        return f'{url} can\'t be used: addresses of the kind "{match[1]}" are not allowed here'
    if "timed out" in text or "operation too slow" in text or "early eof" in text:
        return f"{url} did not answer in time ({_last_words(stderr)})"
    if "connection refused" in text or "failed to connect" in text or "couldn't connect" in text:
        return f"{url} can't be reached: nobody answers there ({_last_words(stderr)})"
    if "does not appear to be a git repository" in text:
        return f"there is no repository at {url}"
    return ""


def said(stderr: str) -> str:
    """What Git said, without its small talk."""
    lines = [line.strip() for line in stderr.replace("\r", "\n").splitlines()]
    kept = [_PREFIX.sub("", line) for line in lines if line and not _NOISE.match(line)]
    return "; ".join(kept[-6:]) or "Git gave no reason"


def _last_words(stderr: str) -> str:
    return said(stderr).rpartition("; ")[2]
