"""The Git repositories of a test: real bare ones, on doubles of forges where their URLs are of forges."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from tranship.errors import InputError
from tranship.models.base import KargoModel
from tranship.refs.commit_url import Forge, forge_of
from tranship.refs.git_url import GitURL, parse_git_url
from tranship.testing import given
from tranship.testing.forges import (
    AzureDouble,
    BitbucketCloudDouble,
    BitbucketServerDouble,
    Failure,
    ForgeDouble,
    GiteaDouble,
    GitHubDouble,
    GitLabDouble,
    Repository,
)
from tranship.testing.forges.double import basic
from tranship.testing.forges.smart_http import git_answer
from tranship.testing.seeding import Content, seed
from tranship.testing.server import Answer, Request

_DOUBLES: Mapping[Forge, type[ForgeDouble]] = MappingProxyType(
    {
        Forge.AZURE: AzureDouble,
        Forge.BITBUCKET: BitbucketCloudDouble,
        Forge.BITBUCKET_SERVER: BitbucketServerDouble,
        Forge.GITEA: GiteaDouble,
        Forge.GITHUB: GitHubDouble,
        Forge.GITLAB: GitLabDouble,
    }
)
_UNAUTHORIZED = Answer(401, headers={"WWW-Authenticate": 'Basic realm="git"'}, body=b"Unauthorized\n")


@dataclass
class Hosted:
    """A repository of the test.

    :param url: as the test writes it. :param name: on its forge, if ``forge`` is one.
    :param before: the commits of all refs before the promotion. :param opened: the pull requests before.
    """

    url: str
    address: GitURL
    given: given.Repository
    git: Repository
    forge: ForgeDouble | None = None
    name: str = ""
    before: Mapping[str, str] = field(default_factory=dict)
    opened: int = 0

    def refs(self) -> dict[str, str]:
        """The commits of all refs, by their full names; of tags the commit that they are of."""
        listed = self.git.git("for-each-ref", "--format=%(refname) %(objectname) %(*objectname)")
        found = (line.split(" ") for line in listed.splitlines())
        return {name: of_tag or commit for name, commit, of_tag in found}


class Hosting:
    """All repositories of a test.

    :param folder: where they are made. :param base: what folders in the test are relative to.
    :raises InputError: a URL is none of a repository, or a folder is not there.
    """

    def __init__(self, folder: Path, repositories: Mapping[str, given.Repository], base: Path) -> None:
        self._folder = folder
        self._base = base
        self._forges: dict[str, ForgeDouble] = {}
        self._hosted: dict[tuple[str, str], Hosted] = {}
        for number, (url, one) in enumerate(repositories.items()):
            address = parse_git_url(url)
            if address is None or not address.repository:
                raise _at(one, f'"{url}" is no URL of a Git repository')
            self._hosted[_key(address)] = self._made(number, url, address, one)
        for hosted in self:
            self._fill(hosted)

    def __iter__(self) -> Iterator[Hosted]:
        return iter(self._hosted.values())

    def __len__(self) -> int:
        return len(self._hosted)

    @property
    def authorities(self) -> frozenset[str]:
        """The hosts, with their ports where they are given; those of the forges' APIs, too."""
        return frozenset(authority_of(one.address) for one in self) | self._forges.keys()

    def prefixes(self) -> Iterator[tuple[str, str]]:
        """What URLs of these repositories begin with, each with the host that it stands for."""
        for one in self:
            place = authority_of(one.address)
            users = {"git", one.address.user.partition(":")[0]} - {""}
            yield from ((f"{scheme}://{place}/", place) for scheme in ("https", "http"))
            for user in sorted(users):
                yield f"{user}@{one.address.host}:", place
                yield f"ssh://{user}@{one.address.authority}/", place
            yield f"ssh://{one.address.authority}/", place

    def find(self, url: str) -> Hosted | None:
        """The repository that a URL means; None if it is none of these."""
        address = parse_git_url(url)
        return self._hosted.get(_key(address)) if address else None

    def forge(self, authority: str) -> ForgeDouble | None:
        """The forge at a host; None if there is none."""
        return self._forges.get(authority)

    def git_answer(self, authority: str, place: str, action: str, request: Request) -> Answer | None:
        """What Git is answered; None if there is no such repository.

        :param place: the path of the repository. :param action: what Git wants there.
        """
        hosted = self._hosted.get(_key(GitURL("https", authority, place)))
        if hosted is None:
            return None
        user, password = basic(request)
        wanted = hosted.given
        if wanted.password and (password != wanted.password or wanted.username not in ("", user)):
            return _UNAUTHORIZED
        return git_answer(hosted.git.folder, action, request)

    def _made(self, number: int, url: str, address: GitURL, one: given.Repository) -> Hosted:
        kind = Forge(one.provider) if one.provider else forge_of(url)
        if kind is None:
            git = Repository.create(self._folder / f"{number}.git", one.branch)
            return Hosted(url, address, one, git)
        authority = authority_of(address)
        double = self._forges.get(authority)
        if double is None:
            double = _DOUBLES[kind](self._folder / f"forge-{number}", token=one.password)
            double.address = f"{'http' if address.scheme == 'http' else 'https'}://{authority}"
            self._forges[authority] = double
            if alias := _api_host(kind, authority):
                self._forges[alias] = double
        elif double.token != one.password or not isinstance(double, _DOUBLES[kind]):
            raise _at(one, f"the repositories on {authority} must have the same provider and password")
        name = double.name_at(address.path)
        try:
            double.create_repository(name, branch=one.branch)
        except ValueError as error:
            raise _at(one, f'"{url}" is no repository of {kind}: {error}') from None
        for failure in one.failures:
            double.fail(_failure(failure))
        return Hosted(url, address, one, double.repository(name), double, name)

    def _fill(self, hosted: Hosted) -> None:
        one = hosted.given
        branches = {one.branch: one, **one.branches}
        names = list(branches)
        for number, (name, branch) in enumerate(branches.items()):
            if branch.from_ and branch.from_ not in names[:number]:
                raise _at(branch, f'the branch "{name}" comes from "{branch.from_}", which is not given before it')
        seed(hosted.git, {name: self._content(branch) for name, branch in branches.items()})
        for tag, tagged in one.tags.items():
            commit = hosted.git.head(tagged)
            if not commit:
                raise _at(one, f'the tag "{tag}" is on the branch "{tagged}", which has nothing in it')
            hosted.git.set(f"refs/tags/{tag}", commit)
        if one.pull_requests and hosted.forge is None:
            raise _at(one, f"{hosted.url} is on no forge that is known; say which by provider:")
        for pull_request in one.pull_requests:
            if hosted.forge is not None:
                target = pull_request.target or one.branch
                hosted.forge.open_pull_request(hosted.name, pull_request.source_, target, pull_request.title)
        hosted.opened = len(one.pull_requests)
        hosted.before = hosted.refs()

    def _content(self, branch: given.Branch) -> Content:
        files: dict[str, bytes] = {}
        executable: set[str] = set()
        if branch.folder:
            root = self._base / branch.folder
            if not root.is_dir():
                raise _at(branch, f"there is no folder {root}")
            for path in sorted(one for one in root.rglob("*") if one.is_file() and ".git" not in one.parts):
                name = path.relative_to(root).as_posix()
                files[name] = path.read_bytes()
                if os.access(path, os.X_OK):
                    executable.add(name)
        files |= {path: text.encode() for path, text in branch.files.items()}
        return Content(files, frozenset(executable), branch.from_)


def authority_of(address: GitURL) -> str:
    """Host and port of a repository's forge. The port of SSH is no port of HTTP."""
    return (address.host if address.scheme == "ssh" else address.authority).lower()


def _key(address: GitURL) -> tuple[str, str]:
    return authority_of(address), address.normalized().repository


def _api_host(kind: Forge, authority: str) -> str:
    """The host of the forge's API, where it has one of its own."""
    if kind is Forge.GITHUB and (authority == "github.com" or authority.endswith(".ghe.com")):
        return f"api.{authority}"
    return "api.bitbucket.org" if authority == "bitbucket.org" else ""


def _failure(one: given.Failure) -> Failure:
    return Failure(one.status, one.message, one.method, one.path, call=one.first, times=one.times, done=one.done)


def _at(model: KargoModel, text: str) -> InputError:
    return InputError(text, model.source.locate() if model.source else None)
