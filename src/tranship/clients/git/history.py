"""What commits are made of, for people: their subjects, and the difference that they make as a unified diff."""

from __future__ import annotations

from tranship.clients.git.command import Git
from tranship.clients.git.exchange import TRACKED
from tranship.clients.git.session import telling
from tranship.clients.git.values import CommitInfo

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
LONGEST_DIFF = 1 << 20
"""Characters of a diff that are shown in full; of a longer one only which files there are, with counts."""


def new_commits(git: Git, before: str, after: str = "HEAD") -> tuple[CommitInfo, ...]:
    """The commits that ``after`` has and the server has not, the oldest first.

    :param before: what the server has at the place in question; "": nothing, so that all it has elsewhere counts.
    """
    known = ("--not", before) if before else ("--not", f"--glob={TRACKED}*")
    with telling("the commits can't be listed"):
        # NUL can't be in a message.
        listed = git("log", "--reverse", "--topo-order", "-z", "--format=%H%n%s%n%b", after, *known, "--").stdout
    found = (one.split("\n", 2) for one in listed.split("\0") if one)
    return tuple(CommitInfo(commit, subject, body.strip("\n")) for commit, subject, body in found)


def base_of(git: Git, commits: tuple[CommitInfo, ...]) -> str:
    """What the oldest of the commits was made on: its first parent, or the empty tree."""
    with telling("the commits can't be read"):
        found = git("rev-parse", "--verify", "--quiet", f"{commits[0].commit}^", check=False).stdout.strip()
    return found or EMPTY_TREE


def difference(git: Git, before: str, after: str = "HEAD") -> str:
    """What differs between two commits: a unified diff, or if that is very long, a summary by file."""
    options = ("--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "--ignore-submodules=dirty")
    with telling("the difference can't be shown"):
        shortstat = git("diff", *options, "--numstat", before, after, "--").stdout
        if len(shortstat) > LONGEST_DIFF:
            return git("diff", *options, "--shortstat", before, after, "--").stdout
        changed = sum(int(count) for line in shortstat.splitlines() for count in line.split("\t")[:2] if count != "-")
        # No line of a diff is shorter than two characters, so that this many can't be shown in full.
        if changed * 2 <= LONGEST_DIFF:
            diff = git("diff", *options, before, after, "--").stdout
            if len(diff) <= LONGEST_DIFF:
                return diff
        return git("diff", *options, "--stat=100", before, after, "--").stdout
