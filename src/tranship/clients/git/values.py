"""What goes into the Git client and what comes out of it: settings, credentials, people, requests and results."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tranship.clients.addresses import AddressPolicy


class PushIntegrationPolicy(StrEnum):
    """How commits that a remote branch has, and the work tree has not, are integrated before a push."""

    NONE = "None"
    """Not at all."""
    ALWAYS_REBASE = "AlwaysRebase"
    """By a rebase, which may sign commits anew or drop signatures."""
    ALWAYS_MERGE = "AlwaysMerge"
    """By a merge commit, which leaves all commits as they are."""
    REBASE_OR_MERGE = "RebaseOrMerge"
    """By a rebase if no trust is lost or invented by it, else by a merge commit."""
    REBASE_OR_FAIL = "RebaseOrFail"
    """By a rebase if no trust is lost or invented by it, else not, and the push fails for good."""


@dataclass(frozen=True)
class GitSettings:
    """How this process uses Git; the same for all promotions.

    :param addresses: which servers may be reached.
    :param allow_file: whether repositories on this machine's disk may be used (``file:`` URLs and plain paths).
    :param push_integration_policy: a :class:`PushIntegrationPolicy` by its name; an unknown one fails each push.
    :param push_backoff: seconds between a push that lost a race and the next try; they grow with each try.
    :param known_hosts: the file of SSH host keys that are trusted, and no others. None: the key that a host shows
        first is trusted for the rest of the promotion.
    :param lock_dir: where processes of this machine take turns when they push to the same branch. None: they race.
    :param cache_dir: where objects are kept that several promotions need. None: each fetches all it needs.
    :param checkout_workers: how many processes write large work trees; 0 is one for each processor.
    :param executable: the program to run.
    """

    addresses: AddressPolicy = field(default_factory=AddressPolicy)
    allow_file: bool = False
    push_integration_policy: str = PushIntegrationPolicy.ALWAYS_REBASE
    push_backoff: float = 1.0
    known_hosts: Path | None = None
    lock_dir: Path | None = None
    cache_dir: Path | None = None
    checkout_workers: int = 0
    executable: str = "git"


@dataclass(frozen=True)
class GitCredentials:
    """What opens a repository: user name and password or token for HTTP(S), a private key (PEM text) for SSH.

    ``source`` says where they came from, such as "Secret demo/gitops-creds"; "" if nobody knows.
    """

    username: str = ""
    password: str = field(default="", repr=False)
    ssh_private_key: str = field(default="", repr=False)
    source: str = ""


NO_CREDENTIALS = GitCredentials()
"""For public repositories."""


@dataclass(frozen=True)
class GitAuthor:
    """Who makes commits and tags.

    ``signing_key`` is an armored private GPG key without passphrase; "" signs nothing.
    """

    name: str = ""
    email: str = ""
    signing_key: str = field(default="", repr=False)

    def or_else(self, other: GitAuthor) -> GitAuthor:
        """This author, with name and address of ``other`` where they are empty; the key belongs to its owner."""
        return GitAuthor(self.name or other.name, self.email or other.email, self.signing_key)


DEFAULT_AUTHOR = GitAuthor("Kargo", "no-reply@kargo.io")
"""Who commits if nobody says otherwise: the same as in Kargo."""


@dataclass(frozen=True)
class CloneRequest:
    """A repository to clone into ``work_dir``.

    :param url: as the user wrote it; user name and password in it are credentials where ``credentials`` are none.
    :param owner: names the step. What an earlier attempt of the same owner left behind is removed first.
    :param author: who commits in this clone.
    :param sparse: whether no checkout with all files will follow, so that nothing is prepared for one.
    """

    work_dir: Path
    url: str
    owner: str
    credentials: GitCredentials = NO_CREDENTIALS
    author: GitAuthor = DEFAULT_AUTHOR
    skip_tls_verify: bool = False
    blobless: bool = False
    sparse: bool = False


@dataclass(frozen=True)
class Clone:
    """A bare repository that :meth:`GitClient.clone` made.

    :param work_dir: the folder it belongs to, all links resolved.
    :param home: the folder below it that is HOME for Git; the ``repository`` is in there.
    :param url: where it came from, as the user wrote it but without user name and password.
    :param author: who commits in it, with the key to sign with.
    :param in_url: the credentials that stood in the URL.
    """

    work_dir: Path
    home: Path
    repository: Path
    url: str
    author: GitAuthor
    skip_tls_verify: bool = False
    in_url: GitCredentials = NO_CREDENTIALS


@dataclass(frozen=True)
class CheckoutRequest:
    """A work tree to make at ``path``, which is missing or an empty folder inside the clone's work directory.

    At most one of ``branch``, ``commit`` and ``tag`` is given; none: the branch that the server's HEAD names.

    :param create: make the branch, with one empty commit, and push it if the server has none of that name.
    :param sparse: folders, relative to the repository's root, that are checked out; () for all.
    :param submodules: fetch and check out submodules, too.
    """

    path: Path
    branch: str = ""
    commit: str = ""
    tag: str = ""
    create: bool = False
    sparse: tuple[str, ...] = ()
    submodules: bool = False


@dataclass(frozen=True)
class CheckedOut:
    """The result of a checkout: its ``commit``, and whether its branch was ``created`` by it."""

    commit: str
    created: bool = False


@dataclass(frozen=True)
class WorkTree:
    """A work tree of a clone.

    :param top: its root. :param folder: where in it commands work: the root or a folder below.
    :param git_dir: Git's own folder for it, inside the clone.
    """

    clone: Clone
    top: Path
    folder: Path
    git_dir: Path


@dataclass(frozen=True)
class Committed:
    """The result of a commit: the ``commit`` that HEAD has, and whether it was made (by this owner, maybe earlier)."""

    commit: str
    made: bool


@dataclass(frozen=True)
class PushRequest:
    """What to push.

    :param owner: names the step, so that a repeated attempt knows what the first one did.
    :param branch: the target on the server, a full name (``refs/...``) or that of a branch; "" is the branch that is
        checked out.
    :param force: overwrite the target, without integrating anything.
    :param tag: push this tag, and nothing else.
    :param attempts: how often at most, if others push at the same time.
    """

    owner: str
    branch: str = ""
    force: bool = False
    tag: str = ""
    attempts: int = 10


@dataclass(frozen=True)
class CommitInfo:
    """A commit as people look at it: its id, the first line of its message, and the rest of that."""

    commit: str
    subject: str
    body: str = ""


@dataclass(frozen=True)
class Pushed:
    """The result of a push.

    :param branch: the branch as it was given; "" for a tag pushed from no branch.
    :param commit: what HEAD is now; another than before if it was rebased or merged.
    :param before: what the target was on the server; "" if it was not there.
    :param attempts: how many there were.
    :param commits: what the server has got by it, the oldest first; () for a tag.
    :param made: in a plan, those commits that no server has; when it is for real they get other ids.
    """

    branch: str
    commit: str
    before: str = ""
    attempts: int = 1
    commits: tuple[CommitInfo, ...] = ()
    made: tuple[CommitInfo, ...] = ()


@dataclass(frozen=True)
class Rehearsed:
    """What two plans have pushed to one place, compared.

    :param url: the repository. :param ref: the branch or tag there, ``refs/...``.
    :param diff: how the files of the second differ from those of the first, as a unified diff; "" if they are equal.
    """

    url: str
    ref: str
    diff: str
