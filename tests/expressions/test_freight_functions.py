"""imageFrom() and its kin in templates."""

from typing import Any

import pytest

from tests.expressions.sources import evaluate, freight, sources, warehouse
from tranship.errors import ExprError

WEB = freight(
    "web",
    images=[{"repoURL": "ghcr.io/acme/web", "tag": "1.10", "digest": "sha256:12", "annotations": {"note": "hi"}}],
    commits=[{"repoURL": "https://git.acme.dev/web.git", "id": "abc123", "branch": "main", "message": "Add a shop"}],
    charts=[
        {"repoURL": "https://charts.acme.dev", "name": "web", "version": "2.0.0"},
        {"repoURL": "oci://ghcr.io/acme/charts/web", "version": "2.1.0"},
    ],
    artifacts=[{"artifactType": "s3", "subscriptionName": "model", "version": "7", "metadata": {"size": 3}}],
)
BARE = freight("bare", images=[{"repoURL": "ghcr.io/acme/bare", "tag": "v1"}])


def web(template: str) -> Any:
    """A template that names the Warehouses itself, so that none needs to be there."""
    return evaluate(template.replace("WEB", "warehouse('web')"), sources(freight=[WEB, BARE]))


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("${{ quote(imageFrom('ghcr.io/acme/web', WEB).Tag) }}", "1.10"),
        ("${{ imageFrom('ghcr.io/acme/web', WEB).RepoURL }}", "ghcr.io/acme/web"),
        ("${{ imageFrom('ghcr.io/acme/web', WEB).Annotations.note }}", "hi"),
        ("${{ imageFrom('ghcr.io/acme/web', WEB).Annotations.other }}", ""),
        ("${{ commitFrom('https://git.acme.dev/Web', WEB).ID }}", "abc123"),
        ("${{ commitFrom('https://git.acme.dev/web.git', WEB).Author }}", ""),
        ("${{ chartFrom('https://charts.acme.dev', 'web', WEB).Version }}", "2.0.0"),
        ("${{ chartFrom('oci://ghcr.io/acme/charts/web', WEB).Version }}", "2.1.0"),
        ("${{ artifactFrom('model', WEB).Version }}", 7.0),
        ("${{ artifactFrom('model', WEB).Metadata.size }}", 3.0),
        ("${{ warehouse('web').Name }}/${{ warehouse('web').Kind }}", "web/Warehouse"),
        ("${{ imageFrom('ghcr.io/acme/none', WEB) }}", None),
        ("${{ imageFrom('ghcr.io/acme/none', WEB)?.Tag ?? 'none' }}", "none"),
        ("${{ chartFrom('https://charts.acme.dev', WEB) }}", None),
    ],
)
def test_fields_have_the_names_that_go_gives_them(template: str, value: Any) -> None:
    assert web(template) == value


def test_as_a_whole_artifacts_become_objects_with_the_names_of_json_and_without_what_is_empty() -> None:
    assert web("${{ imageFrom('ghcr.io/acme/bare', warehouse('bare')) }}") == {
        "repoURL": "ghcr.io/acme/bare",
        "tag": "v1",
    }
    assert web("${{ commitFrom('https://git.acme.dev/web', WEB) }}") == {
        "repoURL": "https://git.acme.dev/web.git",
        "id": "abc123",
        "branch": "main",
        "message": "Add a shop",
    }
    assert web("${{ WEB }}") == {"kind": "Warehouse", "name": "web"}


def test_other_artifacts_become_objects_with_the_names_of_go() -> None:
    assert web("${{ artifactFrom('model', WEB) }}") == {
        "ArtifactType": "s3",
        "SubscriptionName": "model",
        "Version": "7",
        "Metadata": {"size": 3.0},
    }


def test_annotations_of_an_image_without_any_are_nil_and_each_of_them_is_empty() -> None:
    assert web("${{ imageFrom('ghcr.io/acme/bare', warehouse('bare')).Annotations }}") is None
    assert web("${{ imageFrom('ghcr.io/acme/bare', warehouse('bare')).Annotations['x'] == '' }}") is True


def test_artifacts_as_yaml_have_gos_names_in_small_letters() -> None:
    assert web("${{ asYAML(WEB) }}") == "kind: Warehouse\nname: web\n"


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("warehouse('')", "warehouse() needs the name of a Warehouse"),
        ("chartFrom('x', '', WEB)", "chartFrom() with three arguments needs the name of a chart as its second"),
        ("chartFrom('x', WEB, WEB)", "chartFrom() with three arguments needs the name of a chart as its second"),
    ],
)
def test_wrong_values_are_errors_that_say_what_is_needed(expression: str, problem: str) -> None:
    with pytest.raises(ExprError) as caught:
        web(f"${{{{ {expression} }}}}")
    assert caught.value.message == problem


@pytest.mark.parametrize(
    "expression",
    [
        "warehouse()",
        "warehouse(1)",
        "imageFrom()",
        "imageFrom(1)",
        "imageFrom('a', 'web')",
        "imageFrom('a', {'Kind': 'Warehouse', 'Name': 'web'})",
        "imageFrom('a', WEB, WEB)",
        "chartFrom('a', 'b', 'c')",
        "chartFrom('a', 1)",
        "artifactFrom(nil)",
        "imageFrom('ghcr.io/acme/web', WEB).Tags",
        "imageFrom('ghcr.io/acme/web', WEB).tag",
        "imageFrom('ghcr.io/acme/none', WEB).Tag",
        "imageFrom('a', imageFrom('ghcr.io/acme/web', WEB))",
    ],
)
def test_wrong_arguments_and_members_are_errors(expression: str) -> None:
    with pytest.raises(ExprError):
        web(f"${{{{ {expression} }}}}")


def test_without_an_origin_the_requested_warehouses_are_asked_for_who_subscribes() -> None:
    known = sources(
        warehouse("web", {"image": {"repoURL": "ghcr.io/acme/web"}}),
        warehouse("bare", {"image": {"repoURL": "ghcr.io/acme/bare"}}),
        freight=[WEB, BARE],
    )
    assert evaluate("${{ imageFrom('ghcr.io/acme/bare').Tag }}", known) == "v1"
    assert evaluate("${{ imageFrom('ghcr.io/acme/else') }}", known) is None


def test_errors_of_the_lookup_have_their_place_in_the_template() -> None:
    with pytest.raises(ExprError) as caught:
        evaluate("x ${{ imageFrom('a').Tag }}", sources(requests=["web"]))
    assert str(caught.value) == (
        '1:7: there is no Warehouse "web" in the project "demo", but the Stage requests Freight from it\n'
        "  x ${{ imageFrom('a').Tag }}\n"
        "        ^^^^^^^^^"
    )
