from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest

from tranship import __version__
from tranship.cli import main
from tranship.cli.main import VERBS, cli, run


def test_the_version_is_printed_without_loading_what_it_does_not_need() -> None:
    script = (
        "import sys; from tranship.cli.main import run; code = run(['--version']);"
        "print(code, *sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'pydantic', 'httpcore2', 'rich', 'yaml', 'importlib_metadata'}))"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout == f"tranship {__version__}\n0\n"


def test_help_lists_every_verb_without_loading_one() -> None:
    script = (
        "import sys; from tranship.cli.main import run; run(['--help']);"
        "print([name for name in sys.modules if name.startswith('tranship.cli.')])"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert all(f"\n  {verb}" in finished.stdout for verb in VERBS)
    assert finished.stdout.endswith("['tranship.cli.main']\n")


def test_listing_loads_no_engine() -> None:
    script = (
        "import sys; from tranship.cli import describe, get, logs;"
        "print([name for name in sys.modules if name in ('rich', 'tranship.manifests', 'tranship.exprlang',"
        " 'tranship.promotion', 'tranship.lint', 'tranship.builtin_steps')])"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout == "[]\n"


def test_a_promotion_loads_no_planner_and_no_forge_before_it_needs_one() -> None:
    script = (
        "import sys; import tranship.cli.promote, tranship.credentials.providers.github_app;"
        "print([name for name in sys.modules"
        " if name in ('tranship.plan', 'tranship.testing', 'tranship.clients.forges')])"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout == "[]\n"


def test_a_locale_without_our_signs_is_no_reason_to_fail() -> None:
    script = "import sys; from tranship.cli.main import entry; sys.argv[1:] = ['eval', repr('✓ ja')]; entry()"
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=environment)
    assert finished.stdout == b"? ja\n"


def test_closed_streams_are_no_reason_to_fail_and_no_file_takes_their_numbers() -> None:
    script = (
        "import os, sys; from tranship.cli.main import entry; sys.argv[1:] = ['lint', os.devnull]\n"
        "try: entry()\n"
        "finally: print(os.path.samestat(os.stat(1), os.stat(os.devnull)), file=sys.stderr)"
    )
    finished = subprocess.run(
        ["sh", "-c", 'exec "$0" "$@" <&- >&-', sys.executable, "-c", script],
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert finished.stderr == "True\n"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([verb, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: tranship {verb}")
    assert max(map(len, shown.splitlines())) <= 80


def test_a_misspelt_verb_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["promot"]) == 3
    assert 'there is no command "promot". Did you mean "promote"?' in capsys.readouterr().err
    assert run(["frobnicate"]) == 3
    assert "`tranship --help` lists what there is" in capsys.readouterr().err


def test_wrong_flags_are_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["promote"]) == 3
    assert "Missing option '--stage'" in capsys.readouterr().err
    assert run(["get", "sandwiches"]) == 3
    assert 'there is no kind "sandwiches"' in capsys.readouterr().err


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt(), 130), (click.Abort(), 130), (ValueError("x"), 2)])
def test_every_end_is_an_exit_code(
    raised: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise raised

    monkeypatch.setattr(cli, "main", fail)
    assert run([]) == code
    assert capsys.readouterr().err.startswith("tranship has a bug" if code == 2 else "")


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -m tranship steps -o json | head -1; exit ${{PIPESTATUS[0]}}"
    finished = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert f"_TRANSHIP_COMPLETE={shell}_complete" in capsys.readouterr().out


def test_completion_knows_the_verbs() -> None:
    environment = {"_TRANSHIP_COMPLETE": "bash_complete", "COMP_WORDS": "tranship pro", "COMP_CWORD": "1"}
    finished = subprocess.run(
        [sys.executable, "-m", "tranship"], capture_output=True, text=True, check=True, env=environment
    )
    assert finished.stdout.split() == ["plain,promote"]


def test_nothing_typed_is_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert capsys.readouterr().out.startswith("Usage: tranship [OPTIONS] COMMAND")


def test_the_codes_are_the_documented_ones() -> None:
    assert (main.SUCCEEDED, main.FAILED, main.ERRORED, main.BAD_INPUT, main.INTERRUPTED) == (0, 1, 2, 3, 130)
