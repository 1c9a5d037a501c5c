"""python -m tranship: the command line, where no script is installed."""

from tranship.cli.main import entry

entry()
