"""Attacks by the URLs, headers and files of HTTP steps, and by the servers that they ask."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.servers.http_routes import Answer, Route, RouteServer
from tranship.authoring import StepContext, StepDefinition, StepResult, Toolbox
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.credentials.secrets import SecretRegistry, SecretSource
from tranship.errors import AddressError, HTTPError, TranshipError
from tranship.execution import BACKGROUND
from tranship.promotion import Config, StepRunnerCapabilities
from tranship.steps import http, http_download

SECRET = "correct-horse-battery"
METADATA = (
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[fd00:ec2::254]/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://１６９.254.169.254/",
    "http://169。254。169。254/",
    "http://169.254.169.254./",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://user@169.254.169.254:80/",
    "http://rebound.example/",
    "http://mixed.example/",
    "//169.254.169.254/",
)
"""Ways to write where clouds keep the keys of the machine."""


def lookup(host: str, port: int) -> Sequence[str]:
    """Addresses of names that an attacker owns."""
    return {"rebound.example": ["169.254.169.254"], "mixed.example": ["127.0.0.1", "169.254.169.254"]}[host]


class Flipping:
    """A name that leads to a harmless address for the check, and elsewhere for the connection."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return ["127.0.0.1"] if self.asked == 1 else ["169.254.169.254"]


def run(definition: StepDefinition, url: str, root: Path, **config: Any) -> StepResult:
    """Run a step that may reach this machine, in a promotion that knows a secret."""
    more = {"outPath": "out"} if definition is http_download.registration else {}
    policy = AddressPolicy(allow_loopback=True, lookup=config.pop("names", lookup), environment={})
    secrets = SecretRegistry()
    secrets.record(SECRET, SecretSource("Secret", "demo", "api", "token"))
    context = StepContext(str(root), "h", config=Config({"url": url, **more, **config}), secrets=secrets)
    capabilities = StepRunnerCapabilities(toolbox=Toolbox(http=HTTPClient(policy)))
    return definition.factory(capabilities).run(context, BACKGROUND)


both = pytest.mark.parametrize("definition", [http.registration, http_download.registration])


@both
@pytest.mark.parametrize("url", METADATA)
def test_metadata_is_not_asked_for(definition: StepDefinition, url: str, tmp_path: Path) -> None:
    with pytest.raises(TranshipError) as caught:
        run(definition, url, tmp_path)
    assert isinstance(caught.value, AddressError) or url.startswith("//")


@both
@pytest.mark.parametrize("url", METADATA)
def test_a_redirect_does_not_lead_to_metadata(definition: StepDefinition, url: str, tmp_path: Path) -> None:
    hops = [Route("/a", (Answer(302, {"Location": "/b"}),)), Route("/b", (Answer(307, {"Location": url}),))]
    with RouteServer(hops) as server:
        with pytest.raises((AddressError, HTTPError)):
            run(definition, f"{server.url}/a", tmp_path)
        assert len(server.asked) == 2


def test_a_name_is_looked_up_once_and_what_was_checked_is_dialled(tmp_path: Path) -> None:
    names = Flipping()
    with RouteServer() as server:
        port = server.host.rpartition(":")[2]
        run(http.registration, f"http://flipping.example:{port}/", tmp_path, names=names)
        assert (names.asked, len(server.asked)) == (1, 1)
        with pytest.raises(AddressError, match=r"flipping\.example leads to 169\.254\.169\.254"):
            run(http.registration, f"http://flipping.example:{port}/", tmp_path, names=names)


@both
@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "unix:///run/docker.sock"]
)
def test_only_http_is_spoken(definition: StepDefinition, url: str, tmp_path: Path) -> None:
    with pytest.raises(HTTPError, match='it should start with "https://" or "http://"'):
        run(definition, url, tmp_path)


@both
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-A", "1\r\nX-Evil: 2"),
        ("X-A", "1\nX-Evil: 2"),
        ("X-A", "1\rX-Evil: 2"),
        ("X-A", "1\0"),
        ("X-A\r\nX-Evil", "2"),
        ("X-A: 1\r\nX-Evil", "2"),
        ("X-A:", "2"),
    ],
)
def test_a_header_is_one_header(definition: StepDefinition, name: str, value: str, tmp_path: Path) -> None:
    with RouteServer() as server:
        with pytest.raises(HTTPError):
            run(definition, f"{server.url}/a", tmp_path, headers=[{"name": name, "value": value}])
        assert server.asked == ()


@both
@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Host", "Trailer"])
def test_a_request_can_not_be_made_two_by_its_headers(definition: StepDefinition, name: str, tmp_path: Path) -> None:
    header = {"name": name, "value": "chunked" if name == "transfer-encoding" else "0"}
    with RouteServer([Route("/a", (Answer(),))]) as server:
        run(definition, f"{server.url}/a", tmp_path, headers=[header])
        (asked,) = server.asked
        assert dict(asked.headers)["Host"] == server.host
        assert not {"Transfer-Encoding", "Trailer"} & dict(asked.headers).keys()


