"""A new clone: a bare repository in the work directory that has all branches and tags of its server."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from tranship.clients.git import repository
from tranship.clients.git.cache import Entry, ObjectCache
from tranship.clients.git.exchange import HEADS, TAGS, TRACKED, Exchange
from tranship.clients.git.packed_refs import Ref, list_refs, write_packed_refs
from tranship.clients.git.remote import parse_remote
from tranship.clients.git.session import Server, Session, telling
from tranship.clients.git.signing import check_key
from tranship.clients.git.spare_trees import looked_over
from tranship.clients.git.values import Clone, CloneRequest
from tranship.clients.git.words import said
from tranship.errors import GitError, ProcessError

_BLOBLESS = "--filter=blob:none"
_LEFT_LOCKED = ("*.lock", "refs/**/*.lock", "objects/info/**/*.lock", "objects/pack/tmp_*")


class _CacheError(GitError):
    """The object cache is of no use, for reasons of its own."""


def make_clone(session: Session, request: CloneRequest, scratch: Path | None) -> Clone:
    """Clone a repository: all its branches and tags.

    :raises GitError: it can't be, or the author's signing key is none.
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
    repository.announce(clone, request.owner)
    try:
        # A key that is none is told now, not after the work that was to be signed.
        check_key(session.execution, request.author.signing_key)
        _fill(session, clone, request, scratch)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    return clone


def _fill(session: Session, clone: Clone, request: CloneRequest, scratch: Path | None) -> None:
    """Get everything from the cache or the server."""
    # Until the repository is there, calls run beside it.
    with session.server(session.git(clone.home, clone.home), clone, request.credentials) as server:
        refs = _from_cache(session, server, clone, session.cache, request) if session.cache else None
        with telling("the branches and tags can't be listed"):
            if refs is None:
                _fetch_all(server, clone.repository, request.blobless)
                repository.settle(clone)
                refs = list_refs(server.git.elsewhere(clone.repository), HEADS, TAGS)
            write_packed_refs(clone.repository, _with_tracking(refs))
        inside = replace(server, git=server.git.elsewhere(clone.repository))
        Exchange(inside, clone, scratch).take_scratch()


def _with_tracking(refs: Iterable[Ref]) -> Iterator[Ref]:
    """The refs, and each branch once more under the name of what the server has."""
    for ref in refs:
        yield ref
        if ref.name.startswith(HEADS):
            yield Ref(TRACKED + ref.name.removeprefix(HEADS), ref.object)


def _fetch_all(server: Server, place: Path, blobless: bool) -> None:
    """Make a repository at ``place`` with all that the server has. A clone by Git is faster than a first fetch."""
    filters = (_BLOBLESS,) if blobless else ()
    try:
        server.git("clone", "--quiet", "--bare", "--no-local", *filters, "--", server.url, str(place), log=True)
    except ProcessError as error:
        raise server.refused(error) from error


def _from_cache(
    session: Session, server: Server, clone: Clone, cache: ObjectCache, request: CloneRequest
) -> tuple[Ref, ...] | None:
    """Make the clone use the objects of the cache, which are brought up to date; its refs.

    None if the cache is of no use. It then has told so in the log, and everything is as it was before.
    """
    kind = "blobless" if request.blobless else "whole"
    try:
        with cache.entry(session.execution, server.url, server.credentials, kind=kind) as entry:
            refs = _updated(session, server, entry, request)
            server.git("init", "--quiet", "--bare", "--", str(clone.repository))
            repository.configure(clone, promised=request.blobless)
            cache.serve(entry, clone.repository)
            repository.settle(clone)
            return refs
    except (OSError, _CacheError, ProcessError) as error:
        session.execution.log(f"the object cache can't be used, so all is fetched anew: {error}")
        shutil.rmtree(clone.repository, ignore_errors=True)
        return None


def _updated(session: Session, server: Server, entry: Entry, request: CloneRequest) -> tuple[Ref, ...]:
    """Bring an entry up to date; its refs.

    :raises GitError: the server refuses.
    :raises _CacheError: the entry is damaged; it is condemned.
    """
    git = server.git.elsewhere(entry.repository)
    with entry.fetching(session.execution) as done_by_others:
        if not done_by_others:
            began = time.time()
            if entry.repository.exists():
                with nullcontext() if request.sparse else looked_over(git, entry):
                    _fetch_new(server, entry)
            else:
                new = Path(tempfile.mkdtemp(prefix="new-", dir=entry.folder))
                _fetch_all(server, new / "repository", request.blobless)
                (new / "repository").rename(entry.repository)
                new.rmdir()
            entry.fetched(began)
        return list_refs(replace(git, folder=entry.repository), HEADS, TAGS)


def _fetch_new(server: Server, entry: Entry) -> None:
    """Fetch what an entry has not got yet."""
    git, unfinished = server.git.elsewhere(entry.repository), entry.folder / "unfinished"
    if unfinished.exists():
        # Nobody else fetches, so that these were left by somebody who was cut off.
        for pattern in _LEFT_LOCKED:
            for file in entry.repository.glob(pattern):
                file.unlink()
    unfinished.touch()
    options = ("--quiet", "--prune", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head")
    try:
        git("fetch", *options, "--", server.url, f"+{HEADS}*:{HEADS}*", f"+{TAGS}*:{TAGS}*", log=True)
    except ProcessError as error:
        if server.is_to_blame(error):
            raise server.refused(error) from error
        entry.condemn()
        raise _CacheError(said(error.stderr)) from error
    unfinished.unlink()
