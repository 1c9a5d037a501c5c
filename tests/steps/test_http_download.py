"""http-download saves a file as a whole, or says why not and leaves what was there."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.servers.http_routes import Answer, Route, RouteServer
from tranship.authoring import LOCAL, READ, StepContext, StepFailed, Toolbox
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.errors import HTTPError, TerminalError
from tranship.execution import BACKGROUND, Execution
from tranship.models.base import read_model
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps import http_download
from tranship.steps.http_download import HTTPDownloadConfig, registration

TOOLBOX = Toolbox(http=HTTPClient(AddressPolicy(allow_loopback=True, environment={})))


def download(root: Path, answer: Answer, *, execution: Execution = BACKGROUND, **config: Any) -> None:
    with RouteServer([Route("/a", (answer,))]) as server:
        given = Config({"url": f"{server.url}/a", "outPath": "out", **config})
        registration.factory(StepRunnerCapabilities(toolbox=TOOLBOX)).run(
            StepContext(str(root), "d", config=given), execution
        )


def test_a_file_is_saved(tmp_path: Path) -> None:
    lines: list[str] = []
    download(tmp_path, Answer(206, {}, b"\xff\x00data"), execution=Execution(log=lines.append), outPath="a/out.bin")
    assert (tmp_path / "a/out.bin").read_bytes() == b"\xff\x00data"
    assert lines[0].endswith("/a: 6 bytes saved as a/out.bin")


@pytest.mark.parametrize("status", [301, 404, 500])
def test_another_status_is_a_failure_that_may_pass(tmp_path: Path, status: int) -> None:
    (tmp_path / "out").write_text("old")
    with pytest.raises(StepFailed, match=f"/a: {status} ") as caught:
        download(tmp_path, Answer(status), allowOverwrite=True)
    assert caught.value.retry
    assert (tmp_path / "out").read_text() == "old"


def test_what_is_known_to_be_too_long_is_not_begun(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="the file is larger than 100 MiB, the most that is downloaded") as caught:
        download(tmp_path, Answer(200, {"Content-Length": str((100 << 20) + 1)}, b""))
    assert not caught.value.retry
    assert list(tmp_path.iterdir()) == []


def test_what_turns_out_to_be_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_download, "LARGEST_DOWNLOAD", 10)
    with pytest.raises(HTTPError, match="longer than 10 bytes"):
        # Packed, so that its length is not known before.
        download(tmp_path, Answer(200, {"Content-Encoding": "gzip"}, gzip.compress(b"eleven byte")))
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_looked_for_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    given = Config({"url": "http://127.0.0.1:1/", "outPath": "out", "allowOverwrite": True})
    with pytest.raises(TerminalError, match="is a folder"):
        registration.factory(StepRunnerCapabilities(toolbox=TOOLBOX)).run(
            StepContext(str(tmp_path), "d", config=given), BACKGROUND
        )


@pytest.mark.parametrize("key", ["method", "proxy", "body"])
def test_what_http_has_and_a_download_has_not(tmp_path: Path, key: str) -> None:
    config: dict[str, Any] = {key: "x"}
    with pytest.raises(StepFailed, match=key):
        download(tmp_path, Answer(), **config)


def test_it_reads_outside_and_writes_here() -> None:
    config = read_model(HTTPDownloadConfig, {"url": "u", "outPath": "o"})
    assert registration.effects_of(config) == LOCAL | READ
    assert config.timeout.seconds == 300
