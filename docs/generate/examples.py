"""The example of a step: a case that is run for real, and shown with what came of it."""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.conformance.case_files import read_cases
from tests.conformance.manifests import read_document
from tests.conformance.run_case import run_case

_FINE = ("Succeeded", "Running")
"""How examples may end; those that wait are still running."""

_COMMIT = re.compile(r"\b[0-9a-f]{40}\b")
_TIME = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_PORT = re.compile(r"\b(127\.0\.0\.1|localhost):\d+")


def example_section(file: Path) -> str:
    """The example's steps, the outputs and the files that they changed.

    :raises ValueError: the example does not go well.
    """
    (case,) = read_cases([file])
    document = read_document(case.text)
    with tempfile.TemporaryDirectory(prefix="example-") as folder:
        outcome = run_case(case, Path(folder))
    call = (outcome.get("calls") or [{}])[-1]
    if call.get("status") not in _FINE and file.stem != "fail":
        raise ValueError(f"the example {file.name} came out as {call.get('status')}: {call.get('message', outcome)}")
    return "\n\n".join(_sections(document, steady(outcome), steady(call)))


def _sections(document: Mapping[str, Any], outcome: Mapping[str, Any], call: Mapping[str, Any]) -> Iterator[str]:
    if document.get("about"):
        yield f"{document['about'][0].upper()}{document['about'][1:].rstrip('.')}."
    yield _fenced("yaml", yaml.dump(document["steps"], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))
    if call.get("status") != "Succeeded":
        said = next((step["message"] for step in reversed(call.get("steps", [])) if step.get("message")), "")
        yield f"It is {str(call.get('status')).lower()} then: {said}" if said else ""
    outputs = {alias: output for alias, output in call.get("state", {}).items() if output}
    if outputs:
        yield "What later steps can read under `outputs`:"
        yield _fenced("yaml", yaml.dump(outputs, Dumper=_Dumper, sort_keys=True, allow_unicode=True, width=100))
    diff = "".join(_changes(document.get("files") or {}, outcome.get("files") or {}))
    if diff:
        yield "What has changed in the work directory:"
        yield _fenced("diff", diff)
    if resources := outcome.get("resources"):
        yield "What has changed in the cluster:"
        yield _fenced("yaml", yaml.dump_all(resources, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))
    if requests := outcome.get("requests"):
        yield "What the server was asked:"
        yield _fenced("http", "".join(_request(request) for request in requests))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for path in sorted(before.keys() | after.keys()):
        old, new = _text(before.get(path)), _text(after.get(path))
        if old is None and new is None and path not in before:
            yield f"+++ {path} ({_kind(after[path])})\n"
        elif old != new:
            lines = difflib.unified_diff(
                (old or "").splitlines(keepends=True),
                (new or "").splitlines(keepends=True),
                path if old is not None else "/dev/null",
                path if new is not None else "/dev/null",
            )
            yield "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _text(content: Any) -> str | None:
    if isinstance(content, Mapping):
        return content.get("text")
    return content if isinstance(content, str) else None


def _kind(content: Any) -> str:
    if isinstance(content, Mapping):
        return "a folder" if "dir" in content else "a symlink" if "symlink" in content else "binary"
    return "a file"


def _request(request: Mapping[str, Any]) -> str:
    body = f"\n{request['body']}\n" if request.get("body") else ""
    return f"{request['method']} {request['path']}\n{body}"


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def steady(value: Any, commits: dict[str, str] | None = None) -> Any:
    """A value without what differs from run to run: commits made now are numbered, times and ports replaced."""
    commits = {} if commits is None else commits
    if isinstance(value, str):
        text = _COMMIT.sub(lambda match: commits.setdefault(match.group(), f"<commit {len(commits) + 1}>"), value)
        return _PORT.sub(r"\1:8080", _TIME.sub("2026-01-31T12:00:00Z", text))
    if isinstance(value, Mapping):
        return {steady(key, commits): steady(item, commits) for key, item in value.items()}
    if isinstance(value, list):
        return [steady(item, commits) for item in value]
    return value


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as they are, and indents lists below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's
        super().increase_indent(flow, False)


def _represent_text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value.strip("\n") else None)


_Dumper.add_representer(str, _represent_text)
