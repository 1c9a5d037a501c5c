"""References name repositories, and who opens them."""

from __future__ import annotations

import pytest

from tests.servers.oci_registry import Artifact, OCIRegistry
from tranship.authoring import StepContext, StepRun, Toolbox
from tranship.authoring.oci import Reference, TaggedReference, reference_of, repository_of
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.clients.oci import OCIClient
from tranship.credentials.database import Credentials, CredentialType
from tranship.errors import FieldsError, HTTPError, InputError
from tranship.execution import BACKGROUND
from tranship.models.base import KargoModel, read_model
from tranship.promotion import StepRunnerCapabilities

DIGEST = "sha256:" + "0" * 64


class RefConfig(KargoModel):
    any: Reference = ""
    tagged: TaggedReference = ""


class OnlyFor:
    """A database with credentials for one repository of one type."""

    def __init__(self, kind: CredentialType, url: str) -> None:
        self._for = kind, url

    def get(self, namespace: str, credential_type: CredentialType, repo_url: str) -> Credentials | None:
        return Credentials("bot", "pw", source="Secret demo/r") if (credential_type, repo_url) == self._for else None


@pytest.mark.parametrize(
    "text", ["ghcr.io/acme/web:1.4", f"oci://r:5000/a/b@{DIGEST}", "nginx:1", "localhost:5000/a:1"]
)
def test_references_with_a_tag_or_a_digest(text: str) -> None:
    assert read_model(RefConfig, {"any": text}).any == text


@pytest.mark.parametrize(
    "text", ["", "ghcr.io/acme/web", f"a/b:1@{DIGEST}", "https://a/b:1", "a/b:1\n", "a b:1", "a/b:"]
)
def test_what_is_no_reference(text: str) -> None:
    with pytest.raises(FieldsError, match="any: must be a repository with either a tag or a digest, such as"):
        read_model(RefConfig, {"any": text})


@pytest.mark.parametrize("text", ["a/b", f"a/b@{DIGEST}", ""])
def test_a_tag_may_be_needed(text: str) -> None:
    assert read_model(RefConfig, {"tagged": "oci://a/b:1"}).tagged == "oci://a/b:1"
    with pytest.raises(FieldsError, match="tagged: must be a repository with a tag, such as"):
        read_model(RefConfig, {"tagged": text})


def test_a_reference_is_read_without_its_scheme() -> None:
    assert str(reference_of("oci://r.dev/charts/web:1")) == "r.dev/charts/web:1"
    with pytest.raises(InputError):
        reference_of("r.dev/Charts/web:1")
    with pytest.raises(InputError, match=r'is "\." or'):
        reference_of("r.dev/a/../../admin:1")


@pytest.mark.parametrize(
    ("scheme", "kind", "opens"),
    [
        ("", CredentialType.IMAGE, True),
        ("", CredentialType.HELM, False),
        ("oci://", CredentialType.HELM, True),
        ("oci://", CredentialType.IMAGE, False),
    ],
)
def test_each_kind_of_reference_has_credentials_of_its_own(scheme: str, kind: CredentialType, opens: bool) -> None:
    with OCIRegistry(username="bot", password="pw") as registry:
        registry.add("a/b", "1", Artifact())
        database = OnlyFor(kind, f"{scheme}{registry.host}/a/b")
        oci = OCIClient(HTTPClient(AddressPolicy(allow_loopback=True, environment={})))
        context = StepContext("/nowhere", "o", project="demo")
        step = StepRun(context, RefConfig(), StepRunnerCapabilities(creds_db=database), Toolbox(oci=oci), BACKGROUND)
        with repository_of(step, f"{scheme}{registry.host}/a/b:1", verify=True) as source:
            if opens:
                assert source.manifest("1").is_image
            else:
                with pytest.raises(HTTPError, match="there are no credentials for it"):
                    source.manifest("1")
