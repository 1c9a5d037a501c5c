from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tranship.errors import InputError
from tranship.models.base import read_model
from tranship.testing.given import Repository
from tranship.testing.hosting import Hosting


def of(folder: Path, url: str, given: dict[str, Any]) -> Hosting:
    return Hosting(folder / "git", {url: read_model(Repository, given)}, folder)


@pytest.mark.parametrize(
    "url",
    [
        "https://git.acme.dev/acme/gitops",
        "https://GIT.acme.dev/Acme/gitops.git",
        "http://git.acme.dev/acme/gitops.git",
        "git@git.acme.dev:acme/gitops.git",
        "ssh://git@git.acme.dev/acme/gitops.git",
    ],
)
def test_a_repository_is_found_by_all_spellings_of_its_url(tmp_path: Path, url: str) -> None:
    found = of(tmp_path, "https://git.acme.dev/acme/gitops.git", {"files": {"a": "b"}})
    hosted = found.find(url)
    assert hosted is not None
    assert hosted.git.read("main", "a") == "b"
    assert [there for here, there in found.prefixes() if url.lower().startswith(here)] == ["git.acme.dev"]
    assert found.find(f"{url}x") is None


def test_folders_are_read_with_what_may_be_executed(tmp_path: Path) -> None:
    (tmp_path / "files" / ".git").mkdir(parents=True)
    (tmp_path / "files" / ".git" / "config").write_text("no")
    (tmp_path / "files" / "run.sh").write_bytes(b"#!/bin/sh\n\xff")
    (tmp_path / "files" / "run.sh").chmod(0o755)
    (tmp_path / "files" / "a").write_text("theirs")
    (hosted,) = of(tmp_path, "https://git.acme.dev/x.git", {"folder": "files", "files": {"a": "mine"}})
    assert hosted.git.git("ls-tree", "-r", "--format=%(objectmode) %(path)", "main") == "100644 a\n100755 run.sh"
    assert hosted.git.read("main", "a") == "mine"


@pytest.mark.parametrize(
    ("url", "given", "message"),
    [
        ("https://git.acme.dev/x.git", {"folder": "gone"}, "there is no folder "),
        (
            "https://git.acme.dev/x.git",
            {"tags": {"v1": "main"}},
            'the tag "v1" is on the branch "main", which has nothing',
        ),
        (
            "https://git.acme.dev/x.git",
            {"branches": {"a": {"from": "b"}, "b": {}}},
            'the branch "a" comes from "b", which is not given before it',
        ),
        ("https://git.acme.dev/x.git", {"pullRequests": [{"source": "a"}]}, "is on no forge that is known; say which"),
        ("https://github.com/x.git", {}, '"https://github.com/x.git" is no repository of github'),
        ("https://git.acme.dev", {}, "is no URL of a Git repository"),
    ],
)
def test_what_can_not_be_is_refused(tmp_path: Path, url: str, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        of(tmp_path, url, given)
    assert message in str(caught.value)


def test_all_repositories_of_a_forge_have_one_password(tmp_path: Path) -> None:
    urls = {f"https://github.com/acme/{name}": {"password": name} for name in ("one", "two")}
    with pytest.raises(InputError, match=r"the repositories on github\.com must have the same provider and password"):
        Hosting(tmp_path / "git", {url: read_model(Repository, one) for url, one in urls.items()}, tmp_path)


def test_forges_have_their_apis_where_the_real_ones_have_them(tmp_path: Path) -> None:
    given = {"files": {"a": "b"}, "branches": {"x": {"from": "main", "files": {"c": "d"}}}}
    found = of(tmp_path, "https://github.com/acme/x.git", {**given, "pullRequests": [{"source": "x", "title": "old"}]})
    assert found.authorities == {"github.com", "api.github.com"}
    (hosted,) = found
    assert (hosted.name, hosted.opened) == ("acme/x", 1)
    assert hosted.forge is not None
    assert hosted.forge.url == "https://github.com"
