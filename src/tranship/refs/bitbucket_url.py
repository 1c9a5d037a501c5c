"""Repositories on Bitbucket Data Center by their addresses: the server's place, the project and the name."""

from __future__ import annotations

from dataclasses import dataclass

from tranship.refs.git_url import GitURL


@dataclass(frozen=True)
class BitbucketServerRepository:
    """A repository; ``context`` is the path that the server is below, "" or such as ``/bitbucket``."""

    context: str
    project: str
    name: str

    @property
    def place(self) -> str:
        """Its path below the server's address, on pages and in the API alike."""
        return f"/projects/{self.project}/repos/{self.name}"


def bitbucket_server_repository(url: GitURL) -> BitbucketServerRepository | None:
    """The repository at an address; None if it has not the form of one.

    The forms are ``https://HOST/scm/PROJECT/NAME.git``, ``ssh://git@HOST/PROJECT/NAME.git`` and that of its page,
    ``https://HOST/projects/PROJECT/repos/NAME``; the project of a user is ``~USER``.
    """
    parts = url.repository.split("/")
    if len(parts) >= 4 and (parts[-4].lower(), parts[-2].lower()) == ("projects", "repos"):
        before, project = parts[:-4], parts[-3]
    elif len(parts) >= 3 and parts[-3].lower() == "scm":
        before, project = parts[:-3], parts[-2]
    elif len(parts) == 2:
        before, project = [], parts[0]
    else:
        return None
    return BitbucketServerRepository("".join(f"/{part}" for part in before), project, parts[-1])
