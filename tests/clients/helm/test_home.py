"""A home for Helm: repositories and logins that nobody else can read, and that are gone afterwards."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from tranship.clients.helm.home import RepositoryAccess, helm_home

HTTPS = RepositoryAccess("https://h.example/charts", "user", "hunter2")
OCI = RepositoryAccess("oci://h.example:5000/charts", "user", "hunter2")


def test_repositories_and_logins_are_in_files_of_their_own() -> None:
    with helm_home([HTTPS, OCI]) as home:
        places = home.environment
        listed = json.loads(Path(places["HELM_REPOSITORY_CONFIG"]).read_text())["repositories"]
        logins = json.loads(Path(places["HELM_REGISTRY_CONFIG"]).read_text())["auths"]
        modes = {
            stat.S_IMODE(Path(places[f"HELM_{name}_CONFIG"]).stat().st_mode) for name in ("REPOSITORY", "REGISTRY")
        }
    assert [(one["url"], one["password"]) for one in listed] == [("https://h.example/charts", "hunter2")]
    assert list(logins) == ["h.example:5000"]
    assert modes == {0o600}
    assert not home.folder.exists()


def test_no_secret_is_shown() -> None:
    assert "hunter2" not in repr(HTTPS)
