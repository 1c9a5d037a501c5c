from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.credentials.clouds import FEDERATED, NOW, ROLE, SECRET_KEY, Clouds, clouds
from tests.credentials.providers.shared import SERVICES
from tests.servers.http_routes import Answer, Route, RouteServer
from tranship.credentials.providers.amazon import Amazon
from tranship.credentials.providers.aws_identity import AWSIdentity, PodIdentity, WebIdentity, identity_of
from tranship.errors import CredentialsError

REGION = "eu-central-1"
ASSUMED = "arn:aws:sts::123456789012:assumed-role/tranship/eks-web-1"


def identity(amazon: Clouds, **environment: str) -> AWSIdentity:
    everything = {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": amazon.url + "/v1/credentials",
        "AWS_ENDPOINT_URL_STS": amazon.url,
        **environment,
    }
    found = identity_of(everything, SERVICES, Amazon(SERVICES, everything))
    assert found is not None
    return found


def test_the_agent_s_key_is_told_whose_it_is() -> None:
    with clouds() as amazon:
        found = identity(amazon, AWS_CONTAINER_AUTHORIZATION_TOKEN=FEDERATED)
        key, arn = found.key(REGION, NOW)

    assert isinstance(found, PodIdentity)
    assert (key.secret, key.session_token) == (SECRET_KEY, "session&token")
    assert arn == ASSUMED


def test_the_token_s_file_is_read_anew_and_comes_before_the_token(tmp_path: Path) -> None:
    file = tmp_path / "eks-pod-identity-token"
    given = {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(file), "AWS_CONTAINER_AUTHORIZATION_TOKEN": "stale"}
    with clouds() as amazon:
        found = identity(amazon, **given)
        file.write_text("an-older-token", encoding="utf-8")
        with pytest.raises(CredentialsError, match="is there an association of a role with the pod's service account"):
            found.key(REGION, NOW)
        file.write_text(FEDERATED + "\n", encoding="utf-8")
        assert found.key(REGION, NOW)[1] == ASSUMED


def test_a_refusal_of_the_agent_is_given_in_its_words_without_the_token() -> None:
    with clouds() as amazon, pytest.raises(CredentialsError, match=r"InvalidTokenException.* \*\*\* is not") as raised:
        identity(amazon, AWS_CONTAINER_AUTHORIZATION_TOKEN="a-foreign-token").key(REGION, NOW)

    assert "a-foreign-token" not in str(raised.value)


def test_a_token_of_several_lines_is_sent_to_nobody() -> None:
    with clouds() as amazon, pytest.raises(CredentialsError, match="must be one line") as raised:
        identity(amazon, AWS_CONTAINER_AUTHORIZATION_TOKEN="one\r\nX-Evil: two").key(REGION, NOW)

    assert "Evil" not in str(raised.value)


def test_a_missing_token_file_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    with clouds() as amazon, pytest.raises(CredentialsError, match=r"can't be read: .*none: No such file"):
        identity(amazon, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=missing).key(REGION, NOW)


@pytest.mark.parametrize("uri", ["http://169.254.169.254/latest", "https://evil.example.com/?k=s3cr3t", "s3cr3t"])
def test_the_pod_s_token_goes_to_the_documented_agent_alone(uri: str) -> None:
    with clouds() as amazon, pytest.raises(CredentialsError, match="AWS_CONTAINER_CREDENTIALS_FULL_URI: ") as raised:
        identity(amazon, AWS_CONTAINER_CREDENTIALS_FULL_URI=uri).key(REGION, NOW)

    assert "s3cr3t" not in str(raised.value)


def test_an_agent_that_is_busy_is_asked_again() -> None:
    key = b'{"AccessKeyId": "A", "SecretAccessKey": "S", "Token": "T"}'
    whose = b"<Arn>" + ASSUMED.encode() + b"</Arn>"
    busy = Answer(429, {"Retry-After": "0"})
    with RouteServer([Route("/v1", (busy, Answer(body=key))), Route("/", (Answer(body=whose),), method="POST")]) as it:
        environment = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": it.url + "/v1", "AWS_ENDPOINT_URL_STS": it.url}
        found = identity_of(environment, SERVICES, Amazon(SERVICES, environment))
        assert found is not None
        assert found.key(REGION, datetime.now(UTC))[1] == ASSUMED


def test_a_web_identity_comes_first_and_both_parts_of_it_are_needed() -> None:
    pod = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials"}
    amazon = Amazon(SERVICES, {})
    web = {"AWS_ROLE_ARN": ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "/token"}
    assert isinstance(identity_of({**pod, **web}, SERVICES, amazon), WebIdentity)
    assert isinstance(identity_of({**pod, "AWS_ROLE_ARN": ROLE}, SERVICES, amazon), PodIdentity)
    assert identity_of({"AWS_ROLE_ARN": ROLE}, SERVICES, amazon) is None
    assert identity_of({}, SERVICES, amazon) is None


def test_no_identity_shows_its_token() -> None:
    environment = {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "s3cr3t",
    }
    assert "s3cr3t" not in repr(identity_of(environment, SERVICES, Amazon(SERVICES, environment)))
