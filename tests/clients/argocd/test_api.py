"""Refusals, in the words that users see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.clients.argocd.connecting import REPO, TOKEN, client, manifest
from tests.servers.http_routes import Answer, Route, RouteServer
from tranship.clients.addresses import AddressPolicy
from tranship.clients.argocd import ArgoCDClient, ArgoCDSettings
from tranship.clients.http import HTTPClient
from tranship.errors import CancelledError, ConflictError, NotFoundError, StoreError
from tranship.execution import Cancellation, Execution
from tranship.models.argocd import Application
from tranship.testing.argocd import ArgoCDDouble, Token
from tranship.testing.forges import Failure

OPERATION: dict[str, object] = {"operation": {"info": [], "retry": {}, "sync": {}}}
SPEC = {"spec": {"source": {"repoURL": REPO, "targetRevision": "next"}}}


@pytest.fixture
def double() -> Iterator[ArgoCDDouble]:
    tokens = {TOKEN: Token(), "reader": Token(actions={"get"}), "stranger": Token(projects={"other"})}
    with ArgoCDDouble(tokens=tokens, repositories={REPO: {"main": "a" * 40}}) as made:
        made.apply(manifest())
        yield made


def refusal(of: ArgoCDClient, patch: Mapping[str, object] | None = None) -> StoreError:
    """What comes of a patch, or of reading."""
    try:
        of.get(Application, "argocd", "web") if patch is None else of.patch(Application, "argocd", "web", patch)
    except StoreError as error:
        return error
    raise AssertionError("it was not refused")


def test_no_token(double: ArgoCDDouble) -> None:
    asked = 'Argo CD asks for a token to read the Application "web" in the namespace "argocd"; set ARGOCD_AUTH_TOKEN'
    assert str(refusal(client(double, ""))) == asked


def test_a_token_that_is_none(double: ArgoCDDouble) -> None:
    assert str(refusal(client(double, "old"))) == (
        "Argo CD does not accept the token: invalid session: failed to verify the token; if it has expired or was "
        "revoked, set ARGOCD_AUTH_TOKEN anew"
    )


def test_what_a_token_may_not_read_looks_as_if_it_were_not_there(double: ArgoCDDouble) -> None:
    text = (
        'Argo CD does not let this token read the Application "web" in the namespace "argocd": permission denied; '
        "either there is none of that name, or the token lacks the permission applications, get, or its namespace is "
        "none that Argo CD watches"
    )
    assert str(refusal(client(double, "stranger"))) == text
    with pytest.raises(StoreError) as raised:
        client(double).get(Application, "argocd", "api")
    assert str(raised.value) == text.replace("web", "api")
    assert client(double, "stranger").list(Application, "argocd") == []


def test_what_a_token_may_not_do_is_named(double: ArgoCDDouble) -> None:
    reader = client(double, "reader")
    assert str(refusal(reader, SPEC)) == (
        'Argo CD does not let this token change the Application "web" in the namespace "argocd": permission denied: '
        "applications, update, acme/web, sub: promoter"
    )
    assert str(refusal(reader, OPERATION)).endswith("permission denied: applications, sync, acme/web, sub: promoter")


def test_sync_windows_and_revisions_that_are_not_there(double: ArgoCDDouble) -> None:
    double.script("web", window=True)
    assert str(refusal(client(double), OPERATION)).endswith("cannot sync: blocked by sync window")
    double.script("web", window=False)
    assert str(refusal(client(double), {**SPEC, **OPERATION})) == (
        'Argo CD refused to sync the Application "web" in the namespace "argocd" (400 Bad Request): unable to resolve '
        "'next' to a commit SHA"
    )


def test_a_spec_that_argo_cd_does_not_take(double: ArgoCDDouble) -> None:
    error = refusal(client(double), {"spec": {"source": {"repoURL": "https://gone"}}})
    assert str(error).endswith("is invalid: InvalidSpecError: repository not accessible: repository not found")
    assert double.application("web")["spec"]["source"]["repoURL"] == REPO


def test_an_operation_that_is_under_way(double: ArgoCDDouble) -> None:
    client(double).patch(Application, "argocd", "web", OPERATION)
    error = refusal(client(double), OPERATION)
    assert isinstance(error, ConflictError)
    assert str(error) == (
        'Argo CD could not sync the Application "web" in the namespace "argocd", since another operation is already in '
        "progress"
    )


def test_a_server_that_stumbles_is_asked_again_if_that_does_no_harm(double: ArgoCDDouble) -> None:
    double.fail(Failure(503, method="GET", times=1))
    assert client(double).get(Application, "argocd", "web") is not None
    double.fail(Failure(500, "boom", method="POST"))
    error = refusal(client(double), OPERATION)
    assert str(error).endswith('sync the Application "web" in the namespace "argocd" (500 Internal Server Error): boom')
    assert [one.method for one in double.requests] == ["GET", "GET", "POST"]


def test_an_older_server_says_what_is_missing(double: ArgoCDDouble) -> None:
    double.fail(Failure(404, "not found", times=9))
    assert client(double).get(Application, "argocd", "web") is None
    assert isinstance(refusal(client(double), OPERATION), NotFoundError)


def test_something_else_is_there(double: ArgoCDDouble) -> None:
    error = refusal(client(double, options="--grpc-web-root-path argo"))
    assert str(error) == (
        f"http://{double.host}/argo answers with no JSON, as Argo CD's API would; check ARGOCD_SERVER, and "
        "--grpc-web-root-path in ARGOCD_OPTS if Argo CD is below a path"
    )
    double.fail(Failure(403, body=b"<h1>Forbidden</h1>"))
    assert str(refusal(client(double))).endswith("it that lets nobody in; see --header in ARGOCD_OPTS")
    double.fail(Failure(404, body=b"no such site"))
    assert "answered 404 Not Found when asked to read" in str(refusal(client(double)))
    double.fail(Failure(200, body=b'{"metadata": {"name": "web"}}'))
    assert str(refusal(client(double))).startswith("Argo CD's answer is no Application: spec: ")


def test_nobody_is_there() -> None:
    with ArgoCDDouble() as gone:
        late = client(gone)
    assert "the server refused the connection; is it running" in str(refusal(late))


def test_a_certificate_that_nobody_trusts() -> None:
    with RouteServer([Route("/api/v1/applications", (Answer(body=b'{"items": []}'),))], tls=True) as server:

        def listed(options: str) -> list[Application]:
            found = ArgoCDSettings.from_environment({"ARGOCD_SERVER": server.host, "ARGOCD_OPTS": options})
            assert found is not None
            return ArgoCDClient.connected(found, HTTPClient(AddressPolicy(environment={}))).list(Application)

        with pytest.raises(StoreError, match=r"not to be trusted: .*; name its authority by --server-crt in "):
            listed("")
        assert listed("--insecure") == []
        assert listed("--server-crt tests/servers/localhost.pem") == []


def test_headers_for_what_stands_before_the_server() -> None:
    with RouteServer([Route("/api/v1/applications", (Answer(body=b'{"items": null}'),))]) as server:
        environment = {"ARGOCD_SERVER": server.url, "ARGOCD_OPTS": "--header 'CF-Id: a'", "ARGOCD_AUTH_TOKEN": "t"}
        found = ArgoCDSettings.from_environment(environment)
        assert found is not None
        assert ArgoCDClient.connected(found, HTTPClient()).list(Application) == []
        sent = dict(server.asked[0].headers)
        assert (sent["Cf-Id"], sent["Authorization"], sent["Accept"]) == ("a", "Bearer t", "application/json")


def test_it_stops_with_the_work(double: ArgoCDDouble) -> None:
    cancel = Cancellation()
    cancel.cancel()
    with pytest.raises(CancelledError):
        client(double).during(Execution(cancel)).get(Application, "argocd", "web")
