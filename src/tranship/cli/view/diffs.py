"""Diffs on the screen: the name of each file, then its hunks, without Git's headers."""

from __future__ import annotations

from collections.abc import Iterator

_STYLES = {"+": "green", "-": "red", "@": "cyan", "\\": "dim"}
_WORDS = {
    "new file mode": "new file",
    "deleted file mode": "deleted",
    "rename from": "renamed from",
    "Binary files": "binary",
    "GIT binary patch": "binary",
    "old mode": "mode",
}


def diff_lines(diff: str) -> Iterator[tuple[str, str]]:
    """The lines of a unified diff as they are shown, each with its style."""
    name, in_hunk = "", False
    remarks: list[str] = []
    for line in diff.splitlines():
        if line.startswith("diff --git "):
            if name and not in_hunk:
                yield _file(name, remarks)
            # What follows "b/" is the name, in quotes where it has strange letters.
            name, remarks, in_hunk = _name(line), [], False
        elif not in_hunk and line.startswith("@@"):
            in_hunk = True
            if name:
                yield _file(name, remarks)
            yield f"  {line}", _STYLES["@"]
        elif in_hunk:
            yield f"  {line}", _STYLES.get(line[:1], "")
        elif not name and line.startswith("+++ "):
            name = line[4:].removeprefix("b/").partition("\t")[0]
        else:
            remarks += _remarks(line)
    if name and not in_hunk:
        yield _file(name, remarks)


def same_diff(diff: str) -> str:
    """What is equal for diffs that show the same: Git's ids of files are of different lengths in different places."""
    return "\n".join(line for line in diff.splitlines() if not line.startswith("index "))


def _name(header: str) -> str:
    _, _, rest = header.partition("diff --git ")
    found = rest.rpartition(' "b/') if rest.endswith('"') else rest.rpartition(" b/")
    return found[2].removesuffix('"') if rest.endswith('"') else found[2]


def _file(name: str, remarks: list[str]) -> tuple[str, str]:
    return f"{name} ({', '.join(remarks)})" if remarks else name, "bold"


def _remarks(line: str) -> Iterator[str]:
    for start, words in _WORDS.items():
        if line.startswith(start):
            yield f"{words} {line[len(start) :].strip()}" if start == "rename from" else words
