"""tranship init: writes a small project that works: Stages, a task, tests of them, and a workflow that runs these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from tranship.errors import InputError
from tranship.refs.commit_url import forge_of

_WORKFLOWS: Mapping[str, str] = {"github": ".github/workflows/promotions.yaml", "gitlab": ".gitlab-ci.yml"}


@click.command("init")
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("--project", default="demo", metavar="NAME", help="The name of the Project.")
@click.option("--image", default="ghcr.io/acme/web", metavar="REPO", help="The image that is promoted.")
@click.option(
    "--repository",
    default="https://github.com/acme/gitops.git",
    metavar="URL",
    help="The Git repository that says what runs where.",
)
@click.option("--ci", type=click.Choice([*_WORKFLOWS, "none"]), default="github", help="Whose workflow runs the tests.")
def command(folder: str, project: str, image: str, repository: str, ci: str) -> None:
    """Write an example project to start from: Stages, a task, tests of them, and a workflow.

    What is there is never overwritten. It passes `tranship lint` and `tranship test` as it is; change it into yours.

    \b
    Examples:
      tranship init
      tranship init shop --image ghcr.io/acme/shop --project shop
    """
    if forge_of(repository) is None:
        raise InputError(
            f"it is not known on which forge {repository} is; name one on GitHub, GitLab, Gitea, Bitbucket or Azure "
            "DevOps, and write yours afterwards, with provider: where pull requests are opened"
        )
    values = {"PROJECT": project, "IMAGE": image, "REPOSITORY": repository}
    starter = files("tranship.cli").joinpath("starter")
    texts = {f"kargo/{place}": _filled(one, values) for place, one in _files(starter.joinpath("kargo"))}
    if ci != "none":
        texts[_WORKFLOWS[ci]] = _filled(starter.joinpath("ci", f"{ci}.yaml"), values)
    root = Path(folder)
    taken = [place for place in texts if (root / place).exists()]
    if taken:
        raise InputError(
            f"{root / taken[0]} is there already; nothing was written. Name another folder: tranship init FOLDER"
        )
    for place, text in texts.items():
        _write(root / place, text)
        click.echo(f"wrote {root / place}")
    where = root / "kargo"
    click.echo(
        f"\nNow run the tests, and see what a promotion would do:\n  tranship test {where}\n  tranship lint {where}"
    )


def _files(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    """All files of a folder with their paths in it, sorted; those of its folders last."""
    for one in sorted(folder.iterdir(), key=lambda one: (one.is_dir(), one.name)):
        if one.is_dir():
            yield from _files(one, f"{prefix}{one.name}/")
        else:
            yield f"{prefix}{one.name}", one


def _filled(file: Traversable, values: Mapping[str, str]) -> str:
    text = file.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except OSError as error:
        raise InputError(f"{file} can't be written: {error.strerror}") from None
