from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from tests.credentials.clouds import amazon_signature
from tranship.credentials.providers.aws_signature import AWSKey, signed_headers

KEY = AWSKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
MOMENT = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
URL = "https://example.amazonaws.com/"


def test_the_signature_is_the_one_of_amazon_s_own_test_suite() -> None:
    # The case "post-vanilla".
    signed = signed_headers(KEY, "us-east-1", "service", URL, {}, b"", MOMENT)

    assert signed["x-amz-date"] == "20150830T123600Z"
    assert signed["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, "
        "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
    )


def test_other_headers_and_the_token_of_a_role_are_signed_too() -> None:
    key = AWSKey(KEY.id, KEY.secret, "session-token")
    signed = signed_headers(key, "us-east-1", "ecr", URL, {"Content-Type": " text/plain "}, b"{}", MOMENT)

    assert signed["x-amz-security-token"] == "session-token"
    assert "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token," in signed["authorization"]
    expected = amazon_signature({**signed, "host": "example.amazonaws.com"}, "/", b"{}", KEY.secret)
    assert signed["authorization"].endswith(f"Signature={expected}")


def test_times_are_sent_in_utc() -> None:
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=-11)))
    assert signed_headers(KEY, "r", "s", URL, {}, b"", elsewhere) == signed_headers(KEY, "r", "s", URL, {}, b"", MOMENT)


def test_a_key_does_not_show_its_secret() -> None:
    assert "wJalr" not in repr(KEY)
