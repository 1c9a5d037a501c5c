"""tranship completion: the script that teaches a shell to complete tranship's commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for SHELL, which goes where the shell looks for it.

    \b
    bash  ~/.local/share/bash-completion/completions/tranship
    zsh   a folder of $fpath, under the name _tranship
    fish  ~/.config/fish/completions/tranship.fish

    \b
    Example:
      tranship completion fish > ~/.config/fish/completions/tranship.fish
    """
    from tranship.cli.main import COMPLETION, cli

    completer = get_completion_class(shell)
    if completer is None:
        raise click.UsageError(f"there is no completion for {shell}")
    click.echo(completer(cli, {}, "tranship", COMPLETION).source())
