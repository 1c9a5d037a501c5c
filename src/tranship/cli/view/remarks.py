"""What is worth seeing of a step that has succeeded, in one line: a table by kind, and a rule for all others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tranship.cli.view.text import one_line, short_commit

Fields = Mapping[str, Any]


def remark(kind: str, outputs: Any, config: Fields | None) -> str:
    """What a step of this kind came to; empty if nothing of it is worth a line.

    :param config: the configuration that it ran with.
    """
    found = outputs if isinstance(outputs, Mapping) else {}
    special = _BY_KIND.get(kind)
    text = special(found, config or {}) if special else ""
    return text or _general(found)


def _general(outputs: Fields) -> str:
    """What outputs of common names say."""
    parts = []
    if isinstance(branch := outputs.get("branch"), str):
        parts.append(branch)
    if isinstance(commit := outputs.get("commit"), str):
        parts.append(f"@ {short_commit(commit)}" if parts else short_commit(commit))
    if isinstance(pull_request := outputs.get("pr"), Mapping) and pull_request.get("url"):
        parts.append(str(pull_request["url"]))
    if isinstance(message := outputs.get("commitMessage"), str):
        parts.append(one_line(message.replace("\n\n- ", ": ").replace("\n\n", ": ")))
    return " ".join(parts)


def _clone(outputs: Fields, config: Fields) -> str:
    """``main @ 4f1c2d0``: what was checked out."""
    commits = outputs.get("commits")
    checkouts = config.get("checkout")
    if not isinstance(commits, Mapping) or not isinstance(checkouts, list):
        return ""
    parts = []
    for checkout in checkouts:
        if isinstance(checkout, Mapping):
            name = checkout.get("branch") or checkout.get("tag") or checkout.get("path", "")
            commit = commits.get(checkout.get("as") or checkout.get("path"), "")
            parts.append(f"{name} @ {short_commit(str(commit))}" if commit else str(name))
    return ", ".join(parts)


def _commit(outputs: Fields, config: Fields) -> str:
    """``9ab31c7 "Updated ./src"``: the commit and its subject."""
    commit, message = outputs.get("commit"), config.get("message")
    subject = str(message or "").strip().partition("\n")[0]
    return f'{short_commit(str(commit))} "{one_line(subject, 48)}"' if commit and subject else ""


def _images(_outputs: Fields, config: Fields) -> str:
    """``web 1.4.2``: the images that were set."""
    images = config.get("images")
    if not isinstance(images, list):
        return ""
    named = [image for image in images if isinstance(image, Mapping)]
    return ", ".join(
        f"{str(image.get('image', '')).rpartition('/')[2]} {image.get('tag') or str(image.get('digest', ''))[:19]}"
        for image in named
    )


def _names(outputs: Fields, _config: Fields) -> str:
    return ", ".join(outputs)


_BY_KIND: Mapping[str, Callable[[Fields, Fields], str]] = {
    "git-clone": _clone,
    "git-commit": _commit,
    "kustomize-set-image": _images,
    "compose-output": _names,
}
