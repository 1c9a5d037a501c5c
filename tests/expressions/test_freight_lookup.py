"""Which Freight an artifact is taken from."""

import pytest

from tests.expressions.sources import freight, origin, sources, warehouse
from tranship.errors import InputError
from tranship.expressions.freight_lookup import artifact, chart, commit, find, image

GIT = {"git": {"repoURL": "https://git.acme.dev/web.git"}}
IMAGE = {"image": {"repoURL": "ghcr.io/acme/web"}}
OLD = freight("old", images=[{"repoURL": "ghcr.io/acme/web", "tag": "1"}])
NEW = freight("new", images=[{"repoURL": "ghcr.io/acme/web", "tag": "2"}])


def test_the_only_subscriber_provides_the_artifact() -> None:
    known = sources(warehouse("old", GIT), warehouse("new", IMAGE), freight=[OLD, NEW])
    found = find(image("ghcr.io/acme/web"), None, known)
    assert found is not None
    assert found.tag == "2"


def test_with_an_origin_no_warehouse_is_read() -> None:
    known = sources(freight=[OLD, NEW], requests=["gone"])
    found = find(image("ghcr.io/acme/web"), origin("old"), known)
    assert found is not None
    assert found.tag == "1"


def test_nothing_is_found_where_nobody_subscribes_or_the_freight_has_none() -> None:
    known = sources(warehouse("old", IMAGE), freight=[OLD])
    assert find(image("ghcr.io/acme/other"), None, known) is None
    assert find(image("ghcr.io/acme/web"), origin("other"), known) is None
    assert find(commit("https://git.acme.dev/web"), origin("old"), known) is None


def test_several_subscribers_are_an_error_that_says_what_to_do() -> None:
    known = sources(warehouse("old", IMAGE), warehouse("new", IMAGE), freight=[OLD, NEW])
    with pytest.raises(InputError) as caught:
        find(image("ghcr.io/acme/web"), None, known)
    assert str(caught.value) == (
        'an image of ghcr.io/acme/web could come from more than one subscription (Warehouse "old" and "new"); '
        "say which one is meant by a last argument such as warehouse('name')"
    )


def test_a_requested_warehouse_that_is_not_there_is_an_error_even_if_another_one_subscribes() -> None:
    known = sources(warehouse("new", IMAGE), freight=[NEW], requests=["new", "gone"])
    with pytest.raises(InputError, match='there is no Warehouse "gone" in the project "demo"'):
        find(image("ghcr.io/acme/web"), None, known)


def test_images_and_charts_are_compared_to_the_letter_and_git_addresses_are_not() -> None:
    known = sources(
        warehouse("web", GIT, IMAGE, {"chart": {"repoURL": "https://charts.acme.dev", "name": "web"}}),
        freight=[
            freight(
                "web",
                images=[{"repoURL": "ghcr.io/acme/web", "tag": "1"}],
                commits=[{"repoURL": "https://git.acme.dev/Web", "id": "abc"}],
                charts=[{"repoURL": "https://charts.acme.dev", "name": "web", "version": "1"}],
            )
        ],
    )
    assert find(image("GHCR.io/acme/web"), None, known) is None
    assert find(chart("https://charts.acme.dev/", "web"), None, known) is None
    assert find(chart("https://charts.acme.dev", ""), None, known) is None
    assert find(chart("https://charts.acme.dev", "web"), None, known) is not None
    assert find(commit("https://bot@git.acme.dev/web.git/"), None, known) is not None


def test_other_artifacts_are_found_by_the_name_of_their_subscription() -> None:
    known = sources(
        warehouse("web", {"s3": {"name": "model"}}, {"s3": {"name": "data"}}),
        freight=[freight("web", artifacts=[{"subscriptionName": "data", "version": "7"}])],
    )
    found = find(artifact("data"), None, known)
    assert found is not None
    assert found.version == "7"
    assert find(artifact("model"), None, known) is None
    assert find(artifact("other"), None, known) is None
