"""Real promotions from end to end: ``python -m examples.demo``. Everything happens in a temporary folder."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from string import Template

from examples.demo.colleague import Colleague
from examples.demo.repository import gitops_files
from tranship.testing.forges import GitHubDouble

_MANIFESTS = Path(__file__).with_name("kargo")
_IMAGE = "ghcr.io/acme/web:1.4.2"
_REPOSITORY = "acme/gitops"


def main() -> int:
    """Run the demo; exit status 1 if a command of it fails."""
    with tempfile.TemporaryDirectory(prefix="tranship-demo-") as folder:
        root, token = Path(folder), secrets.token_urlsafe(12)
        with GitHubDouble(root / "served", token=token) as forge:
            url = forge.create_repository(_REPOSITORY, gitops_files())
            forge.repository(_REPOSITORY).commit(
                "env/prod", gitops_files("base", "env/prod"), "What runs in production"
            )
            _write_manifests(root / "kargo", {"REPOSITORY": url, "TOKEN": token})
            _write_files(root / "gitops")
            say(f"A GitOps repository is served at {url}, by a double of GitHub, for those who know the token.")
            say("Its Stages test, uat and prod are Kargo's YAML in the folder kargo/.")
            return _promotions(root, forge)


def _promotions(root: Path, forge: GitHubDouble) -> int:
    prod = ("-f", "kargo/", "--stage", "prod", "--freight")
    say("Is there anything wrong with them?")
    if not tranship(root, "lint", "kargo/"):
        return 1
    say("Do they do what they are meant to do? Their unit tests know, without the repository.")
    if not tranship(root, "test", "kargo/"):
        return 1
    say("What would it change to bring a new image to test?")
    if not tranship(root, "plan", "-f", "kargo/", "--stage", "test", "--image", _IMAGE):
        return 1
    say("Let's do it.")
    if not tranship(root, "promote", "-f", "kargo/", "--stage", "test", "--image", _IMAGE):
        return 1
    say("The same Freight goes on to uat, and from there to prod, which has a branch of its own and pull requests.")
    freight = _freight(root)
    if not tranship(root, "promote", "-f", "kargo/", "--stage", "uat", "--freight", freight, "--require-available"):
        return 1
    if not tranship(root, "plan", *prod, freight):
        return 1
    say("Somebody has to merge the pull request; while the promotion waits for that, its process is killed.")
    if not promote_until_killed(root, *prod, freight, "--require-available"):
        return 1
    tranship(root, "get", "promotions")
    say("It goes on where it was. A colleague looks at the pull request, which is still the only one, and merges it.")
    with Colleague(forge, _REPOSITORY):
        if not tranship(root, "resume", "prod"):
            return 1
    tranship(root, "get", "promotions")
    say("What the repository has now:")
    repository = forge.repository(_REPOSITORY)
    for command in ("log --oneline main", "diff main~2 main", "log --graph --oneline --stat -2 env/prod"):
        show(command, repository.git(*command.split()))
    return 0


def tranship(root: Path, *arguments: str) -> bool:
    """Run a command as a user would, and show it; whether it succeeded."""
    print(f"$ tranship {' '.join(arguments)}", flush=True)
    command = [sys.executable, "-m", "tranship", *arguments]
    finished = subprocess.run(command, cwd=root, env=_environment(root), stderr=subprocess.STDOUT, check=False)
    print(flush=True)
    return finished.returncode == 0


def promote_until_killed(root: Path, *arguments: str) -> bool:
    """Promote, and kill the process without a warning once it waits for a pull request; whether it came so far."""
    print(f"$ tranship promote {' '.join(arguments)}", flush=True)
    command = [sys.executable, "-m", "tranship", "promote", *arguments]
    environment = {**_environment(root), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if "waiting for the pull request" in line:
                process.kill()
                print("Killed\n", flush=True)
                return True
    return False


def _freight(root: Path) -> str:
    """The first letters of the name of the Freight that has been promoted."""
    command = [sys.executable, "-m", "tranship", "get", "freight", "-o", "name"]
    found = subprocess.run(command, cwd=root, env=_environment(root), check=True, capture_output=True, text=True)
    return found.stdout.strip()[:7]


def _environment(root: Path) -> Mapping[str, str]:
    """The process's environment, with a home and a store of the demo's own."""
    return {**os.environ, "HOME": str(root), "XDG_STATE_HOME": str(root / "state"), "DOCKER_CONFIG": str(root)}


def _write_manifests(folder: Path, values: Mapping[str, str]) -> None:
    for file in _MANIFESTS.rglob("*.yaml"):
        text = Template(file.read_text(encoding="utf-8")).safe_substitute(values)
        _write(folder / file.relative_to(_MANIFESTS), text)


def _write_files(folder: Path) -> None:
    """Write the files of the repository to where the tests look for them."""
    for name, text in gitops_files().items():
        _write(folder / name, text)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def say(text: str) -> None:
    """Write a paragraph."""
    print(f"# {text}\n", flush=True)


def show(command: str, printed: str) -> None:
    """Write what a command of Git has printed."""
    print(f"$ git {command}\n{printed}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
