import pytest

from tranship.models.naming import kargo_name


@pytest.mark.parametrize(
    ("python", "kargo"),
    [
        ("id", "id"),
        ("url", "url"),
        ("repo_url", "repoURL"),
        ("insecure_skip_tls_verify", "insecureSkipTLSVerify"),
        ("include_crds", "includeCRDs"),
        ("last_freight_id", "lastFreightID"),
        ("as_", "as"),
        ("if_", "if"),
        ("api_version", "apiVersion"),
        ("ignore_tags_regexes", "ignoreTagsRegexes"),
    ],
)
def test_fields_are_spelt_as_kargo_spells_them(python: str, kargo: str) -> None:
    assert kargo_name(python) == kargo
