"""Setup scripts run in a fixed world and tell what they made."""

from pathlib import Path

import pytest

from tests.conformance.setup_script import SetupError, run_setup


def run(tmp_path: Path, script: str) -> dict[str, str]:
    places = {name: tmp_path / name for name in ("base", "work", "git_root", "home")}
    for folder in places.values():
        folder.mkdir()
    return run_setup(script, **places)


def test_variables_are_what_the_script_wrote(tmp_path: Path) -> None:
    script = 'echo "A=1" >> $VARS; echo "B=x=y z" >> $VARS; echo >> $VARS; echo "HERE=$PWD $BASE" >> $VARS'
    base = tmp_path / "base"
    assert run(tmp_path, script) == {"A": "1", "B": "x=y z", "HERE": f"{base} {base}"}


def test_commits_have_the_same_ids_everywhere(tmp_path: Path) -> None:
    script = """
git init -q repo && cd repo
echo a > a && git add -A && git commit -qm init
echo "SHA=$(git rev-parse HEAD)" >> $VARS
echo "BRANCH=$(git branch --show-current)" >> $VARS
echo "CONFIG=$(git config --global --list 2>/dev/null || true)" >> $VARS
"""
    found = run(tmp_path, script)
    assert found == {"SHA": "e96f0a435878b20839c692ad83acfc73dcfcd8b8", "BRANCH": "main", "CONFIG": ""}


def test_a_failure_says_what_the_script_said(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="exit status 3: no such thing"):
        run(tmp_path, "echo no such thing >&2\nexit 3")


def test_the_first_failing_command_ends_it(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="exit status 1"):
        run(tmp_path, "false | true\necho on")
