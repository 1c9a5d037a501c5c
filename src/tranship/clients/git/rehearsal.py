"""What two plans have pushed to their scratch folders, compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tranship.clients.git.command import Git
from tranship.clients.git.configuration import Configuration
from tranship.clients.git.exchange import MERGED, OF_URL
from tranship.clients.git.history import difference
from tranship.clients.git.session import Session, telling
from tranship.clients.git.values import Rehearsed


def compare(session: Session, earlier: Path, later: Path) -> Iterator[Rehearsed]:
    """The places that both plans have pushed to, in order, with the difference between what they left there.

    :raises GitError: what was pushed can't be read.
    """
    for place in sorted(later.glob("*.git")):
        other = earlier / place.name
        if not other.is_dir():
            continue
        objects = Configuration((), {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(other / "objects")})
        git = session.git(place, later).elsewhere(place).with_configuration(objects)
        before, after = _trees(git.elsewhere(other)), _trees(git)
        for ref in sorted(before.keys() & after.keys()):
            diff = "" if before[ref] == after[ref] else difference(git, before[ref], after[ref])
            yield Rehearsed((place / OF_URL).read_text(encoding="utf-8"), ref, diff)


def _trees(git: Git) -> dict[str, str]:
    """The trees of all branches and tags, but for those that only the merge of another branch was expected on."""
    with telling("what was planned can't be read"):
        lines = git("for-each-ref", "--format=%(objectname) %(refname)").stdout.splitlines()
        found = {ref: commit for commit, ref in (line.split() for line in lines)}
        merged = {commit for ref, commit in found.items() if ref.startswith(MERGED)}
        refs = (ref for ref, commit in found.items() if commit not in merged)
        return {ref: git.line("rev-parse", "--verify", f"{ref}^{{tree}}") for ref in refs}
