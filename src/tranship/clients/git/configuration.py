"""What Git is told on every call: a configuration that holds, whatever a repository's own configuration says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tranship.clients.git.values import GitAuthor, GitSettings

Pairs = tuple[tuple[str, str], ...]
"""Keys and values of Git's configuration; a key may come several times."""

_ALWAYS: Pairs = (
    # Nothing of a repository, an archive or the machine may be run.
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.askPass", ""),
    ("core.attributesFile", os.devnull),
    ("core.excludesFile", os.devnull),
    ("core.gitProxy", ""),
    ("credential.helper", ""),
    ("credential.interactive", "never"),
    ("gpg.program", "gpg"),
    ("gpg.format", "openpgp"),
    ("init.templateDir", ""),
    # No way leads out, until somebody opens one: see ONLINE.
    ("protocol.allow", "never"),
    # A transfer that has come to a halt is given up; a slow one is not.
    ("http.lowSpeedLimit", "1024"),
    ("http.lowSpeedTime", "30"),
    # Nothing happens behind our back or beyond what was asked for.
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("submodule.recurse", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("push.recurseSubmodules", "no"),
    ("push.followTags", "false"),
    ("push.gpgSign", "false"),
    ("rebase.autoSquash", "false"),
    ("rebase.autoStash", "false"),
    ("rebase.rebaseMerges", "false"),
    ("rebase.updateRefs", "false"),
    ("worktree.guessRemote", "false"),
    ("rerere.enabled", "false"),
    # What is changed inside a submodule is looked up by its own configuration, which nobody has checked.
    ("diff.ignoreSubmodules", "dirty"),
    # The same everywhere, and readable by machines.
    ("advice.addEmbeddedRepo", "false"),
    ("advice.detachedHead", "false"),
    ("advice.updateSparsePath", "false"),
    ("color.ui", "false"),
    ("core.autocrlf", "false"),
    # File names that stand for ".git" on other systems are refused everywhere: work trees get copied.
    ("core.protectHFS", "true"),
    ("core.protectNTFS", "true"),
    ("core.quotePath", "false"),
    ("core.pager", "cat"),
    ("init.defaultBranch", "main"),
    # The folder was checked before; its owner may be another user in a container.
    ("safe.directory", "*"),
)


ONLINE: Pairs = tuple((f"protocol.{kind}.allow", "always") for kind in ("http", "https", "ssh"))
"""Opens the ways that lead out; others stay closed: "ext" is a command, and "git" has neither encryption nor keys."""


@dataclass(frozen=True)
class Configuration:
    """Settings for calls of Git: configuration and environment variables. Later ones win over earlier ones."""

    pairs: Pairs = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    def __add__(self, other: Configuration) -> Configuration:
        return Configuration(self.pairs + other.pairs, {**self.variables, **other.variables})

    def environment(self) -> dict[str, str]:
        """As environment variables, which win over every configuration file and reach the children of Git, too."""
        environment = {
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_EDITOR": ":",
            "GIT_SEQUENCE_EDITOR": ":",
            "GIT_PAGER": "cat",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_CONFIG_COUNT": str(len(self.pairs)),
        }
        for index, (key, value) in enumerate(self.pairs):
            environment[f"GIT_CONFIG_KEY_{index}"] = key
            environment[f"GIT_CONFIG_VALUE_{index}"] = value
        return environment | dict(self.variables)


def base_configuration(settings: GitSettings) -> Configuration:
    """What holds for every call."""
    stand_in = settings.addresses.stand_in
    elsewhere = stand_in.git_configuration if stand_in else ()
    return Configuration((*_ALWAYS, ("checkout.workers", str(settings.checkout_workers)), *elsewhere))


def online_configuration(settings: GitSettings) -> Configuration:
    """What a call needs beside to reach a server."""
    # "user" lets us go to the disk, but not the submodules of a repository that comes from elsewhere.
    return Configuration((*ONLINE, ("protocol.file.allow", "user" if settings.allow_file else "never")))


def author_configuration(author: GitAuthor) -> Configuration:
    """Who commits."""
    return Configuration((("user.name", author.name), ("user.email", author.email), ("user.useConfigOnly", "true")))


_OUR_KEYS = frozenset(
    {
        "core.repositoryformatversion",
        "core.filemode",
        "core.bare",
        "core.ignorecase",
        "core.precomposeunicode",
        "core.sparsecheckout",
        "core.sparsecheckoutcone",
        "index.sparse",
        "extensions.partialclone",
        "extensions.worktreeconfig",
        "remote.origin.url",
        "remote.origin.promisor",
        "remote.origin.partialclonefilter",
        "submodule.active",
    }
)
"""Keys of a clone's own configuration that this client writes, or Git on its behalf."""

_SUBMODULE_KEYS = frozenset({"active", "url"})
_UPDATES = frozenset({"checkout", "rebase", "merge", "none"})
"""What may be done to a submodule that is out of date; Git also takes commands of the shell here."""


def foreign_keys(entries: Iterable[tuple[str, str]]) -> list[str]:
    """The keys of those entries that neither this client nor Git on its behalf writes."""
    return [key for key, value in entries if not _is_ours(key, value)]


def _is_ours(key: str, value: str) -> bool:
    section, _, rest = key.partition(".")
    if section == "submodule" and "." in rest:
        # This is what "git submodule init" writes for each submodule.
        name = rest.rpartition(".")[2]
        return name in _SUBMODULE_KEYS or (name == "update" and value in _UPDATES)
    return key in _OUR_KEYS


_HARMLESS = frozenset(
    {
        *("advice", "branch", "color", "i18n", "init", "pull", "push", "remote", "submodule", "user"),
        *("core.repositoryformatversion", "core.filemode", "core.bare", "core.logallrefupdates", "core.ignorecase"),
        *("core.precomposeunicode", "core.symlinks", "core.sparsecheckout", "core.sparsecheckoutcone", "core.autocrlf"),
        *("core.eol", "core.worktree", "extensions.worktreeconfig", "extensions.partialclone", "index.sparse"),
    }
)
"""Sections and keys that don't have Git run anything when it looks whether files have changed."""


def harmful_keys(keys: Iterable[str]) -> list[str]:
    """Those of the keys in somebody else's configuration that could have Git run something, or that are not known."""
    return [key for key in keys if key not in _HARMLESS and key.partition(".")[0] not in _HARMLESS]
