"""A new clone: a bare repository in the work directory that has all branches and tags of its server."""

from __future__ import annotations

from pathlib import Path

from tranship.clients.git import repository
from tranship.clients.git.exchange import ALL_REFS, Exchange
from tranship.clients.git.remote import parse_remote
from tranship.clients.git.session import Session, telling
from tranship.clients.git.values import Clone, CloneRequest
from tranship.errors import ProcessError

_BLOBLESS = "--filter=blob:none"


def make_clone(session: Session, request: CloneRequest, scratch: Path | None) -> Clone:
    """Clone a repository: all its branches and tags.

    :raises GitError: it can't be.
    """
    work_dir = request.work_dir.resolve()
    remote = parse_remote(request.url)
    repository.discard(work_dir, request.owner)
    home = repository.make_home(work_dir)
    clone = Clone(
        work_dir=work_dir,
        home=home,
        repository=home / repository.REPOSITORY,
        url=remote.url,
        author=request.author,
        skip_tls_verify=request.skip_tls_verify,
        in_url=remote.credentials,
    )
    with telling("there is no room for the clone"):
        session.git(home, home)("init", "--quiet", "--bare", "--", str(clone.repository))
    repository.remember(clone, request.owner)
    filters = (_BLOBLESS,) if request.blobless else ()
    with session.server(session.in_clone(clone), clone, request.credentials) as server:
        # The repository is new, so that no branch of it can be in use when it is written.
        options = ("--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", *filters)
        try:
            server.git("fetch", *options, "--", "origin", *ALL_REFS, log=True)
        except ProcessError as error:
            raise server.refused(error) from error
        Exchange(server, clone, scratch).take_scratch()
    return clone
