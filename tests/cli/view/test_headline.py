from __future__ import annotations

from tests.cli.things import WEB, freight, promotion
from tranship.cli.view.headline import absence, describe_freight, headline
from tranship.models.freight import Chart, Freight, FreightOrigin, GitCommit, Image
from tranship.models.resource import ObjectMeta


def test_it_says_what_goes_where() -> None:
    assert headline(promotion(), freight(), ()) == "Promotion test.01k4.3f2c1ab\nFreight web 1.4.2 → Stage test\n"


def test_it_says_which_repositories_are_written_to() -> None:
    lines = headline(promotion(), freight(), ("git.acme.dev/gitops (main)", "git.acme.dev/other")).splitlines()
    assert lines[1] == ("Freight web 1.4.2 → Stage test · will push to git.acme.dev/gitops (main), git.acme.dev/other")


def test_freight_that_does_not_go_along_is_named_with_the_option_that_adds_it() -> None:
    assert absence(()) == ""
    said = absence((FreightOrigin(kind="Warehouse", name="base"),))
    assert said.startswith("note: the Stage has no Freight of Warehouse/base yet")
    assert said.endswith("--with-freight NAME adds it\n")


def test_freight_is_called_by_its_alias_and_artifacts() -> None:
    whole = Freight(
        metadata=ObjectMeta(name="3f2c1ab0"),
        alias="happy-otter",
        origin=WEB,
        images=(Image(repo_url="ghcr.io/acme/web", digest="sha256:" + "a" * 64),),
        commits=(GitCommit(repo_url="https://git.acme.dev/app.git", id="9ab31c7" + "0" * 33),),
        charts=(Chart(repo_url="oci://ghcr.io/acme/chart", version="2.0.0"),),
    )
    text = "Freight happy-otter (web sha256:aaaaaaaaaaaa, app 9ab31c7, chart 2.0.0)"
    assert describe_freight(whole) == text
    assert describe_freight(Freight(metadata=ObjectMeta(name="3f2c1ab0"), origin=WEB)) == "Freight 3f2c1ab"
