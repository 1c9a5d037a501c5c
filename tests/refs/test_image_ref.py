import pytest

from tranship.errors import InputError
from tranship.refs.image_ref import ImageRef, normalize_chart_url, normalize_image_url, parse_image_ref

DIGEST = "sha256:" + "0a" * 32


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("busybox", ImageRef("index.docker.io", "library/busybox")),
        ("acme/web:1.4", ImageRef("index.docker.io", "acme/web", "1.4")),
        ("docker.io/acme/web", ImageRef("index.docker.io", "acme/web")),
        ("ghcr.io/acme/web:1.4", ImageRef("ghcr.io", "acme/web", "1.4")),
        ("localhost/web", ImageRef("localhost", "web")),
        ("localhost:5000/web", ImageRef("localhost:5000", "web")),
        ("localhost:5000", ImageRef("index.docker.io", "library/localhost", "5000")),
        ("[::1]:5000/acme/web", ImageRef("[::1]:5000", "acme/web")),
        (f"ghcr.io/acme/web@{DIGEST}", ImageRef("ghcr.io", "acme/web", "", DIGEST)),
        (f"ghcr.io/acme/web:1.4@{DIGEST}", ImageRef("ghcr.io", "acme/web", "1.4", DIGEST)),
    ],
)
def test_references_are_parsed(text: str, ref: ImageRef) -> None:
    assert parse_image_ref(text) == ref


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "a repository's name is 2 to 255 characters long"),
        ("ghcr.io/Acme/web", "a repository's name is 2 to 255 characters long"),
        ("ghcr.io/a", "a repository's name is 2 to 255 characters long"),
        (":v1", "a repository's name is 2 to 255 characters long"),
        ("acme/web:", "the part after the last colon must be a tag"),
        ("acme/web:a b", "the part after the last colon must be a tag"),
        ("acme/web@sha256:abc", "the part after @ must be a digest"),
        ("acme/web@", "the part after @ must be a digest"),
        ("ghcr.io:x/acme/web", "the part before the first slash is no registry"),
        ("https://ghcr.io/acme/web", "the part before the first slash is no registry"),
    ],
)
def test_other_texts_are_refused_without_repeating_them(text: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_image_ref(text)
    assert str(caught.value).startswith(problem)


def test_what_a_reference_asks_for_and_how_it_reads() -> None:
    ref = parse_image_ref(f"acme/web:1.4@{DIGEST}")

    assert ref.name == "index.docker.io/acme/web"
    assert str(ref) == f"index.docker.io/acme/web:1.4@{DIGEST}"
    assert ref.version == DIGEST
    assert parse_image_ref("acme/web:1.4").version == "1.4"
    assert parse_image_ref("acme/web").version == "latest"


@pytest.mark.parametrize(
    ("url", "normalized"),
    [
        ("busybox", "busybox"),
        ("library/busybox", "busybox"),
        ("docker.io/busybox", "busybox"),
        ("docker.io/library/busybox", "busybox"),
        ("index.docker.io/library/busybox", "busybox"),
        ("registry-1.docker.io/busybox", "busybox"),
        ("registry-1.docker.io/library/busybox", "busybox"),
        ("docker.io/Acme/Web:1.4", "acme/web"),
        ("ghcr.io/acme/web", "ghcr.io/acme/web"),
        (" GHCR.io/acme/\u200bweb ", "ghcr.io/acme/web"),
        ("not an image", "not an image"),
    ],
)
def test_one_spelling_stands_for_all_of_an_image_repository(url: str, normalized: str) -> None:
    assert normalize_image_url(url) == normalized


@pytest.mark.parametrize(
    ("url", "normalized"),
    [
        ("", ""),
        ("  REpo  ", "repo"),
        ("OCI://Repo", "repo"),
        ("oci://docker.io/acme/web", "acme/web"),
        ("registry-1.docker.io/acme/web", "acme/web"),
        ("oci://ghcr.io/acme/charts/", "ghcr.io/acme/charts"),
        ("oci://localhost:5000/Charts/web", "localhost:5000/charts/web"),
        ("https://Charts.acme.dev/", "https://charts.acme.dev"),
        ("https://charts.acme.dev/stable", "https://charts.acme.dev/stable"),
    ],
)
def test_one_spelling_stands_for_all_of_a_chart_repository(url: str, normalized: str) -> None:
    assert normalize_chart_url(url) == normalized


def test_the_port_of_a_chart_repository_belongs_to_its_address() -> None:
    assert normalize_chart_url("https://charts.acme.dev:8443") == "https://charts.acme.dev:8443"
