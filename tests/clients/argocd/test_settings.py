from __future__ import annotations

from pathlib import Path

import pytest

from tranship.clients.argocd import ArgoCDSettings
from tranship.errors import InputError


def read(**environment: str) -> ArgoCDSettings:
    found = ArgoCDSettings.from_environment({"ARGOCD_SERVER": "argocd.acme.dev", **environment})
    assert found is not None
    return found


def test_without_a_server_there_is_nothing_to_connect_to() -> None:
    assert ArgoCDSettings.from_environment({}) is None
    assert ArgoCDSettings.from_environment({"ARGOCD_AUTH_TOKEN": "t", "ARGOCD_OPTS": "--core"}) is None


@pytest.mark.parametrize(
    ("server", "options", "url"),
    [
        ("argocd.acme.dev", "", "https://argocd.acme.dev"),
        ("argocd.acme.dev:8443", "--grpc-web", "https://argocd.acme.dev:8443"),
        ("argocd.acme.dev", "--plaintext", "http://argocd.acme.dev"),
        ("argocd.acme.dev", "--plaintext=false", "https://argocd.acme.dev"),
        ("argocd.acme.dev", "--grpc-web-root-path /argo-cd", "https://argocd.acme.dev/argo-cd"),
        ("argocd.acme.dev/", "--grpc-web-root-path=argo-cd/", "https://argocd.acme.dev/argo-cd"),
        ("https://acme.dev/argo-cd/", "", "https://acme.dev/argo-cd"),
        ("http://[::1]:8080", "", "http://[::1]:8080"),
        ("argocd.acme.dev", "--server other.acme.dev", "https://other.acme.dev"),
    ],
)
def test_where_the_server_is(server: str, options: str, url: str) -> None:
    assert str(read(ARGOCD_SERVER=server, ARGOCD_OPTS=options).base) == url


def test_what_opens_it() -> None:
    assert read(ARGOCD_AUTH_TOKEN="abc\n").token == "abc"
    assert read(ARGOCD_AUTH_TOKEN="abc", ARGOCD_OPTS="--auth-token=def").token == "def"
    assert "abc" not in repr(read(ARGOCD_AUTH_TOKEN="abc"))
    assert read(ARGOCD_OPTS="--server-crt '/etc/my ca.pem'").authorities == Path("/etc/my ca.pem")
    assert read(ARGOCD_OPTS="--insecure").insecure
    assert not read(ARGOCD_OPTS="--insecure=false").insecure
    headers = read(ARGOCD_OPTS="--header 'CF-Id: a,CF-Secret: b:c' -H 'X: y'").headers
    assert headers == (("CF-Id", "a"), ("CF-Secret", "b:c"), ("X", "y"))


def test_options_that_are_not_about_the_connection_do_nothing() -> None:
    assert read(ARGOCD_OPTS="--loglevel debug --grpc-web --http-retry-max=3 --config /c") == read()


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"ARGOCD_OPTS": "--core"}, "ARGOCD_OPTS: --core goes through Kubernetes; take it away, and set "),
        ({"ARGOCD_OPTS": "--port-forward-namespace argocd"}, "ARGOCD_OPTS: --port-forward-namespace goes through Kub"),
        ({"ARGOCD_OPTS": "--header 'x"}, "ARGOCD_OPTS can't be read: a quote or a backslash has no other end"),
        ({"ARGOCD_OPTS": "--server-crt"}, "ARGOCD_OPTS: --server-crt needs a value"),
        ({"ARGOCD_OPTS": "-H"}, "ARGOCD_OPTS: -H needs a value"),
        ({"ARGOCD_OPTS": "--header secret"}, "ARGOCD_OPTS: a --header must be a name, a colon and a value"),
        ({"ARGOCD_SERVER": "ftp://x"}, "ARGOCD_SERVER must be a host, such as argocd.example.com, with a port if it n"),
        ({"ARGOCD_SERVER": "x:y"}, "ARGOCD_SERVER: the URL's port is no number"),
    ],
)
def test_what_can_t_be_read(environment: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as raised:
        read(**environment)
    assert str(raised.value).startswith(message)
    assert "secret" not in str(raised.value)
