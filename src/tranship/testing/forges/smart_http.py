"""Git's smart HTTP protocol, by ``git http-backend``."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tranship.testing.forges.repository import git_environment
from tranship.testing.server import Answer, Request

GIT = re.compile(r"(?P<place>/.+?)(?P<action>/info/refs|/git-upload-pack|/git-receive-pack)")
"""The paths that Git asks for: the repository's, and what it wants there."""


def git_answer(repository: Path, action: str, request: Request) -> Answer:
    """What Git answers.

    :param repository: the folder of a bare repository. :param action: the path below it, such as ``/info/refs``.
    """
    environment = {
        **git_environment(),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
        "GIT_PROJECT_ROOT": str(repository.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{repository.name}{action}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.query_text,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "HTTP_CONTENT_ENCODING": request.headers.get("content-encoding", ""),
        "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_USER": "double",
    }
    done = subprocess.run(
        ["git", "http-backend"], env=environment, input=request.body, capture_output=True, check=False
    )
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    status, headers = 200, {}
    for line in head.decode().splitlines():
        name, _, value = line.partition(":")
        if name.lower() == "status":
            status = int(value.split()[0])
        else:
            headers[name] = value.strip()
    return Answer(status, headers=headers, body=body)
