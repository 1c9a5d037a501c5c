"""What has no older version is refused before anything takes time."""

from __future__ import annotations

import pytest

from tranship.cli.main import run


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((), "--against compares manifests with their older version; name them by -f"),
        (("-f", "-"), "--against needs files in a Git repository; stdin has no older version"),
    ],
)
def test_what_has_no_older_version_is_refused_at_once(
    files: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", *files, "--stage", "test", "--image", "ghcr.io/acme/web:1", "--against", "main"]) == 3
    assert said in capsys.readouterr().err