@both
@pytest.mark.parametrize("evil", ["\r\nX-Evil: 1", "\n", "\t", "\0", " HTTP/1.1\r\nHost: evil\r\n\r\nGET /"])
def test_a_url_is_one_line(definition: StepDefinition, evil: str, tmp_path: Path) -> None:
    with RouteServer() as server:
        for url in (f"{server.url}/a{evil}", f"{server.url}/a?b={evil}", server.url.replace("//", f"//bob:{evil}@")):
            with pytest.raises(TranshipError):
                run(definition, url, tmp_path)
        parameters = [{"name": f"a{evil}", "value": f"b{evil}"}]
        with pytest.raises(TranshipError):
            run(definition, f"{server.url}/a{evil}", tmp_path, queryParams=parameters)
        assert server.asked == ()


def test_parameters_stay_parameters(tmp_path: Path) -> None:
    with RouteServer() as server:
        run(http.registration, f"{server.url}/a", tmp_path, queryParams=[{"name": "q", "value": "1&admin=1#x\r\nX: y"}])
        assert server.asked[0].target == "/a?q=1%26admin%3D1%23x%0D%0AX%3A+y"


def test_a_bomb_takes_neither_memory_nor_disk(tmp_path: Path) -> None:
    bomb = Answer(200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(200 << 20), compresslevel=1))
    with RouteServer([Route("/a", (bomb,))]) as server:
        for definition, limit in ((http.registration, "2 MiB"), (http_download.registration, "100 MiB")):
            with pytest.raises(HTTPError, match=f"longer than {limit}"):
                run(definition, f"{server.url}/a", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["../out", "/etc/out", "a/../../../out", "link/out", "link/../../out", "./../out"])
def test_a_download_stays_in_the_work_directory(path: str, tmp_path: Path) -> None:
    root, outside = tmp_path / "work", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "link").symlink_to("../outside")
    with RouteServer([Route("/a", (Answer(200, {}, b"evil"),))]) as server:
        run(http_download.registration, f"{server.url}/a", root, outPath=path)
    assert list(outside.iterdir()) == []
    assert [file.name for file in tmp_path.rglob("out") if file.is_relative_to(root)] == ["out"]


def test_a_name_that_the_server_gives_is_not_used(tmp_path: Path) -> None:
    headers = {"Content-Disposition": 'attachment; filename="../../evil"'}
    with RouteServer([Route("/a", (Answer(200, headers, b"x"),))]) as server:
        run(http_download.registration, f"{server.url}/a", tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


@both
def test_a_redirect_elsewhere_takes_no_secret_along(definition: StepDefinition, tmp_path: Path) -> None:
    headers = [
        {"name": "Authorization", "value": "Bearer x"},
        {"name": "Cookie", "value": "session=1"},
        {"name": "PRIVATE-TOKEN", "value": "glpat"},
        {"name": "X-Whatever", "value": f"a{SECRET}b"},
    ]
    with RouteServer([Route("/", (Answer(),))]) as thief:
        for status in (301, 302, 303, 307, 308):
            with RouteServer([Route("/a", (Answer(status, {"Location": f"{thief.url}/"}),))]) as server:
                url = f"{server.url}/a".replace("//", "//bob:pw@")
                run(definition, url, tmp_path, headers=headers, **_again(definition))
        assert len(thief.asked) == 5
        assert {name for asked in thief.asked for name, _ in asked.headers} == {"Host", "User-Agent", "Accept-Encoding"}


def _again(definition: StepDefinition) -> dict[str, Any]:
    return {"allowOverwrite": True} if definition is http_download.registration else {}


def test_a_redirect_elsewhere_takes_no_secret_body_along(tmp_path: Path) -> None:
    with RouteServer() as thief, RouteServer([Route("/a", (Answer(307, {"Location": thief.url}),))]) as server:
        with pytest.raises(HTTPError, match="is not sent there"):
            run(http.registration, f"{server.url}/a", tmp_path, method="POST", body=f'{{"token": "{SECRET}"}}')
        assert thief.asked == ()


@both
def test_no_message_shows_what_stands_in_the_url(definition: StepDefinition, tmp_path: Path) -> None:
    for place in ("127.0.0.1:1/?key=hunter2", "[::1", "169.254.169.254/?key=hunter2", "a b/?key=hunter2", "h:x/"):
        with pytest.raises(TranshipError) as caught:
            run(definition, f"http://bob:hunter2@{place}", tmp_path)
        assert "hunter2" not in str(caught.value)
